"""The hooks that the pytest plugin adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.backend import Backend


@pytest.hookspec
def pytest_hdmf_backends(config: pytest.Config) -> Mapping[str, object] | Sequence[Backend] | None:
    """Register backends of a project.

    Parameters
    ----------
    config
        Of the run.

    Returns
    -------
    Backends, or by name what `harness.Backend.from_entry` takes: a `Backend`, an `HDMFIO` subclass, a mapping of the
    arguments of `Backend`, or a function that returns one of these.
    """
