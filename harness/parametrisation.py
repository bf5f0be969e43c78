"""Making tests of the arguments `backend`, `backend_pair` and `roundtrip`; a part of `harness.plugin`."""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import about
from harness.plugin import chosen_backends

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.trip import Trip


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each chosen backend in turn."""
    parameter: Backend = _parameter(request)
    return parameter


@pytest.fixture(scope="session")
def backend_pair(request: pytest.FixtureRequest) -> tuple[Backend, Backend]:
    """Each ordered pair of chosen backends in turn."""
    parameter: tuple[Backend, Backend] = _parameter(request)
    return parameter


@pytest.fixture
def roundtrip(request: pytest.FixtureRequest) -> Trip:
    """Each case of the module's ``CASES`` on each journey with each chosen backend in turn."""
    parameter: Trip = _parameter(request)
    return parameter


def _parameter(request: pytest.FixtureRequest) -> Any:
    if not hasattr(request, "param"):
        pytest.fail(
            "the test takes a backend but cites no clause of the contract; say what it proves with "
            "@pytest.mark.clause(…), or for `roundtrip` give the module a tuple of CASES",
            pytrace=False,
        )
    return request.param


@pytest.hookimpl(trylast=True)  # when the fixtures are there
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Judge no backend by a test whose project has a fixture in the place of one of these."""
    if not about(item) or not isinstance(item, pytest.Function):
        return
    for name in sorted({"backend", "backend_pair", "roundtrip"} & item.callspec.params.keys()):
        if item.funcargs[name] != item.callspec.params[name]:
            pytest.fail(
                f"{item.nodeid} cites clauses, but a fixture of the project's own hides `{name}` of the harness: "
                "the test is not about the backend that was chosen; give the fixture another name",
                pytrace=False,
            )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test over the chosen backends."""
    cases = getattr(metafunc.module, "CASES", ()) if "roundtrip" in metafunc.fixturenames else ()
    clauses = _marked(metafunc.definition, "clause")
    arguments = {"backend", "backend_pair"}.intersection(metafunc.fixturenames) if clauses else set()
    if not cases and not arguments:
        return
    from harness.backend import CAPABILITIES
    from harness.journeys import DEFAULT, JOURNEYS
    from harness.mutants.plugin import groups
    from harness.product import Cited, backend_parameters, pair_parameters, trip_parameters
    from harness.registry import UnusableBackendError

    try:
        backends = chosen_backends(metafunc.config)
    except UnusableBackendError as error:  # one that is registered and was not named: those are loaded before
        raise pytest.Collector.CollectError(str(error)) from error
    if cases:
        for case in cases:
            _require_clauses(f"case {case.name!r}", case.clauses)
        names = getattr(metafunc.module, "JOURNEYS", DEFAULT)
        if absent := set(names).difference(JOURNEYS):
            asked, known = ", ".join(sorted(absent)), ", ".join(JOURNEYS)
            raise pytest.Collector.CollectError(
                f"{metafunc.module.__name__} names the journeys {asked}; there are {known}"
            )
        journeys = [JOURNEYS[name] for name in names]
        trips = [
            parameter
            for case, journey in product(cases, journeys)
            for group in groups(metafunc.config, backends, (*journey.clauses, *case.clauses))
            for parameter in trip_parameters([case], [journey], group)
        ]
        metafunc.parametrize("roundtrip", trips, indirect=True)
    if arguments:
        _require_clauses(metafunc.definition.nodeid, clauses)
        needs = frozenset(_marked(metafunc.definition, "needs"))
        if unknown := needs - CAPABILITIES.keys():
            raise pytest.Collector.CollectError(
                f"{metafunc.definition.nodeid} needs {', '.join(sorted(unknown))}; there are {', '.join(CAPABILITIES)}"
            )
        cited = Cited(
            name=metafunc.function.__name__,
            clauses=clauses,
            needs=needs,
            local=metafunc.definition.get_closest_marker("local") is not None,
            witnessed=metafunc.definition.get_closest_marker("second_witness") is not None,
            generated=getattr(metafunc.function, "is_hypothesis_test", False),
        )
        for argument, parameters in (("backend", backend_parameters), ("backend_pair", pair_parameters)):
            if argument in arguments:
                found = (parameters(group, cited) for group in groups(metafunc.config, backends, clauses))
                metafunc.parametrize(argument, [*chain.from_iterable(found)], indirect=True)


def _require_clauses(who: str, clauses: tuple[str, ...]) -> None:
    from harness.contract import load_contract

    unknown = [clause for clause in clauses if clause not in load_contract()]
    if unknown:
        raise pytest.Collector.CollectError(f"{who} cites {', '.join(unknown)}, which the contract does not have")


def _marked(item: pytest.Item, marker: str) -> tuple[str, ...]:
    """Return the arguments of all markers of that name, the nearest ones first."""
    return tuple(dict.fromkeys(argument for mark in item.iter_markers(marker) for argument in mark.args))
