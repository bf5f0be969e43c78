"""The pytest plugin: tests over cases, journeys and backends, and what they say about each backend.

A project asks for it with ``-p harness.plugin`` or with ``pytest_plugins = ["harness.plugin"]`` in a conftest; merely
installing the package changes no one's run. Backends are registered as entry points, or by the hook
`pytest_hdmf_backends` of a conftest (see `harness.hooks`), and chosen with ``--backend``.

Tests are given three arguments:

``backend``
    A `harness.Backend`: the test runs once for each chosen one.
``backend_pair``
    Two of them: the test runs for each ordered pair, of a backend with itself too.
``roundtrip``
    A `harness.Trip`: one for each of the module's ``CASES``, on each journey (or those that the module names in
    ``JOURNEYS``), with each chosen backend or pair. ``roundtrip.check(tmp_path)`` makes it.

A test that takes one of the first two cites the clauses of the contract that it proves: ``@pytest.mark.clause("F01")``.
With ``@pytest.mark.needs("append")`` it says what the backend has to claim; one that does not must refuse it.
What it expects may depend on a claim, where another answer is right without: ``@pytest.mark.goes_by("links")`` says so.
With ``@pytest.mark.local`` it says that it is about paths; it is not made for variants whose locations are none.
With ``@pytest.mark.second_witness`` it is not made for backends that have no second witness.
A project that has a fixture of its own called ``backend`` keeps it, since its tests cite no clauses.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

from harness import hooks

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.records import Claim
    from harness.registry import Registry

#: The other parts of the plugin: making the tests, and telling what came of them.
pytest_plugins = [
    "harness.parametrisation",
    "harness.expecting",
    "harness.examples",
    "harness.witnessing",
    "harness.refusing",
    "harness.outcomes",
    "harness.discovering",
    "harness.schema.plugin",
    "harness.report.plugin",
    "harness.injection.plugin",
    "harness.mutants.plugin",
]

_OPTION = "--backend"
_REGISTRY = pytest.StashKey["Registry"]()
_CHOSEN = pytest.StashKey["tuple[Backend, ...]"]()


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the hook `pytest_hdmf_backends`."""
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add ``--hdmf-backend``, and ``--backend`` as soon as it is known what else has that name."""
    _add_option(parser, "--hdmf-backend")
    if any(name.endswith("conftest.py") for name, _ in pluginmanager.list_name_plugin()):
        _add_unless_taken(parser)  # asked for by a conftest, after which the next hook is no more called


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None]:
    """Add ``--backend`` when all plugins and conftests are there, unless one of them has it."""
    yield
    _add_unless_taken(parser)


def _add_unless_taken(parser: pytest.Parser) -> None:
    probe = f"{_OPTION}=probe"
    try:
        taken = probe not in parser.parse_known_and_unknown_args([probe])[1]
    except pytest.UsageError:  # known, and particular about its values
        taken = True
    if not taken:
        _add_option(parser, _OPTION)


def _add_option(parser: pytest.Parser, name: str) -> None:
    parser.getgroup("hdmf", "HDMF storage backends").addoption(
        name,
        dest="hdmf_backends",
        action="append",
        default=[],
        metavar="NAME",
        help="a backend to test: a registered name, package.module:Object, or all; several with commas or by repeating "
        "the option; if not given, all that are registered",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register markers, and load the backends that are named; others when a test asks."""
    config.addinivalue_line("markers", "clause(*ids): clauses of the contract that the test proves")
    config.addinivalue_line("markers", "needs(*capabilities): what a backend must claim, or else refuse")
    config.addinivalue_line("markers", "goes_by(*capabilities): what a test expects depends on their claim")
    config.addinivalue_line("markers", "local: about paths; not made where locations are none")
    config.addinivalue_line("markers", "second_witness: with one; not made of backends that have none")
    config.addinivalue_line("markers", "spec_driven: made from the schema, the schema language or the contract")
    if config.getoption("hdmf_backends"):
        from harness.registry import UnusableBackendError

        try:
            chosen_backends(config)
        except UnusableBackendError as error:
            raise pytest.UsageError(str(error)) from error


def _registry(config: pytest.Config) -> Registry:
    if _REGISTRY not in config.stash:
        from harness.registry import Registry

        config.stash[_REGISTRY] = Registry(config.hook.pytest_hdmf_backends(config=config))
    return config.stash[_REGISTRY]


def chosen_backends(config: pytest.Config) -> tuple[Backend, ...]:
    """Return the backends that the command line asks for, importing them if this is the first time.

    Raises
    ------
    UnusableBackendError
        If one of them cannot be loaded.
    """
    if _CHOSEN not in config.stash:
        chosen = _registry(config).choose(config.getoption("hdmf_backends"))
        if config.getoption("hdmf_discover"):
            from harness.manifest import claiming_all

            chosen = tuple(map(claiming_all, chosen))
        config.stash[_CHOSEN] = chosen
    return config.stash[_CHOSEN]


def claims(config: pytest.Config) -> dict[str, Claim]:
    """Return what the chosen backends say of themselves, by their names."""
    from harness.records import Claim

    return {backend.name: Claim.of(backend) for backend in chosen_backends(config)}


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was begun for the locations of the backends."""
    for backend in config.stash.get(_CHOSEN, ()):
        backend.locations.close()
