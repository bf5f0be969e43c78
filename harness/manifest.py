"""The manifest of a backend: what it claims and what it is known to miss, as TOML; written by ``--discover``."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from harness.about import NOT_CLEAN
from harness.backend import CAPABILITIES, Backend
from harness.records import FAILED, FAULTY, HELD, Record

_REFUSED = "UnsupportedOperation"
#: How a record tells what was raised: as a gap names an exception.
_ERROR = re.compile(r"[\w.]+(:[\w.]+)?: ")


def read_manifest(source: Traversable | Path | str) -> dict[str, Any]:
    """Read a manifest as arguments of `Backend`.

    Raises
    ------
    ValueError
        If it cannot be read, or is no TOML.
    """
    file = Path(source) if isinstance(source, str) else source
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"manifest {file}: {error}") from error


def claiming_all(backend: Backend) -> Backend:
    """Return a backend of which nothing is known yet: it may try whatever it likes."""
    return replace(backend, capabilities=frozenset(CAPABILITIES), known_gaps=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """What a manifest says of a test function or case, or of single tests of it."""

    clause: str
    cases: tuple[str, ...]
    raises: tuple[str, ...]
    reason: str


def manifest(records: Iterable[Record], backend: str, contract: str, temporary: Collection[str] = ()) -> str:
    """Return the truest manifest for what a run has shown in which the backend claimed all and no gap was known.

    A capability is claimed if a test that needs it held, or if none was refused. What failed becomes known gaps, other
    than the refusals of what is not claimed, and what is expected of its claim alone. What no manifest can say is told
    in comments.

    Parameters
    ----------
    records
        Of all tests; those of pairs with other backends are left out.
    backend
        Its name.
    contract
        The version of the contract.
    temporary
        Directories for what does not last: errors are told without them, and without what in them leads to a file.
    """
    own = [
        replace(record, error=_lasting(record.error, temporary))
        for record in records
        if record.route in {backend, f"{backend}-to-{backend}"}
    ]
    disclaimed = {name for name in CAPABILITIES if _is_refused(name, own)}
    owed = [
        record
        for record in own
        if disclaimed.isdisjoint(record.goes_by)
        and (disclaimed.isdisjoint(record.needs) or not _is_clean_refusal(record))
    ]
    failures = [record for record in owed if record.outcome == FAILED]
    spared = {(name, clause) for one in own if one not in failures for clause in one.clauses for name in one.names}
    gaps = _gaps([record for record in failures if _ERROR.match(record.error)], spared)
    unsaid = [record for record in failures if not _ERROR.match(record.error)]
    unsaid += [record for record in own if record.outcome == FAULTY]
    lines = [
        f"# What the backend {backend!r} was found to hold, by pytest --discover; shorten the reasons, add witnesses.",
        f"contract = {json.dumps(contract)}",
        f"capabilities = {json.dumps([name for name in CAPABILITIES if name not in disclaimed])}",
        *(line for gap in gaps for line in _gap_lines(gap)),
        *(f"# fails, and no known gap can say how: {record.test}: {_first(record.error)}" for record in unsaid),
    ]
    return "\n".join(lines) + "\n"


def _is_refused(capability: str, records: Iterable[Record]) -> bool:
    """Tell whether of the tests that need a capability none held, and some was refused."""
    needing = [record for record in records if capability in record.needs]
    return not any(record.outcome == HELD for record in needing) and any(map(_says_unsupported, needing))


def _says_unsupported(record: Record) -> bool:
    return _kind(record).rpartition(".")[2].rpartition(":")[2] == _REFUSED


def _is_clean_refusal(record: Record) -> bool:
    return _says_unsupported(record) and NOT_CLEAN not in record.error


def _gaps(failures: Sequence[Record], spared: Collection[tuple[str, str]]) -> list[_Gap]:
    """Return the gaps that explain the failures: of whole cases, or of single tests where others must be spared."""
    often = Counter(clause for record in failures for clause in record.clauses)
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for record in failures:
        free = [clause for clause in record.clauses if (record.case, clause) not in spared]
        clause = max(free or record.clauses, key=lambda clause: often[clause])
        called = next((name for name in record.names if (name, clause) not in spared), record.names[-1])
        found[clause, record.case, "" if free else _kind(record)].add(called)  # single tests by what they raise
    return [
        _gap(clause, cases, [one for one in failures if clause in one.clauses and not cases.isdisjoint(one.names)])
        for (clause, _, _), cases in sorted(found.items(), key=lambda item: item[0])
    ]


def _gap(clause: str, cases: Collection[str], explained: Sequence[Record]) -> _Gap:
    """Return a gap, with the errors of all failures that run into it."""
    return _Gap(
        clause=clause,
        cases=tuple(sorted(cases)),
        raises=tuple(sorted(set(map(_kind, explained)))),
        reason=_first(explained[0].error),
    )


def _kind(record: Record) -> str:
    return record.error.partition(": ")[0]


def _gap_lines(gap: _Gap) -> Iterator[str]:
    yield "\n[[known_gaps]]"
    yield f"clause = {json.dumps(gap.clause)}"
    yield f"cases = {json.dumps(gap.cases)}"
    yield f"raises = {json.dumps(gap.raises)}"
    yield 'kind = "not implemented"'
    yield f"reason = {json.dumps(gap.reason)}"


def _lasting(text: str, temporary: Iterable[str]) -> str:
    for directory in temporary:
        text = re.sub(rf"(?<!\w){re.escape(directory)}[/\\](?:[^\s:,;'\"]*[/\\])?", "", text)
    return text


def _first(text: str) -> str:
    return text.partition(": ")[2].partition("\n")[0][:120] or text
