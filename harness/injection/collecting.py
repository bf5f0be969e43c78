"""One test for each backend: a module is collected once for each, and the names of its tests end with its name."""

from __future__ import annotations

import inspect
import unittest
from collections.abc import Generator, Iterable, Sequence
from typing import TypeGuard

import pytest

from harness.backend import Backend

_BACKEND = pytest.StashKey[Backend]()


def backend_of(node: pytest.Item | pytest.Collector) -> Backend | None:
    """Return the backend that a test runs over; ``None`` if it is not of a Python module."""
    return next((parent.stash[_BACKEND] for parent in node.listchain() if _BACKEND in parent.stash), None)


def plain_id(item: pytest.Item, backend: Backend) -> str:
    """Return the id that a test has without injection."""
    for ending, plain in ((f"[{backend.name}]", ""), (f"-{backend.name}]", "]")):
        if item.nodeid.endswith(ending):
            return item.nodeid.removesuffix(ending) + plain
    return item.nodeid


class Collecting:
    """The hooks of pytest that collect.

    A module of its own for each backend keeps apart what the fixtures of the module and of its classes leave behind.
    pytest parametrises functions, but no methods of `unittest.TestCase`; these get further names instead.
    """

    def __init__(self, backends: Sequence[Backend]) -> None:
        self._backends = backends

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(self) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect each module once for each backend."""
        found = yield
        return [node for collector in found for node in self._for_each(collector)]

    def _for_each(self, collector: pytest.Collector) -> Iterable[pytest.Collector]:
        if not isinstance(collector, pytest.Module):
            return [collector]
        others = [
            type(collector).from_parent(collector.parent, path=collector.path) for _ in range(len(self._backends) - 1)
        ]
        modules = [collector, *others]
        for module, backend in zip(modules, self._backends, strict=True):
            module.stash[_BACKEND] = backend
        return modules

    @pytest.fixture(autouse=True)
    def hdmf_injected(self, request: pytest.FixtureRequest) -> Backend | None:
        """Return the backend that the test runs over, which its name ends with."""
        return getattr(request, "param", None)

    @pytest.hookimpl(trylast=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Name functions."""
        backend = backend_of(metafunc.definition)
        if backend is not None:
            metafunc.parametrize("hdmf_injected", [backend], ids=[backend.name], indirect=True)

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makeitem(self, collector: pytest.Collector, obj: object) -> Generator[None, object, object]:
        """Name the methods of unittest's classes."""
        made = yield
        backend = backend_of(collector)
        if backend is not None and made is not None and _is_test_case(obj):
            for name in unittest.TestLoader().getTestCaseNames(obj):
                if not self._is_named(name):
                    setattr(obj, f"{name}[{backend.name}]", inspect.getattr_static(obj, name))
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Of the names of a method, take the one that ends with the backend's."""
        report = yield
        backend = backend_of(collector)
        if backend is not None and isinstance(collector, pytest.Class) and _is_test_case(collector.obj):
            report.result = [node for node in report.result if node.name.endswith(f"[{backend.name}]")]
        return report

    def _is_named(self, name: str) -> bool:
        return any(name.endswith(f"[{backend.name}]") for backend in self._backends)


def _is_test_case(obj: object) -> TypeGuard[type[unittest.TestCase]]:
    return isinstance(obj, type) and issubclass(obj, unittest.TestCase)
