"""What the plugin noted on a test that it made: of whom it is, and what it proves."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pytest

MARKER = (
    "hdmf(backend, case, clauses, needs, carriers, disclaimed, contents, gap): set by the harness on the tests it makes"
)

#: What is said of a refusal that leaves something behind.
NOT_CLEAN = "its refusal is not clean:"


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


def name_without_route(name: str, route: str) -> str:
    """Return the name of a test without that of the backend or the pair that it is of: what a known gap calls it.

    >>> name_without_route("test_rows[zarr-tuples]", "zarr"), name_without_route("test_rows[zarr]", "zarr")
    ('test_rows[tuples]', 'test_rows')
    """
    function, _, parameters = name.removesuffix("]").partition("[")
    padded = f"-{parameters}-"
    others = padded.replace(f"-{route}-", "-", 1).strip("-") if f"-{route}-" in padded else parameters
    return f"{function}[{others}]" if others else function


def is_installed(module: str) -> bool:
    """Tell whether a module of tests is one of a package, which ``--pyargs`` finds by its name."""
    return "." in module and module in sys.modules and find_spec(module.partition(".")[0]) is not None
