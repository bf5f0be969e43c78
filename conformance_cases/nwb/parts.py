"""What several cases stand on: values that show a slip, and the devices, electrodes and planes of a small lab.

Numbers are distinct within an array and reach the limits of their type, so an element that is dropped, doubled,
swapped or narrowed shows. Whatever a case links or refers to has a sibling of its type, so a link to the wrong one
shows. Nothing here depends on the clock, on chance or on how the file is stored.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hdmf.common import DynamicTable, DynamicTableRegion
from hdmf.container import AbstractContainer
from numpy.typing import DTypeLike, NDArray
from pynwb import NWBFile
from pynwb.core import NWBDataInterface
from pynwb.device import Device
from pynwb.ecephys import ElectrodesTable
from pynwb.icephys import IntracellularElectrode
from pynwb.ophys import ImagingPlane, OpticalChannel

from harness.case import Finder

#: Text of one-, two-, three- and four-byte code points, with what a careless writer trims or escapes.
TEXT = ' "Großhirn" / 大脳皮質 \\ 🧠\n'


def values(*shape: int, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Return distinct numbers of a type, from its smallest to its largest.

    Parameters
    ----------
    shape
        Shape of the array, of two elements at least.
    dtype
        An integer or floating point type that can count the elements.

    Returns
    -------
    An array whose first element is the lowest number of the type, whose last is the highest, and whose others rise by
    one (integers) or by an eighth (floats) between them.
    """
    kind = np.dtype(dtype)
    limits = np.iinfo(kind) if kind.kind in "iu" else np.finfo(kind)
    steps = np.arange(prod(shape)) / (8 if kind.kind == "f" else 1)
    array = steps.astype(kind)
    array[0], array[-1] = limits.min, limits.max
    return array.reshape(shape)


def times(count: int) -> NDArray[np.float64]:
    """Return ``count`` times in seconds, ever further apart."""
    steps = np.arange(count, dtype=np.float64)
    return steps / 4 + steps**2 / 1024


def acquired(name: str) -> Finder:
    """Return a finder of what is called ``name`` in the acquisition."""
    return lambda nwbfile: nwbfile.acquisition[name]


def processed(name: str) -> Finder:
    """Return a finder of what is called ``name`` in the processing module that `process` fills."""
    return lambda nwbfile: nwbfile.processing["analysis"][name]


def process(nwbfile: NWBFile, *containers: NWBDataInterface | DynamicTable) -> None:
    """Put containers into a processing module."""
    module = nwbfile.create_processing_module(name="analysis", description="what was made of the recordings")
    for container in containers:
        module.add(container)


def find_scratch(nwbfile: NWBFile) -> AbstractContainer:
    """Return what is called ``draft`` in the scratch space, as it is."""
    return nwbfile.get_scratch("draft", convert=False)


def as_read(container_class: Any, **fields: Any) -> AbstractContainer:
    """Make a container of a deprecated type, whose constructor serves readers alone, the way a reader does.

    Parameters
    ----------
    container_class
        The class of a type that PyNWB reads, and no longer lets a user make.
    fields
        The arguments of its constructor.
    """
    container = container_class.__new__(container_class, in_construct_mode=True)
    container.__init__(**fields)
    return container


def devices(nwbfile: NWBFile) -> tuple[Device, Device]:
    """Add two devices."""
    return (
        nwbfile.create_device(name="rig A", description="the one on the left"),
        nwbfile.create_device(name="rig B", description="the one on the right"),
    )


def electrodes(nwbfile: NWBFile) -> ElectrodesTable:
    """Add five electrodes, in turns of two groups on two devices, with ids that are not their rows."""
    groups = [
        nwbfile.create_electrode_group(
            name=f"shank {device.name[-1]}", description=f"a shank of {device.name}", location="CA1", device=device
        )
        for device in devices(nwbfile)
    ]
    for row, identifier in enumerate((31, 4, 15, 9, 26)):
        nwbfile.add_electrode(
            id=identifier,
            location=("CA1", "CA3", "DG", "subículo", "海馬")[row],
            group=groups[row % 2],
            x=0.5 * row,
            y=-1.5 * row,
            z=2.25 * row,
        )
    return nwbfile.electrodes


def channels(nwbfile: NWBFile, rows: list[int], name: str = "electrodes") -> DynamicTableRegion:
    """Return a region of the electrodes table, which must exist, with these rows in this order."""
    return nwbfile.create_electrode_table_region(region=rows, description=f"rows {rows}", name=name)


def patch_electrodes(nwbfile: NWBFile) -> tuple[IntracellularElectrode, IntracellularElectrode]:
    """Add two intracellular electrodes, each on its device."""
    left, right = devices(nwbfile)
    return (
        nwbfile.create_icephys_electrode(name="pipette A", description="borosilicate, 4 MΩ", device=left),
        nwbfile.create_icephys_electrode(name="pipette B", description="quartz, 7 MΩ", device=right),
    )


def imaging_planes(nwbfile: NWBFile) -> tuple[ImagingPlane, ImagingPlane]:
    """Add two imaging planes, each on its device and with its optical channel."""
    shallow, deep = (
        nwbfile.create_imaging_plane(
            name=f"plane {depth}",
            optical_channel=OpticalChannel(name="green", description=f"at {depth} µm", emission_lambda=500.0 + depth),
            description=f"{depth} µm below the pia",
            device=device,
            excitation_lambda=900.0 + depth,
            indicator="GCaMP6s",
            location="V1",
        )
        for depth, device in zip((120, 250), devices(nwbfile), strict=True)
    )
    return shallow, deep
