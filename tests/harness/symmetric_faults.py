"""Mistakes that are made in writing and undone in reading, so that a round trip does not see them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from broken_backends import builders_in
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder

#: Attributes without which HDMF does not know what a file holds.
IDENTITY = {"namespace", "neurodata_type", "object_id"}

type Change = Callable[[Any], Any]


def changes_values(change: Change) -> Callable[[GroupBuilder], None]:
    """Make a fault of all values: of datasets and of attributes."""

    def spoil(root: GroupBuilder) -> None:
        for builder in list(builders_in(root)):
            if isinstance(builder, LinkBuilder):
                continue
            for name in builder.attributes.keys() - IDENTITY:
                builder.attributes[name] = change(builder.attributes[name])
            if isinstance(builder, DatasetBuilder):
                builder["data"] = change(_loaded(builder.data))

    return spoil


def _loaded(data: Any) -> Any:
    """Return arrays of numbers that lie in a file as arrays in memory."""
    dtype = getattr(data, "dtype", None)
    return data[()] if isinstance(dtype, np.dtype) and dtype.kind in "iuf" else data


def swapped_bytes(value: Any) -> Any:
    return value.byteswap() if getattr(value, "dtype", None) == np.int16 else value


def negated(value: Any) -> Any:
    if isinstance(value, float | list) or hasattr(value, "dtype"):
        numbers = np.asarray(value)
        return -numbers[()] if numbers.dtype.kind == "f" else value
    return value


def swapped_case(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) and ":" not in value else value


def mirrored_link_names(root: GroupBuilder) -> None:
    for group in list(builders_in(root)):
        if isinstance(group, GroupBuilder):
            links = list(group.links.values())
            group.links.clear()
            for link in links:
                group.set_link(LinkBuilder(link.builder, name=link.name[::-1], source=link.source))


def exchanged_attributes(root: GroupBuilder) -> None:
    """Exchange the names of two attributes."""
    for builder in builders_in(root):
        attributes = getattr(builder, "attributes", {})
        if {"comments", "description"} <= attributes.keys():
            attributes["comments"], attributes["description"] = attributes["description"], attributes["comments"]


FAULTS: dict[str, Callable[[GroupBuilder], None]] = {
    "int16 with its bytes swapped": changes_values(swapped_bytes),
    "numbers negated": changes_values(negated),
    "text with its case swapped": changes_values(swapped_case),
    "names of links mirrored": mirrored_link_names,
    "two attributes exchanged": exchanged_attributes,
}


def making(fault: Callable[[GroupBuilder], None], nwb_io: Any) -> Any:
    """Return a subclass of an `HDMFIO` that makes a fault in writing, and undoes it in reading."""

    class Faulty(nwb_io):  # type: ignore[misc]
        _undone: GroupBuilder | None = None

        def write_builder(self, builder: GroupBuilder, **settings: Any) -> None:
            fault(builder)
            super().write_builder(builder, **settings)

        def read_builder(self) -> GroupBuilder:
            root = super().read_builder()
            if root is not self._undone:
                self._undone = root
                fault(root)
            return root

    return Faulty
