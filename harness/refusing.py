"""Demanding that what a backend does not claim is refused, and cleanly; a part of `harness.plugin`."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import about

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.refusal import Watch


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Demand that a test of something that the backend does not claim shows a clean `UnsupportedOperation`."""
    disclaimed = about(pyfuncitem).get("disclaimed")
    if not disclaimed:
        return (yield)
    from hdmf.backends.errors import UnsupportedOperation

    watches = _watch(pyfuncitem)
    result: object = True
    try:
        result = yield
        refused = any(watch.has_refused for watch in watches)
    except UnsupportedOperation:
        refused = True
    claim = f"the backend does not claim {', '.join(disclaimed)}"
    if not refused:
        return pytest.fail(f"{claim}, but did not refuse it with UnsupportedOperation", pytrace=False)
    if problems := [problem for watch in watches for problem in watch.problems()]:
        return pytest.fail(f"{claim}, and its refusal is not clean: {'; '.join(problems)}", pytrace=False)
    pyfuncitem.user_properties.append(("hdmf_refused", " ".join(disclaimed)))
    return result


def _watch(item: pytest.Function) -> list[Watch]:
    """Watch each of the backends that a test is given."""
    from harness.refusal import Watch

    watches: dict[str, Watch] = {}

    def watched(backend: Backend) -> Backend:
        return watches.setdefault(backend.name, Watch(backend)).backend

    given: dict[str, Any] = item.funcargs
    if "backend" in given:
        given["backend"] = watched(given["backend"])
    if "backend_pair" in given:
        given["backend_pair"] = tuple(map(watched, given["backend_pair"]))
    if "roundtrip" in given:
        trip = given["roundtrip"]
        given["roundtrip"] = replace(trip, backends=tuple(map(watched, trip.backends)))
    return list(watches.values())
