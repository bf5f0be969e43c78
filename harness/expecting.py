"""What is expected of each test: that it holds, that it is refused, or that it runs into a known gap.

A part of `harness.plugin`. A gap may name one test among those that a function is parametrized to, so this is settled
when a test has its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from harness.about import about, name_without_route, test_name


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Expect a test to fail where it runs into a known gap, and otherwise that what is not claimed is refused.

    What a backend does not claim it has to refuse; only a gap that names the test says that it does otherwise there.
    """
    noted = about(item)
    if not noted:
        return
    from harness.contents import CONTENTS
    from harness.gaps import known_gap

    noted = {**noted, **_needs(item, noted)}
    names = (noted["case"], *(name_without_route(name, noted["backend"]) for name in (item.name, test_name(item))))
    found = known_gap(noted["carriers"], noted["clauses"], *names)
    if found is not None and noted["disclaimed"] and not found[1].cases:
        found = None
    if found is None:
        contents = CONTENTS - frozenset.intersection(*(one.capabilities for one in noted["carriers"]))
        settled = {**noted, "contents": tuple(sorted(contents))}
    else:  # a gap says what becomes of the test, whatever it writes
        settled = {**noted, "gap": found, "disclaimed": ()}
    item.add_marker(pytest.mark.hdmf(**settled), append=False)
    _let_hold_what_is_decided_upstream(item, noted)
    if found is not None:
        _, gap = found
        strict = not (noted["generated"] and gap.is_witnessed)
        # before what the test itself says of HDMF's gaps, which a backend may hide behind its own
        item.add_marker(pytest.mark.xfail(raises=gap.raises, strict=strict, reason=gap.explanation), append=False)


def _let_hold_what_is_decided_upstream(item: pytest.Item, noted: Mapping[str, Any]) -> None:
    """Let a test of what HDMF does not hold pass over a backend that holds it in spite of HDMF.

    HDF5IO is HDMF's own: over that one, a test that passes tells that the gap is mended, and fails.
    """
    from harness.contract import load_contract
    from harness.hdf5 import BACKEND as HDF5

    contract = load_contract()
    is_upstream = any(contract[clause].level == "upstream" for clause in noted["clauses"] if clause in contract)
    if is_upstream and all(one.name != HDF5.name for one in noted["carriers"]):
        for mark in [*item.iter_markers("xfail")]:
            item.add_marker(pytest.mark.xfail(*mark.args, **{**mark.kwargs, "strict": False}), append=False)


def _needs(item: pytest.Item, noted: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what a test needs, with what it needs by its parameters, and what of that no carrier claims."""
    needs = {*noted["needs"], *(name for mark in item.iter_markers("needs") for name in mark.args)}
    disclaimed = needs.difference(*(one.capabilities for one in noted["carriers"]))
    return {"needs": tuple(sorted(needs)), "disclaimed": tuple(sorted({*noted["disclaimed"], *disclaimed}))}
