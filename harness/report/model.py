"""What a report is made of, to and from JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Self

import jsonschema

from harness.kill_matrix import KillMatrix
from harness.records import Record

#: The version of the schema; a reader refuses a later one.
FORMAT = 1


class ReportError(ValueError):
    """A file is no report, or not one of this version; the message says what is wrong where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one test, and how to see it.

    Attributes
    ----------
    record
        Its outcome.
    differences
        Between what was made and what arrived: ``path``, ``what``, ``expected`` and ``got`` of each.
    script
        A program that shows the failure with the backend alone; empty where none could be made.
    replay
        The command that runs the test again.
    """

    record: Record
    differences: tuple[Mapping[str, str], ...] = ()
    script: str = ""
    replay: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, without what is empty."""
        own = {**asdict(self.record), "differences": self.differences, "script": self.script, "replay": self.replay}
        return {name: value for name, value in own.items() if value or name in {"test", "route", "case", "clauses"}}

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> Self:
        """Return what `as_json` made plain."""
        own: dict[str, Any] = {"differences": (), "script": "", "replay": ""}
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in made.items()
        }
        record = Record(**{name: value for name, value in fields.items() if name not in own})
        return cls(record=record, **{name: fields.get(name, empty) for name, empty in own.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run says, or several together.

    Attributes
    ----------
    contract
        The version of the contract.
    results
        Of all tests.
    backends
        What each backend says of itself, by name: ``contract``, ``capabilities``, ``is_local`` and ``known_gaps``.
    environment
        The names and versions of what it ran with.
    time
        When it was made, in ISO form.
    restrictions
        What made the run less than a whole one.
    schema_coverage
        What documents made from schemas have exercised, by backend and by the namespace of the schema: ``rows`` of
        ``name``, ``exercised``, ``total`` and ``missing``, and what was met of each of the ``nodes``.
    kills
        Which test kills which mutant, by backend. A run with mutants tries the tests: it has no results.
    """

    contract: str
    results: tuple[Result, ...]
    backends: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    time: str = ""
    restrictions: tuple[str, ...] = ()
    schema_coverage: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kills: Mapping[str, KillMatrix] = field(default_factory=dict)

    @property
    def records(self) -> Iterable[Record]:
        """The outcomes of all tests."""
        return [result.record for result in self.results]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data that `schema` describes."""
        made: dict[str, Any] = {
            "format": FORMAT,
            "contract": self.contract,
            "time": self.time,
            "environment": dict(self.environment),
            "restrictions": list(self.restrictions),
            "backends": {name: dict(about) for name, about in self.backends.items()},
            "results": [result.as_json() for result in self.results],
        }
        if self.schema_coverage:
            made["schema_coverage"] = dict(self.schema_coverage)
        if self.kills:
            made["kills"] = {name: matrix.as_json() for name, matrix in self.kills.items()}
        return made

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> Self:
        """Return what `as_json` made plain; what is derived from it (see `harness.report.writing`) is left out."""
        return cls(
            contract=made["contract"],
            results=tuple(map(Result.from_json, made["results"])),
            backends=made["backends"],
            environment=made["environment"],
            time=made["time"],
            restrictions=tuple(made["restrictions"]),
            schema_coverage=made.get("schema_coverage", {}),
            kills={name: KillMatrix.from_json(matrix) for name, matrix in made.get("kills", {}).items()},
        )


def schema() -> dict[str, Any]:
    """Return the JSON schema of reports."""
    text = (resources.files(__package__) / "schema.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


def read_report(path: Path) -> Report:
    """Read a report.

    Parameters
    ----------
    path
        The JSON file, or the directory that it is in.

    Raises
    ------
    ReportError
        If it is no report of this version.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        made = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.validate(made, schema())
    except json.JSONDecodeError as error:
        raise ReportError(f"{file} is no JSON: {error}") from error
    except jsonschema.ValidationError as error:
        raise ReportError(f"{file} is no report of format {FORMAT}: {error.json_path}: {error.message}") from error
    return Report.from_json(made)
