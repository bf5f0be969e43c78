"""Mutants that store other numbers than they were given."""

from __future__ import annotations

import numpy as np
from hdmf.build import DatasetBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Array, Changes, numbers_in
from harness.mutants.documents import data, only, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant


class ChangesNumbers(Fault):
    """Stores other numbers in datasets."""

    def changed(self, array: Array) -> Array:
        """Return what is stored of numbers; the same object if they stay."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change the numbers that a dataset holds in memory."""
        if isinstance(builder, DatasetBuilder) and not isinstance(builder.dtype, list):
            array = numbers_in(builder.data)
            if array is not None and (changed := self.changed(array)) is not array:
                changes.data(builder, changed)


@mutant("D08", lambda: only(np.arange(4)), common=True)
class LastElementLost(ChangesNumbers):
    """Stores arrays in one dimension without their last element."""

    def changed(self, array: Array) -> Array:
        """Cut."""
        return array[:-1] if array.ndim == 1 and array.size > 1 else array


@mutant("D08", lambda: only(np.array([[1, 2], [3, 4]])))
class AxesSwapped(ChangesNumbers):
    """Stores the transpose of square matrices."""

    def changed(self, array: Array) -> Array:
        """Transpose."""
        return array.T if array.ndim == 2 and array.shape[0] == array.shape[1] > 1 else array


@mutant("D08", lambda: only(np.arange(6).reshape(2, 3)))
class ColumnsFirst(ChangesNumbers):
    """Stores the elements of an array of several dimensions in the order of columns, in the same shape."""

    def changed(self, array: Array) -> Array:
        """Take the elements in the other order."""
        return array.ravel(order="F").reshape(array.shape) if array.ndim > 1 else array


@mutant("D08", lambda: only(np.array([5])))
class SingleElementBecomesScalar(ChangesNumbers):
    """Stores an array of one element as a scalar."""

    def changed(self, array: Array) -> Array:
        """Leave the shape out."""
        return array.reshape(()) if array.shape == (1,) else array


@mutant("D01", lambda: only(np.int16(5)))
class ScalarBecomesArray(ChangesNumbers):
    """Stores a scalar as an array of one element."""

    def changed(self, array: Array) -> Array:
        """Give it a shape."""
        return array.reshape((1,)) if array.shape == () else array


@mutant("D02", lambda: only(5))
class WideIntegersNarrowed(ChangesNumbers):
    """Stores int64 as int32, where the values allow it."""

    def changed(self, array: Array) -> Array:
        """Narrow."""
        narrow = array.astype("int32") if array.dtype == "int64" else array
        return narrow if np.array_equal(narrow, array) else array


@mutant("D01", lambda: only(np.int8(5)))
class NarrowIntegersWidened(ChangesNumbers):
    """Stores each signed integer as int64."""

    def changed(self, array: Array) -> Array:
        """Widen."""
        return array.astype("int64") if array.dtype.kind == "i" and array.dtype != "int64" else array


@mutant("D08", lambda: only(np.array([0.1, 0.2])))
class FloatsRounded(ChangesNumbers):
    """Rounds float64 to the precision of float32."""

    def changed(self, array: Array) -> Array:
        """Round."""
        with np.errstate(over="ignore"):
            return array.astype("float32").astype("float64") if array.dtype == "float64" else array


@mutant("D20", lambda: only(np.array([0.5, 1], "float16")))
class HalfPrecisionWidened(ChangesNumbers):
    """Stores float16 as float32."""

    def changed(self, array: Array) -> Array:
        """Widen."""
        return array.astype("float32") if array.dtype == "float16" else array


@mutant("D116", lambda: only(np.array([1, np.nan])))
class NansZeroed(ChangesNumbers):
    """Stores NaN as zero."""

    def changed(self, array: Array) -> Array:
        """Replace."""
        return np.where(np.isnan(array), 0, array).astype(array.dtype) if array.dtype.kind == "f" else array


@mutant("D116", lambda: only(np.array([1, -0.0])))
class NegativeZerosLost(ChangesNumbers):
    """Stores -0.0 as 0.0."""

    def changed(self, array: Array) -> Array:
        """Drop the sign."""
        return array + np.zeros((), array.dtype) if array.dtype.kind == "f" else array


@mutant("D116", lambda: only(np.array([1, np.inf])))
class InfinitiesClipped(ChangesNumbers):
    """Stores infinity as the largest number that there is."""

    def changed(self, array: Array) -> Array:
        """Clip."""
        if array.dtype.kind != "f" or not np.isinf(array).any():
            return array
        bounds = np.finfo(array.dtype)
        return np.clip(array, bounds.min, bounds.max)


@mutant("D08", lambda: only(np.array([1, 2], "uint16")))
class UnsignedBecomeSigned(ChangesNumbers):
    """Stores unsigned integers as signed ones of the same width."""

    def changed(self, array: Array) -> Array:
        """Look at the bits otherwise."""
        return array.astype(array.dtype.str.replace("u", "i")) if array.dtype.kind == "u" else array


@mutant("D19", lambda: only(np.array([True, False])))
class BooleansBecomeIntegers(ChangesNumbers):
    """Stores truth values as int8."""

    def changed(self, array: Array) -> Array:
        """Convert."""
        return array.astype("int8") if array.dtype == bool else array


@mutant("D09", lambda: only(np.array([1, 2], ">i4")))
class ForeignBytesMisread(ChangesNumbers):
    """Takes the bytes of an array in foreign byte order for those of the native one."""

    def changed(self, array: Array) -> Array:
        """Look at the bytes otherwise."""
        return array if array.dtype.isnative else array.view(array.dtype.newbyteorder("="))


@mutant("D10", lambda: only(np.empty((2, 0, 3), "int16")))
class EmptyShapesFlattened(ChangesNumbers):
    """Stores arrays without elements in the shape (0,)."""

    def changed(self, array: Array) -> Array:
        """Drop all axes but one."""
        return array.reshape(-1) if array.size == 0 and array.ndim > 1 else array


@mutant("D10", lambda: only(np.empty((0,), "int16")))
class EmptyDtypesLost(ChangesNumbers):
    """Stores arrays without elements as float64."""

    def changed(self, array: Array) -> Array:
        """Forget the dtype."""
        return array.astype("float64") if array.size == 0 and array.dtype != "float64" else array


@mutant("D10", lambda: only(np.empty((0, 3))))
class EmptyArraysLeftOut(Fault):
    """Does not store datasets without elements."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, DatasetBuilder) and builder.parent is not None:
            array = numbers_in(builder.data)
            if array is not None and array.size == 0:
                changes.drop_child(builder.parent, builder.name)


@mutant("D17", lambda: only([1, 2], unit="V"), common=True)
class DatasetAttributesLost(Fault):
    """Stores datasets without their attributes."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove them all."""
        if isinstance(builder, DatasetBuilder):
            for name in list(builder.attributes):
                changes.drop(builder.attributes, name)


@mutant("B15", lambda: tree(data(1, name="a"), data(2, name="b")), common=True)
class LastDatasetLost(Fault):
    """Does not store the last dataset of a group."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        datasets = getattr(builder, "datasets", None)
        if datasets:
            changes.drop_child(builder, list(datasets)[-1])
