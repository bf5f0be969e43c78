"""Cases of nwb.base: time series, images, processing modules."""

from __future__ import annotations

import numpy as np
from hdmf.data_utils import DataChunkIterator
from pynwb import NWBFile, ProcessingModule, TimeSeries
from pynwb.base import ExternalImage, Image, ImageReferences, Images

from conformance_cases.nwb.parts import TEXT, acquired, find_scratch, process, times, values
from harness.case import case


@case("TimeSeries", find=acquired("licks"), clauses=("D08", "D13", "E01", "E03"))
def time_series(nwbfile: NWBFile) -> TimeSeries:
    """Integers to the limits of 64 bits, with every optional field."""
    series = TimeSeries(
        name="licks",
        data=values(300, dtype=np.int64),
        unit="newton",
        resolution=0.125,
        conversion=2.0**-10,
        offset=-0.75,
        timestamps=times(300),
        comments=TEXT,
        description="tongue against a force sensor",
        control=np.tile(np.array([0, 255, 7], dtype=np.uint8), 100),
        control_description=["calibration", "trial", "été"],
        continuity="instantaneous",
    )
    nwbfile.add_acquisition(series)
    return series


@case("TimeSeries.rate", find=acquired("airflow"), clauses=("D01", "D08", "E03"))
def time_series_at_rate(nwbfile: NWBFile) -> TimeSeries:
    """Regular samples in three dimensions, with gaps that are not a number, from before the session's start."""
    data = values(6, 2, 3, dtype=np.float32)
    data[2:4, 0] = np.nan
    series = TimeSeries(name="airflow", data=data, unit="litre/second", starting_time=-2.5, rate=30.0)
    nwbfile.add_acquisition(series)
    return series


@case("TimeSeries.iterated", find=acquired("frames"), clauses=("D70",))
def iterated_time_series(nwbfile: NWBFile) -> TimeSeries:
    """Data and timestamps that arrive in pieces, the last of them smaller than the others."""
    series = TimeSeries(
        name="frames",
        data=DataChunkIterator(data=values(10, 3, dtype=np.uint16), buffer_size=4),
        unit="count",
        timestamps=DataChunkIterator(data=times(10), buffer_size=3),
    )
    nwbfile.add_acquisition(series)
    return series


@case("TimeSeries.linked_timestamps", find=acquired("speed"), clauses=("F02", "F03", "F12"))
def time_series_with_linked_timestamps(nwbfile: NWBFile) -> TimeSeries:
    """Timestamps that are those of the second of two series."""
    clocks = [
        TimeSeries(name=name, data=values(9), unit="metre", timestamps=times(9) + shift)
        for name, shift in (("x", 0.0), ("y", 100.0))
    ]
    series = TimeSeries(name="speed", data=values(9, dtype=np.int16), unit="metre/second", timestamps=clocks[1])
    for each in (*clocks, series):
        nwbfile.add_acquisition(each)
    return series


@case("TimeSeries.linked_data", find=acquired("third"), clauses=("F02", "F03", "F12"))
def time_series_with_linked_data(nwbfile: NWBFile) -> TimeSeries:
    """Data that are those of a series whose data are those of another, beside a series that shares nothing."""
    apart = TimeSeries(name="apart", data=values(4, 5) / 2, unit="volt", timestamps=times(4))
    first = TimeSeries(name="first", data=values(4, 5), unit="volt", timestamps=times(4))
    second = TimeSeries(name="second", data=first, unit="volt", timestamps=times(4) + 1)
    third = TimeSeries(name="third", data=second, unit="volt", timestamps=times(4) + 2)
    for each in (apart, first, second, third):
        nwbfile.add_acquisition(each)
    return third


@case("TimeSeries.stimulus_template", find=lambda nwbfile: nwbfile.get_stimulus_template("chirp"), clauses=("C06",))
def time_series_as_stimulus_template(nwbfile: NWBFile) -> TimeSeries:
    """A template beside its presentation of the same name."""
    template = TimeSeries(name="chirp", data=values(7, dtype=np.uint16), unit="pascal", timestamps=times(7))
    nwbfile.add_stimulus_template(template)
    nwbfile.add_stimulus(TimeSeries(name="chirp", data=values(5, dtype=np.uint16), unit="pascal", rate=44100.0))
    return template


