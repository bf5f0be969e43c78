"""How much of the contract, and of the neurodata types, a run has exercised."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from harness.contract import Clause, Contract
from harness.records import SKIPPED, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of something was exercised.

    Attributes
    ----------
    name
        Of what: a group or a level of the contract, or a namespace.
    exercised, total
        How many clauses or types, of how many.
    missing
        The ids or names of the others.
    """

    name: str
    exercised: int
    total: int
    missing: tuple[str, ...] = ()


def of_contract(records: Iterable[Record], contract: Contract) -> tuple[tuple[Coverage, ...], tuple[Coverage, ...]]:
    """Return what tests exercise of each group of the contract, and of each level."""
    cited = {clause for record in records if record.outcome != SKIPPED for clause in record.clauses}
    groups = tuple(_of(f"{group.letter} {group.name}", group.clauses, cited) for group in contract.groups)
    levels = tuple(_of(level, contract.by_level(level), cited) for level in contract.levels)
    return groups, levels


def of_types(records: Iterable[Record], namespaces: Iterable[tuple[str, Collection[str]]]) -> tuple[Coverage, ...]:
    """Return which neurodata types have cases of their own: those that journeys' cases are named after.

    Parameters
    ----------
    records
        Of all tests.
    namespaces
        Names of namespaces and their types.
    """
    exercised = {record.case.partition(".")[0] for record in records if record.journey and record.outcome != SKIPPED}
    return tuple(
        Coverage(
            name=name,
            exercised=len(exercised.intersection(types)),
            total=len(types),
            missing=tuple(sorted(set(types) - exercised)),
        )
        for name, types in namespaces
    )


def core_types() -> list[tuple[str, Collection[str]]]:
    """Return the neurodata types of the schemas that PyNWB comes with, by namespace."""
    from pynwb import get_type_map  # noqa: PLC0415 - it takes seconds

    catalog = get_type_map().namespace_catalog
    namespaces = [catalog.get_namespace(name) for name in sorted(catalog.namespaces)]
    types = {f"{one.name} {one.version}": frozenset(one.get_registered_types()) for one in namespaces}
    return [(name, own_types(own, types.values())) for name, own in types.items()]


def own_types(types: frozenset[str], others: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the types of a namespace without those that it includes from smaller ones."""
    return types.difference(*(other for other in others if other < types))


def _of(name: str, clauses: Iterable[Clause], cited: Collection[str]) -> Coverage:
    ids = [clause.id for clause in clauses]
    missing = tuple(clause for clause in ids if clause not in cited)
    return Coverage(name=name, exercised=len(ids) - len(missing), total=len(ids), missing=missing)
