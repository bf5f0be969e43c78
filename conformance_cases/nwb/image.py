"""Cases of nwb.image: series of images and what indexes them."""

from __future__ import annotations

import numpy as np
from pynwb import NWBFile
from pynwb.base import Image, ImageReferences, Images
from pynwb.image import GrayscaleImage, ImageMaskSeries, ImageSeries, IndexSeries, OpticalSeries, RGBAImage, RGBImage

from conformance_cases.nwb.parts import acquired, as_read, devices, times, values
from harness.case import case

#: A film in two files, of which the second begins with frame 450.
_FILM = {"format": "external", "external_file": ["./a.avi", "./日本/b.avi"], "starting_frame": [0, 450]}


@case("ImageSeries", find=acquired("film"), clauses=("D10", "D13", "E06", "F01", "F03"))
def image_series(nwbfile: NWBFile) -> ImageSeries:
    """A film kept elsewhere: empty data, an attribute of several numbers, a link to the second of two devices."""
    series = ImageSeries(
        name="film", unit="candela", timestamps=times(12), dimension=[640, 480], device=devices(nwbfile)[1], **_FILM
    )
    nwbfile.add_acquisition(series)
    return series


@case("ImageSeries.num_samples", find=acquired("film"), clauses=("D01", "D10", "E06", "F01"))
def image_series_with_num_samples(nwbfile: NWBFile) -> ImageSeries:
    """A film kept elsewhere, at a rate, with as many frames as 32 bits can say."""
    series = ImageSeries(
        name="film",
        unit="candela",
        starting_time=1.5,
        rate=30.0,
        num_samples=2**32 - 1,
        device=devices(nwbfile)[0],
        **_FILM,
    )
    nwbfile.add_acquisition(series)
    return series


@case("ImageSeries.derived_num_samples", find=acquired("film"), clauses=("D08", "D18"))
def image_series_of_data(nwbfile: NWBFile) -> ImageSeries:
    """Frames in the file, whose number is that of the data and is stored nowhere else."""
    series = ImageSeries(name="film", data=values(10, 3, 5, dtype=np.uint8), unit="candela", format="raw", rate=1.0)
    nwbfile.add_acquisition(series)
    return series


def _stack(name: str, step: int) -> Images:
    members = [Image(name=f"{name} {index}", data=values(3, 4) / 2 + index) for index in range(3)]
    order = ImageReferences(name="order_of_images", data=members[::step])
    return Images(name=name, images=members, order_of_images=order)


@case("IndexSeries", find=acquired("shown"), clauses=("D08", "E24", "F01", "F03"))
def index_series(nwbfile: NWBFile) -> IndexSeries:
    """Indices into the second of two ordered sets of images."""
    stacks = [_stack("faces", step=1), _stack("houses", step=-1)]
    series = IndexSeries(
        name="shown",
        data=np.array([2, 0, 1, 2], dtype=np.uint32),
        unit="N/A",
        indexed_images=stacks[1],
        timestamps=times(4),
    )
    for stack in stacks:
        nwbfile.add_stimulus_template(stack)
    nwbfile.add_acquisition(series)
    return series


@case("OpticalSeries", find=lambda nwbfile: nwbfile.stimulus["screen"], clauses=("D01", "D03", "D08", "F01"))
def optical_series(nwbfile: NWBFile) -> OpticalSeries:
    """Colour frames on the second of two screens, seen from a distance."""
    series = OpticalSeries(
        name="screen",
        data=values(4, 2, 5, 3, dtype=np.uint16),
        unit="lux",
        format="raw",
        distance=0.375,
        field_of_view=np.array([0.5, 0.25, 0.125], dtype=np.float32),
        orientation="upside down; 上 is down",
        timestamps=times(4),
        device=devices(nwbfile)[1],
    )
    nwbfile.add_stimulus(series)
    return series


@case("OpticalSeries.minimal", find=lambda nwbfile: nwbfile.stimulus["screen"], clauses=("D08", "D18"))
def minimal_optical_series(nwbfile: NWBFile) -> OpticalSeries:
    """No distance, field of view, orientation or device, though there are devices."""
    devices(nwbfile)
    series = OpticalSeries(name="screen", data=values(3, 4, 2), unit="lux", format="raw", timestamps=times(3))
    nwbfile.add_stimulus(series)
    return series


@case("OpticalSeries.num_samples", find=lambda nwbfile: nwbfile.stimulus["screen"], clauses=("D01", "D10", "F01"))
def optical_series_with_num_samples(nwbfile: NWBFile) -> OpticalSeries:
    """A film kept elsewhere, at a rate, on the first of two screens."""
    series = OpticalSeries(
        name="screen",
        unit="lux",
        distance=8.0,
        field_of_view=np.array([4.0, 5.0], dtype=np.float32),
        orientation="upper left",
        rate=59.94,
        num_samples=901,
        device=devices(nwbfile)[0],
        **_FILM,
    )
    nwbfile.add_stimulus(series)
    return series


@case("ImageMaskSeries", find=acquired("mask"), clauses=("D08", "F01", "F03"))
def image_mask_series(nwbfile: NWBFile) -> ImageMaskSeries:
    """Masks of the second of two films, of a type that is deprecated."""
    films = [
        ImageSeries(name=name, data=values(3, 2, 2, dtype=np.uint8), unit="candela", timestamps=times(3))
        for name in ("calibration", "session")
    ]
    mask = as_read(
        ImageMaskSeries,
        name="mask",
        masked_imageseries=films[1],
        data=values(3, 2, 2) / 2,
        unit="1",
        timestamps=times(3),
    )
    for each in (*films, mask):
        nwbfile.add_acquisition(each)
    return mask


def _photographs(nwbfile: NWBFile) -> Images:
    container = Images(
        name="photographs",
        images=[
            GrayscaleImage(name="grey", data=values(5, 2, dtype=np.int8), description="λ = 530 nm"),
            RGBImage(name="colour", data=values(2, 3, 3, dtype=np.uint8), resolution=118.0),
            RGBAImage(name="transparent", data=values(4, 1, 4, dtype=np.uint16)),
        ],
    )
    nwbfile.add_acquisition(container)
    return container


@case("GrayscaleImage", find=lambda nwbfile: nwbfile.acquisition["photographs"]["grey"], clauses=("D08", "E01"))
def grayscale_image(nwbfile: NWBFile) -> GrayscaleImage:
    """The grey one of three images, with a description."""
    return _photographs(nwbfile)["grey"]


@case("RGBImage", find=lambda nwbfile: nwbfile.acquisition["photographs"]["colour"], clauses=("D08", "E03"))
def rgb_image(nwbfile: NWBFile) -> RGBImage:
    """The coloured one of three images, with a resolution."""
    return _photographs(nwbfile)["colour"]


@case("RGBAImage", find=lambda nwbfile: nwbfile.acquisition["photographs"]["transparent"], clauses=("D08",))
def rgba_image(nwbfile: NWBFile) -> RGBAImage:
    """The transparent one of three images."""
    return _photographs(nwbfile)["transparent"]
