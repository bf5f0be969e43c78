"""The mark of tests that make containers of whatever is valid."""

from __future__ import annotations

import pytest

#: What PyNWB would have otherwise, of content that is valid.
QUIET = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning",
    "ignore:.*external_file:UserWarning",
    "ignore:.*is not used by IndexSeries:UserWarning",
    "ignore:Use of icephys_filtering:UserWarning",
    "ignore:Neither source_timeseries nor source_channels:UserWarning",
)
