"""Tests of each neurodata type, and what of the schema they have exercised; a part of `harness.plugin`.

A test that takes ``typed`` is made for each type of NWB, or of the extensions that ``--schema-extension`` names. It
notes the documents that its backend has held with ``exercised.observe(tree)``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from harness.about import about

if TYPE_CHECKING:
    from harness.schema.coverage import SchemaCoverage
    from harness.schema.measures import Measure
    from harness.schema.schema import Schema

_SCHEMAS = pytest.StashKey["dict[str, Schema]"]()
_EXERCISED = pytest.StashKey["SchemaCoverage"]()
#: Says of which types, of a schema, a test is to be made; of all if there is no such attribute.
_CHOICE = "typed_as"
#: Of how many types tests are made for mutants: that a test sees faults does not depend on the type.
_ENOUGH = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--schema-extension``."""
    parser.getgroup("hdmf", "HDMF storage backends").addoption(
        "--schema-extension",
        dest="hdmf_extensions",
        action="append",
        default=[],
        metavar="NAME",
        help="an installed extension such as ndx_pose: documents are made of its types instead; may be repeated",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse extensions that are not there, and count what is exercised."""
    if config.getoption("hdmf_extensions"):
        from harness.schema.loading import NoSuchExtensionError

        try:
            schemas(config)
        except NoSuchExtensionError as error:
            raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(Counter(config), "hdmf_schema")


def schemas(config: pytest.Config) -> dict[str, Schema]:
    """Return the schemas of a run, by the names of their namespaces."""
    if _SCHEMAS not in config.stash:
        from harness.schema.loading import schemas as load

        config.stash[_SCHEMAS] = load(config.getoption("hdmf_extensions"))
    return config.stash[_SCHEMAS]


def chosen_schemas(config: pytest.Config) -> list[Schema]:
    """Return the schemas of whose types tests are made: those of extensions, or that of NWB if none is named."""
    from harness.schema.loading import CORE

    found = schemas(config)
    return [schema for name, schema in found.items() if name != CORE] or [found[CORE]]


def typed_as(choose: Callable[[Schema, str], bool]) -> Callable[[Any], Any]:
    """Return a decorator that chooses of which types a test is made."""

    def chosen(function: Any) -> Any:
        setattr(function, _CHOICE, choose)
        return function

    return chosen


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for each type."""
    if "typed" not in metafunc.fixturenames:
        return
    choose = getattr(metafunc.function, _CHOICE, lambda _schema, _name: True)
    found = [
        pytest.param((schema, name), id=name)
        for schema in chosen_schemas(metafunc.config)
        for name in schema.own_types
        if choose(schema, name)
    ]
    if metafunc.config.getoption("hdmf_mutants"):
        found = found[:_ENOUGH]
    metafunc.parametrize("typed", found)


@pytest.fixture
def exercised(request: pytest.FixtureRequest) -> SchemaCoverage:
    """Count what a test exercises of the schema, of its type's or of NWB's: it tells each document it has tried."""
    from harness.schema.coverage import SchemaCoverage
    from harness.schema.loading import CORE

    is_typed = "typed" in request.fixturenames
    schema = request.getfixturevalue("typed")[0] if is_typed else schemas(request.config)[CORE]
    found = request.node.stash[_EXERCISED] = SchemaCoverage(schema)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let what was exercised travel with the report, from the process that ran the test."""
    report = yield
    is_of_mutants = item.config.getoption("hdmf_mutants")
    if report.when == "call" and _EXERCISED in item.stash and about(item) and not is_of_mutants:
        found = item.stash[_EXERCISED]
        vars(report)["hdmf_exercised"] = {
            "backend": about(item)["backend"],
            "schema": found.schema.namespaces[0],
            "nodes": found.to_json(),
        }
    return report


class Counter:
    """Counts what all tests exercise.

    Attributes
    ----------
    found
        By the names of the backend and of the schema.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.found: dict[tuple[str, str], SchemaCoverage] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of what a test has exercised."""
        told: dict[str, Any] | None = getattr(report, "hdmf_exercised", None)
        if told is None:
            return
        from harness.schema.coverage import SchemaCoverage

        key = (told["backend"], told["schema"])
        if key not in self.found:
            self.found[key] = SchemaCoverage(schemas(self._config)[told["schema"]])
        self.found[key].add_json(told["nodes"])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the totals, in a line for each backend and schema."""
        for (backend, schema), totals in self._measures():
            terminalreporter.write_line(f"schema {schema} over {backend}: {', '.join(map(str, totals))}")

    def as_json(self) -> dict[str, Any]:
        """Return, for each backend, the totals and the nodes of each schema, as reports have them."""
        made: dict[str, Any] = {}
        for (backend, schema), totals in self._measures():
            nodes = self.found[backend, schema].to_json()
            rows = [measure.as_json() for measure in totals]
            made.setdefault(backend, {})[schema] = {"rows": rows, "nodes": nodes}
        return made

    def _measures(self) -> Iterator[tuple[tuple[str, str], tuple[Measure, ...]]]:
        if self.found:
            from harness.schema.measures import measures

            yield from ((key, measures(self.found[key])) for key in sorted(self.found))
