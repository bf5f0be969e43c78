"""What a contract is made of: clauses in groups, and the mapping of ids to clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """A level of conformance: what a backend can claim to be, such as a reader.

    Attributes
    ----------
    name
        What reports show.
    meaning
        What whoever relies on it gets.
    capabilities
        Those that a backend has to claim for it.
    spans
        The clauses that belong to it: letters of groups, ids, and ranges of ids such as ``"B03:B08"``.
    remote
        Whether it is about locations that are not local paths.
    """

    name: str
    meaning: str
    capabilities: tuple[str, ...]
    spans: tuple[str, ...]
    remote: bool = False

    def is_claimed(self, capabilities: Set[str], *, is_local: bool) -> bool:
        """Tell whether a backend claims it that has these capabilities, and whose locations are paths or not."""
        return capabilities >= {*self.capabilities} and not (self.remote and is_local)

    def clauses(self, contract: Contract) -> tuple[str, ...]:
        """Return the ids of its clauses, in the order of the contract."""
        wanted = {clause_id for span in self.spans for clause_id in contract.span(span)}
        return tuple(clause_id for clause_id in contract if clause_id in wanted)


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
    conformance
        The levels of conformance, by name.
    profiles
        What a use asks for: names of levels of conformance, by name.
    history
        The versions from first to last, each with the ids of the clauses that came with it.
    """

    version: str
    read_from: Mapping[str, str]
    levels: Mapping[str, str]
    terms: Mapping[str, str]
    groups: tuple[Group, ...]
    conformance: Mapping[str, Conformance] = field(default_factory=dict)
    profiles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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

    def span(self, span: str) -> tuple[str, ...]:
        """Return the ids of the clauses of a group (``"J"``), of one clause (``"A02"``), or of a range (``"B03:B08"``).

        Raises
        ------
        ContractError
            If there is no such group or clause.
        """
        for group in self.groups:
            if group.letter == span:
                return tuple(clause.id for clause in group.clauses)
        first, _, last = span.partition(":")
        ids = list(self._by_id)
        if first not in ids or (last or first) not in ids:
            raise ContractError(f"no clauses {span!r} in the contract; expected a group, an id or a range of ids")
        return tuple(ids[ids.index(first) : ids.index(last or first) + 1])

    def newer_than(self, version: str) -> tuple[Clause, ...]:
        """Return the clauses that came after a version: they are new to a backend that claims it.

        Raises
        ------
        ContractError
            If there is no such version.
        """
        versions = list(self.history)
        if version not in versions:
            raise ContractError(f"no version {version!r} of the contract; there are {', '.join(versions)}")
        later = versions[versions.index(version) + 1 :]
        return tuple(self[clause_id] for name in later for clause_id in self.history[name] if clause_id in self)
