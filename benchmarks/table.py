"""Results as rows: each quantity that has a target beside HDF5IO, the limits and the peer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.session import Result
from benchmarks.workload import Target

__all__ = ["HEAD", "Row", "line", "rows"]

_OURS = "zarr"
_COLUMNS = (("workload", -58), ("what", -20), ("HDF5IO", 9), ("this", 9), ("ratio", 7), ("target", 7), ("", -7))
_UNITS = {"cpu": "cpu s", "wall": "wall s", "peak": "peak MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One quantity of one workload, beside its target.

    Attributes
    ----------
    workload, quantity, target, relative
        What was measured, and what it may be; ``relative`` to HDF5IO or not.
    hdf5, value
        The medians of HDF5IO and of this backend, ``None`` where there is none.
    ratio
        The median of the ratios of each round.
    others
        The peer and the limits: their ratios to HDF5IO, or their counts where there is no HDF5IO.
    met
        Whether the target is met, ``None`` if that is not judged.
    errors
        Why there is no value for a side.
    """

    workload: str
    quantity: str
    target: float
    relative: bool
    hdf5: float | None
    value: float | None
    ratio: float | None
    others: dict[str, float]
    met: bool | None
    errors: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return asdict(self)


def rows(result: Result, *, small: bool) -> Iterator[Row]:
    """Yield a row for each target of a workload; with little work, only counts are judged."""
    for target in result.workload.targets:
        quantity = target.quantity
        hdf5, value = _median(result, "hdf5", quantity), _median(result, _OURS, quantity)
        ratio = _ratio(result, _OURS, quantity)
        others = {}
        for side in result.rounds.keys() - {"hdf5", _OURS}:
            other = _ratio(result, side, quantity) if target.relative else _median(result, side, quantity)
            if other is not None:
                others[side] = other
        yield Row(
            workload=result.workload.name,
            quantity=quantity,
            target=target.at_most,
            relative=target.relative,
            hdf5=hdf5,
            value=value,
            ratio=ratio,
            others=others,
            met=_met(result, target, ratio if target.relative else value, small=small),
            errors=result.errors,
        )


def _met(result: Result, target: Target, value: float | None, *, small: bool) -> bool | None:
    if result.workload.peer == "needed" and value is None and _OURS in result.errors and not result.rounds:
        return None
    if small and not result.workload.counts_only and _OURS not in result.errors:
        return None
    return value is not None and target.is_met(value)


def _values(result: Result, side: str, quantity: str) -> list[float]:
    return [measured[quantity] for measured in result.rounds.get(side, []) if quantity in measured]


def _median(result: Result, side: str, quantity: str) -> float | None:
    values = _values(result, side, quantity)
    return median(values) if values else None


def _ratio(result: Result, side: str, quantity: str) -> float | None:
    pairs = zip(_values(result, side, quantity), _values(result, "hdf5", quantity), strict=False)
    ratios = [value / hdf5 for value, hdf5 in pairs if hdf5]
    return median(ratios) if ratios else None


def _aligned(cells: tuple[str, ...]) -> str:
    return "  ".join(
        cell.ljust(-width) if width < 0 else cell.rjust(width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    )


HEAD = _aligned(tuple(name for name, _ in _COLUMNS)) + "  others"


def line(row: Row) -> str:
    """Return a row of the table."""
    mark = {True: "", False: "MISSED", None: "-"}[row.met]
    times = "x" if row.relative else ""
    cells = (
        row.workload,
        _UNITS.get(row.quantity, row.quantity),
        _number(row.hdf5),
        _number(row.value),
        _number(row.ratio) if row.relative else "",
        f"{row.target:g}{times}",
        mark,
    )
    others = [f"{side} {_number(value)}{times}" for side, value in sorted(row.others.items())]
    failed = [f"{side}: {error.strip().splitlines()[-1]}" for side, error in row.errors.items()]
    return f"{_aligned(cells)}  {'; '.join([*others, *failed])}".rstrip()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
