"""HDF5, broken on purpose, each in one way: whatever passes with these proves nothing."""

from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.builders import Builder
from pynwb import NWBHDF5IO


def builders_in(group: GroupBuilder) -> Iterator[Builder]:
    yield group
    yield from group.datasets.values()
    yield from group.links.values()
    for child in group.groups.values():
        yield from builders_in(child)


class Misreads(NWBHDF5IO):
    """Reads a file and changes each builder of it, once."""

    spoilt = False

    def read_builder(self) -> GroupBuilder:
        root = super().read_builder()
        if not self.spoilt:
            self.spoilt = True
            for builder in list(builders_in(root)):
                self.spoil(builder)
        return root

    def spoil(self, builder: Any) -> None:
        raise NotImplementedError


class DropsLastElement(Misreads):
    """Reads arrays of numbers without their last element."""

    def spoil(self, builder: Any) -> None:
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, h5py.Dataset):
            builder["data"] = builder.data[:-1]


class ForgetsAttribute(Misreads):
    """Does not read the attribute ``conversion`` of any dataset."""

    def spoil(self, builder: Any) -> None:
        if isinstance(builder, DatasetBuilder):
            builder.attributes.pop("conversion", None)


class LinksToSibling(Misreads):
    """Reads a link to one of several groups as one to the next of its type."""

    def spoil(self, builder: Any) -> None:
        if isinstance(builder, LinkBuilder) and isinstance(builder.builder, GroupBuilder):
            target = builder.builder
            siblings = [
                sibling
                for sibling in target.parent.groups.values()
                if sibling.attributes.get("neurodata_type") == target.attributes["neurodata_type"]
            ]
            builder["builder"] = siblings[siblings.index(target) - 1]


class NarrowsIntegers(NWBHDF5IO):
    """Writes int64 as int32."""

    def close(self, close_links: bool = True) -> None:
        written = self.is_open() and self.mode == "w"
        super().close(close_links=close_links)
        if written:
            with h5py.File(self.source, "r+") as file:
                wide: list[str] = []
                file.visititems(
                    lambda name, node: wide.append(name) if getattr(node, "dtype", None) == np.int64 else None
                )
                for name in wide:
                    self.narrow(file, name)

    def narrow(self, file: h5py.File, name: str) -> None:
        data, attributes = file[name][()], dict(file[name].attrs)
        del file[name]
        file.create_dataset(name, data=data.astype(np.int32)).attrs.update(attributes)
