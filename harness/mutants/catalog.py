"""Finding the mutants that the modules of this package declare."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from harness.mutants.mutant import Mutant, declared

#: The modules that declare mutants, in the order in which these are tried.
_MODULES = (
    "numbers",
    "texts",
    "compounds",
    "references",
    "attributes",
    "structure",
    "reading",
    "lazy",
    "iterators",
    "lifecycle",
    "interface",
    "exporting",
    "namespaces",
    "refusals",
    "corners",
    "later",
    "symmetric",
)

_PACKAGE = __name__.rpartition(".")[0]


@cache
def mutants() -> Mapping[str, Mutant]:
    """Return every mutant by its name.

    Raises
    ------
    ValueError
        If two have one name.
    """
    found: dict[str, Mutant] = {}
    for module in _MODULES:
        for value in vars(importlib.import_module(f"{_PACKAGE}.{module}")).values():
            one = declared(value)
            if one is None or one.fault.__module__ != f"{_PACKAGE}.{module}":
                continue
            if one.name in found:
                raise ValueError(f"two mutants are named {one.name!r}; rename one of them")
            found[one.name] = one
    return MappingProxyType(found)
