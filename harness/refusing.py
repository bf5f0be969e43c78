"""Demanding that what a backend does not claim is refused, and cleanly; a part of `harness.plugin`."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import NOT_CLEAN, about

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.refusal import Watch


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Demand that a test of something that the backend does not claim shows a clean `UnsupportedOperation`.

    What it does not claim is what the test says that it needs, and what the content needs that it writes.
    """
    noted = about(pyfuncitem)
    is_discovering = bool(noted) and bool(pyfuncitem.config.getoption("hdmf_discover"))
    disclaimed = frozenset(noted.get("disclaimed", ()))
    contents = frozenset(noted.get("contents", ()))
    if not (disclaimed or contents or is_discovering):
        return (yield)
    from hdmf.backends.errors import UnsupportedOperation

    watches = _watch(pyfuncitem)
    result: object = True
    error: Exception | None = None
    try:
        result = yield
    except Exception as raised:  # noqa: BLE001 - it is raised again unless it is the refusal that is owed
        error = raised
    written = frozenset().union(*(watch.contents for watch in watches))
    if is_discovering and written:
        pyfuncitem.user_properties.append(("hdmf_needs", " ".join(sorted({*noted["needs"], *written}))))
    owed = sorted(disclaimed | (contents & written))
    is_refusal = isinstance(error, UnsupportedOperation)
    if error is not None and not (owed and is_refusal):
        if (
            is_discovering
            and is_refusal
            and (left := "; ".join(each for watch in watches for each in watch.problems()))
        ):
            error.args = (f"{error}; {NOT_CLEAN} {left}",)
        raise error
    if not owed:
        return result
    claim = f"the backend does not claim {', '.join(owed)}"
    if not is_refusal and not any(watch.has_refused for watch in watches):
        return pytest.fail(f"{claim}, but did not refuse it with UnsupportedOperation", pytrace=False)
    if left := "; ".join(each for watch in watches for each in watch.problems()):
        return pytest.fail(f"{claim}, and {NOT_CLEAN} {left}", pytrace=False)
    pyfuncitem.user_properties.append(("hdmf_refused", " ".join(owed)))
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
