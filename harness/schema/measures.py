"""How much of a schema has been exercised: totals, and what is left, with the reasons that are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from harness.schema import data
from harness.schema.coverage import MANY, NONE, ONE, SchemaCoverage
from harness.schema.hints import AGREEMENTS, UNREACHED
from harness.schema.parts import Part, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How much of something was exercised.

    Attributes
    ----------
    name
        Of what.
    exercised, total
        How many, of how many.
    missing
        The others, and why, where that is known.
    """

    name: str
    exercised: int
    total: int
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "missing": list(self.missing)}

    def __str__(self) -> str:
        return f"{self.exercised} of {self.total} {self.name}"


def measures(coverage: SchemaCoverage) -> tuple[Measure, ...]:
    """Return what was met: types, nodes in each state that they can have, quantities, shapes and dtypes."""
    nodes = coverage.schema.nodes
    inner = {path: part for path, part in nodes.items() if "/" in path or "@" in path}
    optional = [path for path, part in inner.items() if part.low == 0]
    valued = [path for path, part in nodes.items() if has_ends(part)]
    return (
        _measure("types", {name: bool(coverage.met(name).present) for name in coverage.schema.own_types}),
        _measure("nodes present", {path: bool(coverage.met(path).present) for path in nodes}),
        _measure("optional nodes absent", {path: bool(coverage.met(path).absent) for path in optional}),
        _measure(
            "values at a boundary",
            {path: bool(coverage.met(path).boundary) for path in valued},
            {path: reason for path in valued if (reason := why_at_no_end(path, nodes[path]))},
        ),
        _measure(
            "nodes invalid",
            {path: bool(coverage.met(path).invalid) for path in inner},
            {path: reason for path, part in inner.items() if (reason := why_not_wrong(part))},
        ),
        _measure("quantities", quantities(coverage)),
        _measure("shapes", shapes(coverage), _reasons(nodes)),
        _measure("dtypes", dtypes(coverage)),
    )


def quantities(coverage: SchemaCoverage) -> dict[str, bool]:
    """Return whether each node was met in each quantity that its specification admits."""
    return {
        f"{path}: {quantity}": quantity in coverage.met(path).quantities
        for path, part in coverage.schema.nodes.items()
        if "/" in path or "@" in path
        for quantity in _admitted(part)
    }


def shapes(coverage: SchemaCoverage) -> dict[str, bool]:
    """Return whether each node was met in each alternative of its shape."""
    return {
        _of_shape(path, shape): index in coverage.met(path).shapes
        for path, part in coverage.schema.nodes.items()
        for index, shape in enumerate(part.shapes)
    }


def dtypes(coverage: SchemaCoverage) -> dict[str, bool]:
    """Return whether each dtype that the schema states was met in each of the `harness.schema.data.spellings`."""
    found: dict[str, bool] = {}
    for path, part in coverage.schema.nodes.items():
        if isinstance(part.dtype, str):
            for name in data.spellings(part.dtype):
                stated = f"{part.dtype} as {name}" if name != part.dtype else name
                found[stated] = found.get(stated, False) or data.called(name) in coverage.met(path).dtypes
    return found


def has_ends(part: Part) -> bool:
    """Tell whether there are values at an end of what a part may hold."""
    return part.kind in ("attribute", "dataset") and part.value is None and isinstance(part.dtype, str | None)


def why_at_no_end(path: str, part: Part) -> str:
    """Return why a value may be at no end of what it may hold, as far as that is known: what else decides on it."""
    for agreement in AGREEMENTS.values():
        if path.endswith(agreement.decides):
            return f"it follows from what is in the object: {agreement.reason}"
    if part.is_open and part.type is not None:
        return "its type says nothing of its value, and each slot that takes one does"
    return ""


def why_not_wrong(part: Part) -> str:
    """Return why a part may be wrong in no document, as far as that is known; what is in it may be all the same."""
    if part.kind not in ("group", "dataset"):
        return ""
    if part.name is None and part.low == 0 and part.high is None:
        return "it takes any number of objects, and what is of another type is no matter of it"
    return "links or references lead into it wherever it is, so that nothing can take its place"


def _admitted(part: Part) -> Iterator[str]:
    if part.low == 0:
        yield NONE
    if part.low <= 1:
        yield ONE
    if part.high is None or part.high > 1:
        yield MANY


def _reasons(nodes: Mapping[str, Part]) -> dict[str, str]:
    return {
        _of_shape(path, shape): unreached.reason
        for path, part in nodes.items()
        for shape in part.shapes
        for unreached in UNREACHED
        if unreached.is_of(part, shape)
    }


def _of_shape(path: str, shape: Shape) -> str:
    return f"{path}: ({', '.join('*' if length is None else str(length) for length in shape)})"


def _measure(name: str, met: Mapping[str, bool], reasons: Mapping[str, str] | None = None) -> Measure:
    never = [what for what, found in met.items() if not found]
    told = [f"{what}: {why}" if (why := (reasons or {}).get(what)) else what for what in never]
    return Measure(name=name, exercised=len(met) - len(never), total=len(met), missing=tuple(told))
