"""Mutants that make a mistake in writing and undo it in reading: none but a second witness sees what is in the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes
from harness.mutants.documents import group, only, tree
from harness.mutants.fault import Fault
from harness.mutants.lazy_arrays import Lazy, ReadsLazily
from harness.mutants.mutant import mutant


class ChangesScalars(Fault):
    """Stores another value for a scalar dataset, and reads the right one."""

    def stored(self, value: Any) -> Any:
        """Return what is in the file for a value."""
        raise NotImplementedError

    def restored(self, value: Any) -> Any:
        """Return what is read for what is in the file."""
        return self.stored(value)

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Make the mistake."""
        if isinstance(builder, DatasetBuilder):
            changes.put(builder, "data", self.stored(builder.data))

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Undo it."""
        if isinstance(builder, DatasetBuilder):
            changes.put(builder, "data", self.restored(builder.data))


@mutant("D01", lambda: only(np.int16(5)), is_symmetric=True)
class IntegersComplemented(ChangesScalars):
    """Stores the complement of an integer, and reads the complement of that."""

    def stored(self, value: Any) -> Any:
        """Complement."""
        return ~value if isinstance(value, np.integer) else value


@mutant("D02", lambda: only(5), is_symmetric=True)
class IntegersNegated(ChangesScalars):
    """Stores an integer of Python's with the opposite sign, and turns it back."""

    def stored(self, value: Any) -> Any:
        """Negate."""
        return -value if type(value) is int and value > -(2**63) else value

    def restored(self, value: Any) -> Any:
        """Negate what has been read; that a number was one of Python's is not known then."""
        return -value if isinstance(value, np.int64) else value


@mutant("D03", lambda: only("abc"), is_symmetric=True)
class TextReversed(ChangesScalars):
    """Stores text from the last character to the first, and reads it so."""

    def stored(self, value: Any) -> Any:
        """Turn around."""
        return value[::-1] if isinstance(value, str) else value


class _TurnedBack(Lazy):
    def __getitem__(self, key: Any) -> Any:
        return self.dataset[()][::-1][key]


@mutant("D08", lambda: only(np.arange(4)), is_symmetric=True)
class ArraysReversed(ReadsLazily):
    """Stores arrays in one dimension from the last element to the first, and reads them so."""

    lazy = _TurnedBack

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Turn around."""
        held = builder.get("data")
        if isinstance(held, np.ndarray) and held.ndim == 1 and held.dtype.kind in "biuf":
            changes.put(builder, "data", held[::-1])


class ChangesEachAttribute(Fault):
    """Stores other attributes, and reads the right ones."""

    def stored(self, name: str, value: Any) -> tuple[str, Any]:
        """Return what is in the file for an attribute."""
        raise NotImplementedError

    def restored(self, name: str, value: Any) -> tuple[str, Any]:
        """Return what is read for what is in the file."""
        return self.stored(name, value)

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Make the mistake."""
        self._change(changes, builder, self.stored)

    def change_read(self, changes: Changes, builder: Builder) -> None:
        """Undo it."""
        self._change(changes, builder, self.restored)

    def _change(self, changes: Changes, builder: Builder, change: Any) -> None:
        if isinstance(builder, GroupBuilder | DatasetBuilder):
            pairs = [change(name, value) for name, value in builder.attributes.items()]
            for name in list(builder.attributes):
                changes.drop(builder.attributes, name)
            for name, value in pairs:
                changes.put(builder.attributes, name, value)


@mutant("E04", lambda: tree(n=np.float32(0.5)), is_symmetric=True)
class AttributesNegated(ChangesEachAttribute):
    """Stores floating-point attributes with the opposite sign, and turns them back."""

    def stored(self, name: str, value: Any) -> tuple[str, Any]:
        """Negate."""
        return name, -value if isinstance(value, np.floating) else value


@mutant("E01", lambda: tree(text="abc"), is_symmetric=True)
class AttributeCaseSwapped(ChangesEachAttribute):
    """Stores small ASCII letters of attributes as capital ones and the other way round, and turns them back."""

    def stored(self, name: str, value: Any) -> tuple[str, Any]:
        """Swap."""
        return name, value.swapcase() if isinstance(value, str) and value.isascii() else value


@mutant("B15", lambda: tree(group("a", unit="V")), is_symmetric=True)
class AttributesRenamed(ChangesEachAttribute):
    """Stores attributes under longer names, and reads them under the right ones."""

    def stored(self, name: str, value: Any) -> tuple[str, Any]:
        """Put something before the name."""
        return f"the {name}", value

    def restored(self, name: str, value: Any) -> tuple[str, Any]:
        """Take it away."""
        return name.removeprefix("the "), value


def _two_links() -> Any:
    first, second = group("first", n=1), group("second", n=2)
    return tree(first, second, group("holder", LinkBuilder(first, "a"), LinkBuilder(second, "b")))


@mutant("F01", _two_links, is_symmetric=True)
class LinksSwapped(Fault):
    """Stores each of the links of a group with the target of another, and reads them so."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Swap."""
        if isinstance(builder, GroupBuilder):
            links = [builder.links[name] for name in sorted(builder.links)]
            for link, target in zip(links, [link.builder for link in reversed(links)], strict=True):
                changes.put(link, "builder", target)

    change_read = change_written
