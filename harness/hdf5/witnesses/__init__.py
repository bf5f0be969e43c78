"""What shows the known gaps of HDF5 that no mere tree of builders shows, by the clause and the cases concerned."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.gaps import Witness
from harness.hdf5.witnesses import datasets, files, links

__all__ = ["WITNESSES"]

WITNESSES: Mapping[str, Witness] = MappingProxyType({**datasets.WITNESSES, **files.WITNESSES, **links.WITNESSES})
