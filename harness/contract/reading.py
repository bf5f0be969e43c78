"""From TOML files to a contract, refusing files that contradict themselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import fields
from importlib.resources.abc import Traversable
from typing import Any

from harness.contract.model import Clause, Conformance, Contract, ContractError, Group

_ID = re.compile(r"[A-Z][0-9]{2,}[a-z]?")


def read_contract(directory: Traversable) -> Contract:
    """Read a contract from ``contract.toml``, ``clauses/<letter>_<name>.toml`` and ``versions/*.txt`` in ``directory``.

    Raises
    ------
    ContractError
        If a file is no TOML, lacks a key or has an unknown one, or if an id or a title is ill-formed or not unique.
    """
    head = _table(directory / "contract.toml", {"version", "read_from", "levels", "terms"}, {"conformance", "profiles"})
    files = [file for file in (directory / "clauses").iterdir() if file.name.endswith(".toml")]
    groups: list[Group] = []
    taken: dict[str, str] = {}
    for file in sorted(files, key=lambda file: file.name):
        groups.append(_group(file, head["levels"]))
        for clause in groups[-1].clauses:
            where = f"{file.name}: {clause.id}"
            for unique in (clause.id, clause.title):
                if unique in taken:
                    raise ContractError(f"{where}: {unique!r} is taken by {taken[unique]}; choose another")
                taken[unique] = where
    return Contract(
        version=head["version"],
        read_from=head["read_from"],
        levels={level: _one_line(text) for level, text in head["levels"].items()},
        terms={term: _one_line(text) for term, text in head["terms"].items()},
        groups=tuple(groups),
        conformance={name: _conformance(name, entries) for name, entries in head.get("conformance", {}).items()},
        profiles={name: tuple(levels) for name, levels in head.get("profiles", {}).items()},
        history=_history(directory / "versions"),
    )


def _conformance(name: str, entries: Mapping[str, Any]) -> Conformance:
    try:
        return Conformance(
            name=name,
            meaning=_one_line(entries["meaning"]),
            capabilities=tuple(entries["capabilities"]),
            spans=tuple(entries["clauses"]),
            remote=entries.get("remote", False),
        )
    except KeyError as error:
        raise ContractError(f"contract.toml: conformance {name!r} lacks {error}") from error


def _history(directory: Traversable) -> dict[str, tuple[str, ...]]:
    """Return the versions in their order, each with the ids in its file: one a line, in front of the level."""
    if not directory.is_dir():
        return {}
    files = {file.name.removesuffix(".txt"): file for file in directory.iterdir() if file.name.endswith(".txt")}
    return {
        version: tuple(line.split()[0] for line in files[version].read_text(encoding="utf-8").splitlines())
        for version in sorted(files, key=lambda version: [int(part) for part in version.split(".")])
    }


def _group(file: Traversable, levels: Mapping[str, str]) -> Group:
    table = _table(file, {"name", "summary", "clauses"})
    letter = file.name[0].upper()
    clauses = tuple(
        _clause(f"{file.name}: {clause_id}", clause_id, entries) for clause_id, entries in table["clauses"].items()
    )
    for clause in clauses:
        where = f"{file.name}: {clause.id}"
        if not _ID.fullmatch(clause.id) or clause.id[0] != letter:
            raise ContractError(f"{where}: expected an id such as {letter}01")
        if clause.level not in levels:
            raise ContractError(f"{where}: unknown level {clause.level!r}; expected one of {', '.join(levels)}")
        if clause.gap and clause.level != "upstream":
            raise ContractError(f"{where}: a gap is upstream's; what a backend misses is for the backend to declare")
    return Group(letter=letter, name=table["name"], summary=_one_line(table["summary"]), clauses=clauses)


def _clause(where: str, clause_id: str, entries: Mapping[str, str]) -> Clause:
    optional = {"note", "gap"}
    if missing := ({field.name for field in fields(Clause)} - optional - {"id"}) - entries.keys():
        raise ContractError(f"{where}: lacks {', '.join(sorted(missing))}")
    try:
        clause = Clause(id=clause_id, **{key: _one_line(text) for key, text in entries.items()})
    except TypeError as error:
        raise ContractError(f"{where}: {error}") from error
    if empty := [key for key in entries if not getattr(clause, key)]:
        raise ContractError(f"{where}: empty {', '.join(empty)}")
    return clause


def _table(file: Traversable, keys: set[str], optional: Collection[str] = ()) -> dict[str, Any]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{file.name}: {error}") from error
    if table.keys() - {*optional} != keys:
        raise ContractError(f"{file.name}: has the keys {sorted(table)}; expected {sorted(keys)}")
    return table


def _one_line(text: str) -> str:
    return " ".join(text.split())
