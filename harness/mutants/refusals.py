"""Mutants that take what they cannot keep, and make something of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Array, Changes
from harness.mutants.documents import only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.trips import kept_or_refused, none_left_out, refused


class MakesDo(Fault):
    """Stores something else for the data of a dataset."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Return what is stored; the same object if it stays."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Put it in their place."""
        if isinstance(builder, DatasetBuilder) and not isinstance(builder.dtype, list):
            made = self.made_of(builder.data, builder.dtype)
            if made is not builder.data:
                changes.data(builder, made, "text" if _leaf(made) is str else None)


@mutant("D118", lambda: only([[1, 2], [3]]), refused)
class RaggedListsPadded(MakesDo):
    """Fills ragged lists with zeros."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Fill."""
        rows = held if isinstance(held, list) and held and all(isinstance(row, list) for row in held) else [[]]
        width = max(map(len, rows))
        if len({len(row) for row in rows}) == 1 or not all(isinstance(n, int | float) for row in rows for n in row):
            return held
        return [row + [0] * (width - len(row)) for row in rows]


@mutant("D119", lambda: only(["a", None], "text"), refused)
class MissingTextNamed(MakesDo):
    """Stores the text "None" where a list of text has none."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Name it."""
        texts = isinstance(held, list | np.ndarray) and any(isinstance(text, str) for text in held)
        return ["None" if text is None else text for text in held] if texts and any(t is None for t in held) else held


@mutant("D120", lambda: only(["a", 1]), refused)
class MixedListsBecomeText(MakesDo):
    """Stores text for each element of a list that holds text and numbers."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Convert."""
        mixed = isinstance(held, list) and {str, int} <= {type(element) for element in held}
        return [str(element) for element in held] if mixed else held


@mutant("D21", lambda: only(np.array([1 + np.finfo(np.longdouble).eps], np.longdouble)), kept_or_refused)
class ExtendedPrecisionRounded(MakesDo):
    """Rounds numbers of extended precision to float64."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Round."""
        return held.astype("float64") if getattr(held, "dtype", None) == np.longdouble else held


@mutant("D22", lambda: only(np.array(["2026-01-02"], "datetime64[D]")), kept_or_refused)
class DatesBecomeNumbers(MakesDo):
    """Stores dates and durations of numpy as integers."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Convert."""
        return held.astype("int64") if getattr(getattr(held, "dtype", None), "kind", "") in {"M", "m"} else held


@mutant("D126", lambda: only(np.array([1j])), kept_or_refused)
class ComplexNumbersHalved(MakesDo):
    """Stores the real parts of complex numbers."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Drop the other parts."""
        return held.real.copy() if getattr(getattr(held, "dtype", None), "kind", "") == "c" else held


def _masked() -> Any:
    return only(np.ma.MaskedArray([1, 2, 3], mask=[False, True, False]))


@mutant("D127", _masked, refused)
class MasksDropped(MakesDo):
    """Stores what lies under the mask of an array."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Take it off."""
        return np.asarray(held.data) if isinstance(held, np.ma.MaskedArray) else held


@mutant("D121", lambda: only(np.array([300]), "int8"), refused)
class NumbersWrapped(MakesDo):
    """Converts numbers to the dtype that a builder states, whatever becomes of them."""

    def made_of(self, held: Any, dtype: Any) -> Any:
        """Wrap them around."""
        if not isinstance(held, np.ndarray) or held.dtype.kind not in "iu" or dtype not in {"int8", "int16", "uint8"}:
            return held
        wrapped: Array = held.astype(dtype)
        return held if np.array_equal(wrapped, held) else wrapped


@mutant("E15", lambda: tree(thing=object()), refused)
class UnsupportedAttributesNamed(Fault):
    """Stores what Python shows of a value of an attribute that it cannot keep."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Name it."""
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            for name, value in list(builder.attributes.items()):
                if type(value) is object or (isinstance(value, dict | set) and not isinstance(value, Builder)):
                    changes.put(builder.attributes, name, repr(value))


def _without_value() -> Any:
    made = tree()
    made.attributes["thing"] = None  # which HDMF's own methods do not take
    return made


@mutant("E14", _without_value, none_left_out)
class NoneNamed(Fault):
    """Stores the text "None" for an attribute that has no value."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Name it."""
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            for name in [name for name, value in builder.attributes.items() if value is None]:
                changes.put(builder.attributes, name, "None")


_REFUSED_DATA = ("B17", "D06", "D21", "D22", "D44", "D118", "D119", "D120", "D121", "D126", "D127", "E50", "E51")
_REFUSED_LINKS = ("F17", "F20", "F21", "H06")
_FAILURES = ("I10", "I12", "M11", "M19", "M20", "M21", "M22", "M24")


@mutant("E15", lambda: tree(thing=object()), refused, also=(*_REFUSED_DATA, *_REFUSED_LINKS, *_FAILURES))
class RefusedTreesIgnored(Fault):
    """Says nothing where a tree cannot be stored."""

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None:
        """Try, and let it be."""
        with suppress(Exception):
            super().write_builder(builder, **options)


def _leaf(value: Any) -> type:
    while isinstance(value, list) and value:
        value = value[0]
    return type(value)
