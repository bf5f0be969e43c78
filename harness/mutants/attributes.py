"""Mutants that store other attributes than they were given."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes, mapped
from harness.mutants.documents import group, tree
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.changing import appended

_LOST = object()


class ChangesAttributes(Fault):
    """Stores other values of attributes."""

    def changed(self, value: Any) -> Any:
        """Return what is stored of a value, `_LOST` for nothing; the same object if it stays."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change each attribute of a group or dataset."""
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            for name, value in list(builder.attributes.items()):
                changed = self.changed(value)
                if changed is _LOST:
                    changes.drop(builder.attributes, name)
                elif changed is not value:
                    changes.put(builder.attributes, name, changed)


@mutant("B15", lambda: tree(group("a", n=1, text="§")), common=True)
class LastAttributeLost(Fault):
    """Does not store the last of several attributes of an object."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove."""
        if isinstance(builder, GroupBuilder | DatasetBuilder) and len(builder.attributes) > 1:
            changes.drop(builder.attributes, list(builder.attributes)[-1])


@mutant("B08", lambda: tree(n=1), common=True)
class RootAttributesLost(Fault):
    """Does not store the attributes of the root."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Remove them all."""
        if isinstance(builder, GroupBuilder) and builder.parent is None:
            for name in list(builder.attributes):
                changes.drop(builder.attributes, name)


@mutant("E04", lambda: tree(n=np.int8(1)))
class AttributesWidened(ChangesAttributes):
    """Stores each integer attribute as int64."""

    def changed(self, value: Any) -> Any:
        """Widen."""
        return np.int64(value) if isinstance(value, np.signedinteger) and value.dtype != "int64" else value


@mutant("E04", lambda: tree(n=np.float64(0.5)))
class AttributesNarrowed(ChangesAttributes):
    """Stores each floating-point attribute as float32."""

    def changed(self, value: Any) -> Any:
        """Narrow."""
        return np.float32(value) if isinstance(value, np.float64) else value


@mutant("E05", lambda: tree(n=np.uint64(2**63)))
class AttributesWrapped(ChangesAttributes):
    """Stores unsigned attributes as signed ones of the same width."""

    def changed(self, value: Any) -> Any:
        """Look at the bits otherwise."""
        return value.view(value.dtype.str.replace("u", "i")) if isinstance(value, np.unsignedinteger) else value


@mutant("E03", lambda: tree(flag=True))
class AttributeBooleansBecomeIntegers(ChangesAttributes):
    """Stores truth values in attributes as integers."""

    def changed(self, value: Any) -> Any:
        """Convert."""
        return int(value) if isinstance(value, bool | np.bool_) else value


@mutant("E03", lambda: tree(n=5))
class PythonIntegersNarrowed(ChangesAttributes):
    """Stores Python's integers in attributes as int32."""

    def changed(self, value: Any) -> Any:
        """Narrow."""
        return np.int32(value) if type(value) is int and abs(value) < 2**31 else value


@mutant("E49", lambda: tree(n=float("nan")))
class AttributeNansZeroed(ChangesAttributes):
    """Stores NaN in an attribute as zero."""

    def changed(self, value: Any) -> Any:
        """Replace."""
        return type(value)(0) if isinstance(value, float | np.floating) and np.isnan(value) else value


@mutant("E08", lambda: tree(n=np.array([5])))
class AttributeArraysBecomeScalars(ChangesAttributes):
    """Stores an array of one element in an attribute as a scalar."""

    def changed(self, value: Any) -> Any:
        """Leave the shape out."""
        return value[0] if isinstance(value, np.ndarray) and value.shape == (1,) else value


@mutant("E08", lambda: tree(n=np.array([[1, 2], [3, 4]])))
class AttributeArraysFlattened(ChangesAttributes):
    """Stores arrays of several dimensions in attributes in one."""

    def changed(self, value: Any) -> Any:
        """Flatten."""
        return value.reshape(-1) if isinstance(value, np.ndarray) and value.ndim > 1 else value


@mutant("E06", lambda: tree(n=[1, 2, 3]))
class NumberListsReversed(ChangesAttributes):
    """Stores lists of numbers in attributes from the last to the first."""

    def changed(self, value: Any) -> Any:
        """Turn around."""
        numbers = isinstance(value, list | tuple) and all(isinstance(element, int | float) for element in value)
        return value[::-1] if numbers and len(value) > 1 else value


@mutant("E11", lambda: tree(text=""))
class EmptyAttributesLost(ChangesAttributes):
    """Does not store attributes that are empty: text, lists or arrays."""

    def changed(self, value: Any) -> Any:
        """Remove."""
        return (
            _LOST if isinstance(value, str | list | tuple | np.ndarray) and np.size(value) * len(value) == 0 else value
        )


@mutant("E09", lambda: tree(text=["a", "b"]))
class TextListsJoined(ChangesAttributes):
    """Stores a list of text in an attribute as one text."""

    def changed(self, value: Any) -> Any:
        """Join."""
        texts = isinstance(value, list | tuple) and len(value) > 0 and all(isinstance(text, str) for text in value)
        return ",".join(value) if texts else value


@mutant("E01", lambda: tree(text="§"))
class AttributeTextReduced(ChangesAttributes):
    """Stores a question mark for each character beyond ASCII in the text of an attribute."""

    def changed(self, value: Any) -> Any:
        """Replace."""
        return value.encode("ascii", errors="replace").decode() if isinstance(value, str) else value


@mutant("E02", lambda: tree(text=b"abc"), also=("E12", "E50"))
class BytesAttributesBecomeTheirRepresentation(ChangesAttributes):
    """Stores for bytes in an attribute what Python shows of them."""

    def changed(self, value: Any) -> Any:
        """Take the representation for the text."""
        named = mapped(value, bytes, repr) if isinstance(value, bytes | list) else value
        return named if isinstance(value, bytes) or named != value else value


@mutant("E13", lambda: tree(n=np.array(5)))
class RanklessAttributesBecomeArrays(ChangesAttributes):
    """Stores an array of rank zero in an attribute as one of one element."""

    def changed(self, value: Any) -> Any:
        """Give it a shape."""
        return value.reshape(1) if isinstance(value, np.ndarray) and value.shape == () else value


@mutant("E17", lambda: tree(since="now"), appended)
class AttributeChangesLost(Fault):
    """Does not store what becomes of an attribute that was read."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Remember what was there."""
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            self.__dict__.setdefault("read_attributes", []).append((builder, dict(builder.attributes)))

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Go back to what was there."""
        for read, attributes in self.__dict__.get("read_attributes", ()):
            if read is builder:
                for name, value in attributes.items():
                    changes.put(builder.attributes, name, value)


@mutant("B20", lambda: tree(group("a")), common=True)
class BookkeepingShows(Fault):
    """Shows an attribute of its own on each group that is read."""

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Add it."""
        if isinstance(builder, GroupBuilder):
            changes.put(builder.attributes, "_stored_by", "a backend")
