"""What a contract is made of: clauses in groups, and the mapping of ids to clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


class ContractError(ValueError):
    """The contract's files contradict themselves; the message names the file and the clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that a backend does, as seen from outside.

    Attributes
    ----------
    id
        The letter of its group and a number; it never changes its meaning.
    title
        A few words, unique in the contract.
    statement
        What holds, in the terms of the contract.
    level
        One of the levels of the contract, which says who answers for it and how strictly.
    source
        Where it was read, relative to the library, schema or language that it comes from.
    note
        What helps to apply it.
    gap
        What HDMF or PyNWB do instead, for a clause of level ``"upstream"`` that they do not hold.
    """

    id: str
    title: str
    statement: str
    level: str
    source: str
    note: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The clauses on one subject, under one letter, in the order of their file."""

    letter: str
    name: str
    summary: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Contract(Mapping[str, Clause]):
    """A mapping of ids to clauses, in the order of the groups.

    Attributes
    ----------
    version
        Version of the contract.
    read_from
        What it was read from: names of libraries and schemas, and their versions.
    levels
        Each level and what it means, strictest first.
    terms
        Words that the statements use in a fixed sense.
    groups
        The groups in the order of their letters.
    """

    version: str
    read_from: Mapping[str, str]
    levels: Mapping[str, str]
    terms: Mapping[str, str]
    groups: tuple[Group, ...]

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for group in self.groups for clause in group.clauses}

    def __getitem__(self, clause_id: str) -> Clause:
        try:
            return self._by_id[clause_id]
        except KeyError:
            raise KeyError(f"the contract {self.version} has no clause {clause_id!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def by_level(self, level: str) -> tuple[Clause, ...]:
        """Return the clauses of ``level``; `ContractError` if there is no such level."""
        if level not in self.levels:
            raise ContractError(f"no level {level!r} in the contract; there are {', '.join(self.levels)}")
        return tuple(clause for clause in self.values() if clause.level == level)
