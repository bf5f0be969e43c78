"""Writes the two files of the corpus into the folder that is named, with the hdmf-zarr that is installed.

It runs with PyNWB 2.3 on Python 3.10 as well as with today's.
"""

import os
import sys
from pathlib import Path

import content
from pynwb import NWBFile, TimeSeries, get_manager
from pynwb.ecephys import ElectricalSeries
from pynwb.file import Subject
from pynwb.ophys import ImageSegmentation, OpticalChannel

from hdmf_zarr import NWBZarrIO, ZarrDataIO

MAIN, OTHER = "main.nwb.zarr", "other.nwb.zarr"


def write(folder: Path) -> None:
    """Write both files with the hdmf-zarr that is installed."""
    # releases up to 0.9 store sources as they are named here, so that they are named from where they lie
    os.chdir(folder)
    with NWBZarrIO(OTHER, mode="w") as io:
        io.write(other_file(), cache_spec=False)
    manager = get_manager()  # of both, or what is read from one can't be linked to from the other
    with NWBZarrIO(OTHER, mode="r", manager=manager) as far, NWBZarrIO(MAIN, mode="w", manager=manager) as io:
        io.write(main_file(far.read()))


def other_file():
    """Return the content of the file that is linked to."""
    nwbfile = NWBFile("the other one", content.FAR_IDENTIFIER, content.START)
    nwbfile.add_acquisition(TimeSeries(name="far", data=content.FAR, unit="m", rate=2.0))
    return nwbfile


def main_file(other):
    """Return the content of the file that is tested."""
    nwbfile = NWBFile(
        content.DESCRIPTION,
        content.IDENTIFIER,
        content.START,
        keywords=content.KEYWORDS,
        experimenter=content.EXPERIMENTERS,
        subject=Subject(subject_id="s1", date_of_birth=content.BORN, species="Mus musculus", sex="F", age="P33D"),
    )
    series = {"lfp": add_recording(nwbfile)}
    series["speed"] = TimeSeries(
        name="speed", data=content.SPEED, unit="m/s", timestamps=series["lfp"], resolution=content.NAN
    )
    nwbfile.add_acquisition(series["speed"])
    nwbfile.add_acquisition(other.acquisition["far"])
    add_tables(nwbfile, series)
    add_regions(nwbfile)
    nwbfile.add_scratch(content.WORDS, name="words", description="text")
    return nwbfile


def add_recording(nwbfile):
    """Add devices, electrodes and a recording; returns the recording."""
    device = nwbfile.create_device(name="probe")
    groups = {
        name: nwbfile.create_electrode_group(name, description="d", location="CA", device=device)
        for name in ("shank0", "shank1")
    }
    nwbfile.add_electrode_column("good", "whether it works")
    for row in range(len(content.LOCATIONS)):
        nwbfile.add_electrode(
            location=content.LOCATIONS[row],
            group=groups[content.GROUPS[row]],
            imp=content.IMPEDANCES[row],
            good=content.GOOD[row],
        )
    recording = ElectricalSeries(
        name="lfp",
        data=ZarrDataIO(content.LFP, chunks=content.LFP_CHUNKS),
        electrodes=nwbfile.create_electrode_table_region(content.LFP_ELECTRODES, "all of them"),
        timestamps=content.TIMESTAMPS,
    )
    nwbfile.add_acquisition(recording)
    return recording


def add_tables(nwbfile, series):
    """Add epochs with references to series, trials, and units."""
    for start, stop, tags, references in content.EPOCHS:
        nwbfile.add_epoch(start, stop, tags, [series[name] for name, _, _ in references])
    nwbfile.add_trial_column("correct", "whether it was")
    nwbfile.add_trial_column("said", "what was said")
    for start, stop, correct, said in content.TRIALS:
        nwbfile.add_trial(start_time=start, stop_time=stop, correct=correct, said=said)
    for times, electrodes in content.UNITS:
        nwbfile.add_unit(spike_times=times, electrodes=electrodes)


def add_regions(nwbfile):
    """Add regions of interest, whose pixels are compounds of numbers."""
    channel = OpticalChannel(name="green", description="d", emission_lambda=500.0)
    plane = nwbfile.create_imaging_plane(
        name="plane",
        optical_channel=channel,
        description="d",
        device=nwbfile.devices["probe"],
        excitation_lambda=600.0,
        indicator="GFP",
        location="V1",
        imaging_rate=30.0,
    )
    segmentation = ImageSegmentation()
    nwbfile.create_processing_module("ophys", "d").add(segmentation)
    table = segmentation.create_plane_segmentation("d", plane, "cells")
    for pixels in content.PIXELS:
        table.add_roi(pixel_mask=pixels)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