@case("TimeSeries.scratch", find=find_scratch, clauses=("D08",))
def time_series_in_scratch(nwbfile: NWBFile) -> TimeSeries:
    """A series in the scratch space."""
    series = TimeSeries(name="draft", data=values(5, dtype=np.int8), unit="n/a", timestamps=times(5))
    nwbfile.add_scratch(series)
    return series


@case("Images", find=acquired("slices"), clauses=("D08", "E24"))
def images(nwbfile: NWBFile) -> Images:
    """Images of three depths of colour, in an order that is not that of their names."""
    members = [
        Image(name="a", data=values(3, 4), resolution=72.0, description="grey"),
        Image(name="b", data=values(2, 5, 3, dtype=np.uint8), description="colour"),
        Image(name="c", data=values(6, 1, 4, dtype=np.float32), resolution=1.5),
    ]
    order = ImageReferences(name="order_of_images", data=[members[2], members[0], members[1]])
    container = Images(name="slices", images=members, order_of_images=order, description="coronal, 50 µm apart")
    nwbfile.add_acquisition(container)
    return container


def _external_images() -> list[ExternalImage]:
    return [
        ExternalImage(name="left.jpg", data="./eyes/left.jpg", image_format="JPEG"),
        ExternalImage(name="both", data="https://example.org/ü?a=b#c", image_format="PNG", image_mode="RGBA"),
        ExternalImage(name="right", data="C:\\eyes\\right.gif", image_format="GIF", description=TEXT),
    ]


@case("Images.external", find=acquired("elsewhere"), clauses=("D03", "E01"))
def external_images(nwbfile: NWBFile) -> Images:
    """Images that are kept elsewhere: a path, a URL and a path of another system."""
    container = Images(name="elsewhere", images=_external_images())
    nwbfile.add_acquisition(container)
    return container


@case("Images.external_ordered", find=acquired("elsewhere"), clauses=("D03", "E24"))
def ordered_external_images(nwbfile: NWBFile) -> Images:
    """References to scalar datasets of text, one of them twice."""
    left, both, right = members = _external_images()
    order = ImageReferences(name="order_of_images", data=[right, left, both, left])
    container = Images(name="elsewhere", images=members, order_of_images=order)
    nwbfile.add_acquisition(container)
    return container


@case("Images.mixed", find=acquired("both kinds"), clauses=("D03", "D08", "E24"))
def mixed_images(nwbfile: NWBFile) -> Images:
    """References to images in the file and elsewhere, in one order."""
    left, both, _ = _external_images()
    here = Image(name="here", data=values(3, 2, dtype=np.uint16))
    order = ImageReferences(name="order_of_images", data=[both, here, left])
    container = Images(name="both kinds", images=[here, left, both], order_of_images=order)
    nwbfile.add_acquisition(container)
    return container


@case("Images.stimulus_template", find=lambda nwbfile: nwbfile.get_stimulus_template("gratings"), clauses=("C06",))
def images_as_stimulus_template(nwbfile: NWBFile) -> Images:
    """Images that were shown, without an order."""
    members = [Image(name=f"{angle} degrees", data=values(4, 4) + angle) for angle in (0, 45, 90)]
    container = Images(name="gratings", images=members)
    nwbfile.add_stimulus_template(container)
    return container


@case("ProcessingModule", find=lambda nwbfile: nwbfile.processing["analysis"], clauses=("C08",))
def processing_module(nwbfile: NWBFile) -> ProcessingModule:
    """A module of two series, beside an empty module."""
    process(
        nwbfile,
        TimeSeries(name="power", data=values(3), unit="watt", timestamps=times(3)),
        TimeSeries(name="phase", data=values(3) / 2, unit="radian", timestamps=times(3) + 1),
    )
    nwbfile.create_processing_module(name="later", description="nothing yet")
    return nwbfile.processing["analysis"]
