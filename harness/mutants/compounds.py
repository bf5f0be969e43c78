"""Mutants that store compounds otherwise than they were given."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, ReferenceBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes, mapped
from harness.mutants.documents import data, group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.references import next_to

type Rows = list[tuple[Any, ...]]
type Fields = list[dict[str, Any]]

_FIELDS = [{"name": "n", "dtype": "int16"}, {"name": "text", "dtype": "text"}]
_NUMBERS = [{"name": "a", "dtype": "int16"}, {"name": "b", "dtype": "int16"}]
_NARROW = {"int8", "int16", "int32", "<class 'numpy.int8'>", "<class 'numpy.int16'>", "<class 'numpy.int32'>"}


class ChangesCompounds(Fault):
    """Stores other rows, or other fields."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Return what is stored of rows, each with a value for each field in order."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change the rows that a dataset with declared fields holds in memory."""
        if not isinstance(builder, DatasetBuilder) or not isinstance(builder.dtype, list):
            return
        fields = [{"name": field["name"], "dtype": field["dtype"]} for field in builder.dtype]
        rows = _rows(builder.data, fields)
        if rows is None:
            return
        others, declared = self.changed(rows, fields)
        if others != rows or declared != fields:
            changes.data(builder, others, builder.dtype if declared == fields else declared)


@mutant("D40", lambda: only([(1, "a"), (2, "b")], _FIELDS))
class CompoundRowLost(ChangesCompounds):
    """Stores compounds without their last row."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Cut."""
        return (rows[:-1] if len(rows) > 1 else rows), fields


@mutant("D40", lambda: only([(1, "a"), (2, "b")], _FIELDS))
class CompoundFieldsReordered(ChangesCompounds):
    """Stores the fields of a compound in the opposite order."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Turn rows and fields around."""
        return [tuple(reversed(row)) for row in rows], fields[::-1]


@mutant("D48", lambda: only([(1, "a" * 33)], _FIELDS))
class CompoundTextCut(ChangesCompounds):
    """Stores no more than 32 characters of a text in a compound."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Cut."""
        return [tuple(value[:32] if isinstance(value, str) else value for value in row) for row in rows], fields


@mutant("D43", lambda: only([(1, "a")], _FIELDS))
class CompoundNumbersWidened(ChangesCompounds):
    """Stores narrow integers of a compound as int64."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Declare another dtype."""
        return rows, [field | {"dtype": "int64"} if str(field["dtype"]) in _NARROW else field for field in fields]


@mutant("D47", lambda: only([(True,)], [{"name": "flag", "dtype": "bool"}]))
class CompoundBooleansBecomeIntegers(ChangesCompounds):
    """Stores truth values of a compound as int8."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Declare another dtype."""
        return rows, [field | {"dtype": "int8"} if str(field["dtype"]) == "bool" else field for field in fields]


@mutant("D122", lambda: only(np.array([(1, 2)], [("b", "int16"), ("a", "int16")]), _NUMBERS))
class CompoundFieldsByPosition(Fault):
    """Stores the fields of a structured array by their position, whatever they are named."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Take the first field for the first that is declared."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.dtype, list):
            held, names = builder.data, [field["name"] for field in builder.dtype]
            own = held.dtype.names if isinstance(held, np.ndarray) else None
            if own is not None and len(own) == len(names):
                renamed = held.copy()
                renamed.dtype.names = tuple(names)
                changes.put(builder, "data", renamed)


@mutant("D45", lambda: only(np.empty(0, [("a", "int16"), ("b", "int16")]), _NUMBERS))
class EmptyCompoundLosesFields(Fault):
    """Stores a compound without rows as an empty array of numbers."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Forget the fields."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.dtype, list) and np.shape(builder.data) == (0,):
            changes.data(builder, np.empty(0))


@mutant("D46", lambda: only(np.array((1, 2), [("a", "int16"), ("b", "int16")]), _NUMBERS))
class SingleCompoundBecomesRow(Fault):
    """Stores a single compound as an array of one row."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Give it a shape."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, np.ndarray | np.void):
            held = np.asarray(builder.data)
            if held.dtype.names is not None and held.shape == ():
                changes.put(builder, "data", held.reshape(1))


def _referring() -> Any:
    first, second = group("first", n=1), group("second", n=2)
    fields = [{"name": "n", "dtype": "int16"}, {"name": "to", "dtype": "object"}]
    return tree(first, second, data([(1, ReferenceBuilder(first))], fields))


@mutant("E29", _referring)
class CompoundReferencesToSibling(ChangesCompounds):
    """Lets references in compounds lead to the next sibling of their target."""

    def changed(self, rows: Rows, fields: Fields) -> tuple[Rows, Fields]:
        """Lead them astray."""
        return [tuple(mapped(value, ReferenceBuilder, next_to) for value in row) for row in rows], fields


def _rows(held: Any, fields: Fields) -> Rows | None:
    """Return rows held in memory as tuples in the order of the declared fields; ``None`` if they are not such."""
    if isinstance(held, np.ndarray) and held.dtype.names is not None and held.ndim == 1:
        names = [field["name"] for field in fields]
        return [tuple(row[name] for name in names) for row in held] if set(names) == set(held.dtype.names) else None
    if isinstance(held, list) and held and all(isinstance(row, tuple) and len(row) == len(fields) for row in held):
        return list(held)
    return None
