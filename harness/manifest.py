"""The manifest of a backend: what it claims and what it is known to miss, as TOML; written by ``--discover``."""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from harness.backend import CAPABILITIES, Backend
from harness.verdict import FAILED, HELD, Record

_REFUSED = "UnsupportedOperation"


def read_manifest(source: Traversable | Path) -> dict[str, Any]:
    """Read a manifest as arguments of `Backend`.

    Exceptions are named as ``module:Name``, or by their name alone if they are built in.

    Raises
    ------
    ValueError
        If an exception cannot be found.
    """
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    for gap in table.get("known_gaps", []):
        gap["raises"] = tuple(_exception(name) for name in gap["raises"])
        for shown_by in {"document", "witness"} & gap.keys():
            gap[shown_by] = resolve_name(gap[shown_by])
    return table


def _exception(name: str) -> type[BaseException]:
    try:
        found = resolve_name(name if ":" in name else f"builtins:{name}")
    except (ImportError, AttributeError) as error:
        raise ValueError(f"no exception {name!r}; name it as module:Name, or a built-in one by its name") from error
    if not isinstance(found, type) or not issubclass(found, BaseException):
        raise ValueError(f"{name!r} is {found!r}, which is no exception")
    return found


def claiming_all(backend: Backend) -> Backend:
    """Return a backend of which nothing is known yet: it may try whatever it likes."""
    return replace(backend, capabilities=frozenset(CAPABILITIES), known_gaps=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """What a manifest says of one test function or case."""

    clause: str
    case: str
    raises: tuple[str, ...]
    reason: str


def manifest(records: Iterable[Record], backend: str, contract: str) -> str:
    """Return the truest manifest for what a run has shown in which the backend claimed all and no gap was known.

    A capability is claimed if a test that needs it held, or if none was refused. What failed, other than the refusals
    of what is not claimed, becomes known gaps. What no manifest can say, such as a test that fails for some parameters
    only, is told in comments.

    Parameters
    ----------
    records
        Of all tests; those of pairs with other backends are left out.
    backend
        Its name.
    contract
        The version of the contract.
    """
    own = [record for record in records if record.route in {backend, f"{backend}-to-{backend}"}]
    disclaimed = {name for name in CAPABILITIES if _is_refused(name, own)}
    judged = [record for record in own if not disclaimed.intersection(record.needs)]
    gaps, partial = _gaps(judged)
    unclean = [
        record
        for record in own
        if disclaimed.intersection(record.needs) and record.outcome == FAILED and not _says_unsupported(record)
    ]
    lines = [
        f"# What the backend {backend!r} was found to hold, by pytest --discover; shorten the reasons, add witnesses.",
        f"contract = {json.dumps(contract)}",
        f"capabilities = {json.dumps([name for name in CAPABILITIES if name not in disclaimed])}",
        *(line for gap in gaps for line in _gap_lines(gap)),
        *(f"# fails for some of its parameters, which no known gap can say: {test}" for test in partial),
        *(
            f"# should be refused with UnsupportedOperation: {record.test}: {_first(record.error)}"
            for record in unclean
        ),
    ]
    return "\n".join(lines) + "\n"


def _is_refused(capability: str, records: Iterable[Record]) -> bool:
    """Tell whether of the tests that need a capability none held, and some was refused."""
    needing = [record for record in records if capability in record.needs]
    return not any(record.outcome == HELD for record in needing) and any(map(_says_unsupported, needing))


def _says_unsupported(record: Record) -> bool:
    return record.error.partition(": ")[0].rpartition(".")[2].rpartition(":")[2] == _REFUSED


def _gaps(records: Sequence[Record]) -> tuple[list[_Gap], list[str]]:
    """Return the gaps that explain the failures and hit no test that held, and the tests that none can explain."""
    held = {(record.case, clause) for record in records if record.outcome == HELD for clause in record.clauses}
    failures = [record for record in records if record.outcome == FAILED]
    often = Counter(clause for record in failures for clause in record.clauses)
    found: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    partial: list[str] = []
    for record in failures:
        candidates = [clause for clause in record.clauses if (record.case, clause) not in held]
        if candidates:
            found[max(candidates, key=lambda clause: often[clause]), record.case].append(record)
        else:
            partial.append(record.test)
    gaps = [
        _Gap(
            clause=clause,
            case=case,
            raises=tuple(sorted({record.error.partition(": ")[0] for record in of_case})),
            reason=_first(of_case[0].error),
        )
        for (clause, case), of_case in sorted(found.items())
    ]
    return gaps, partial


def _gap_lines(gap: _Gap) -> Iterator[str]:
    yield "\n[[known_gaps]]"
    yield f"clause = {json.dumps(gap.clause)}"
    yield f"cases = {json.dumps([gap.case])}"
    yield f"raises = {json.dumps(gap.raises)}"
    yield 'kind = "not implemented"'
    yield f"reason = {json.dumps(gap.reason)}"


def _first(text: str) -> str:
    return text.partition(": ")[2].partition("\n")[0][:120] or text
