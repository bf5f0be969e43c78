"""What the plugin noted on a test that it made: of whom it is, and what it proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

MARKER = "hdmf(backend, case, clauses, needs, disclaimed, gap): set by the harness on the tests that it makes"


def about(item: pytest.Item) -> Mapping[str, Any]:
    """Return the fields of the marker `MARKER` of a test; nothing if the harness has not made it."""
    mark = item.get_closest_marker("hdmf")
    return mark.kwargs if mark is not None else {}
