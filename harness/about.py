"""What the plugin noted on a test that it made: of whom it is, and what it proves."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pytest

MARKER = "hdmf(backend, case, clauses, needs, disclaimed, contents, gap): set by the harness on the tests that it makes"


def about(item: pytest.Item) -> Mapping[str, Any]:
    """Return the fields of the marker `MARKER` of a test; nothing if the harness has not made it."""
    mark = item.get_closest_marker("hdmf")
    return mark.kwargs if mark is not None else {}


def test_name(item: pytest.Item) -> str:
    """Return the id of a test; if it is of a package, one that is the same wherever pytest is started.

    Outside of the directory that it is started in, pytest gives ids that leave out what tells modules apart.
    """
    module: str = getattr(getattr(item, "module", None), "__name__", "")
    if is_installed(module):
        return f"{module}::{item.nodeid.partition('::')[2]}"
    return item.nodeid


def is_installed(module: str) -> bool:
    """Tell whether a module of tests is one of a package, which ``--pyargs`` finds by its name."""
    return "." in module and module in sys.modules and find_spec(module.partition(".")[0]) is not None
