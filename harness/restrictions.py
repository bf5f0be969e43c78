"""What makes a run less than a whole one: tests left out, and settings that are not the suite's own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

#: The tests that come with this package.
SUITE = "conformance_cases"

#: Options of pytest and its plugins that leave tests out or change what they say, and what a report says of them.
_OPTIONS = {
    "keyword": "-k",
    "markexpr": "-m",
    "deselect": "--deselect",
    "ignore": "--ignore",
    "ignore_glob": "--ignore-glob",
    "lf": "--last-failed",
    "stepwise": "--stepwise",
    "maxfail": "--maxfail",
    "runxfail": "--runxfail, known gaps switched off",
    "hdmf_discover": "--discover, known gaps switched off",
    "hypothesis_profile": "--hypothesis-profile",
    "hypothesis_seed": "--hypothesis-seed",
}


def restrictions(config: pytest.Config) -> Iterator[str]:
    """Yield what makes a run less than a whole one, one reason after the other; nothing for a whole one."""
    for option, name in _OPTIONS.items():
        value = config.getoption(option, None)
        if value not in (None, False, 0, "", []):
            yield name if value is True else f"{name} {_shown(value)}"
    yield from (f"only {argument}" for argument in config.args if _is_part(argument, config))
    has_own_profile = config.getoption("hypothesis_profile", None) or config.getoption("hdmf_mutants")
    if find_spec("hypothesis") and not has_own_profile:
        from hypothesis import settings  # noqa: PLC0415 - a run without backends does without

        if settings.default != settings.get_profile("ci"):
            yield "another hypothesis profile than that of the suite"


def is_whole(config: pytest.Config) -> bool:
    """Tell whether all tests of the suite are made, so that what is named by none of them is not there."""
    options = ("hdmf_mutants", "hdmf_extensions")  # with which others are made, or fewer
    return (
        any(_is_suite(argument, config) for argument in config.args)
        and not any(config.getoption(option) for option in options)
        and not any(restrictions(config))
    )


def _is_suite(argument: str, config: pytest.Config) -> bool:
    if config.getoption("pyargs") and argument == SUITE:
        return True
    spec = find_spec(SUITE)
    path = Path(config.invocation_params.dir, argument).resolve()
    return spec is not None and path in map(Path, spec.submodule_search_locations or ())


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_part(argument: str, config: pytest.Config) -> bool:
    """Tell whether an argument names tests, or a module or package within another package."""
    if "::" in argument:
        return True
    path = Path(config.invocation_params.dir, argument)
    if config.getoption("pyargs") and not path.exists():
        return "." in argument
    return (path.parent / "__init__.py").exists()
