"""Cases of nwb.ophys: imaging planes, their series, segmentations and responses."""

from __future__ import annotations

from typing import Any

import numpy as np
from pynwb import NWBFile, TimeSeries
from pynwb.image import ImageSeries
from pynwb.ophys import (
    CorrectedImageStack,
    DfOverF,
    Fluorescence,
    ImageSegmentation,
    ImagingPlane,
    MotionCorrection,
    OnePhotonSeries,
    OpticalChannel,
    PlaneSegmentation,
    RoiResponseSeries,
    TwoPhotonSeries,
)

from conformance_cases.nwb.parts import acquired, devices, imaging_planes, process, processed, times, values
from harness.case import case

#: A film kept elsewhere, at a rate.
_FILM = {
    "format": "external",
    "external_file": ["a.tif", "b.tif"],
    "starting_frame": [0, 300],
    "rate": 29.97,
    "num_samples": 901,
}


@case(
    "ImagingPlane",
    find=lambda nwbfile: nwbfile.imaging_planes["oblique"],
    clauses=("C08", "D01", "D03", "D08", "F01", "F03"),
)
def imaging_plane(nwbfile: NWBFile) -> ImagingPlane:
    """Two optical channels, coordinates with their units, and a link to the second of two devices."""
    return nwbfile.create_imaging_plane(
        name="oblique",
        optical_channel=[  # in the order of their names, which is the one that a reader may give them (B16)
            OpticalChannel(name="green", description="", emission_lambda=510.25),
            OpticalChannel(name="red", description="λ > 600 nm", emission_lambda=620.5),
        ],
        description="tilted by 20°",
        device=devices(nwbfile)[1],
        excitation_lambda=920.0,
        imaging_rate=30.5,
        indicator="jGCaMP8m + tdTomato",
        location="V1 – left",
        reference_frame="from bregma; → is lateral",
        origin_coords=np.array([10.5, -20.25, 0.125], dtype=np.float32),
        origin_coords_unit="millimeters",
        grid_spacing=np.array([0.5, 0.25, 8.0], dtype=np.float32),
        grid_spacing_unit="micrometers",
    )


@case("OnePhotonSeries", find=acquired("frames"), clauses=("D08", "E04", "F01", "F03"))
def one_photon_series(nwbfile: NWBFile) -> OnePhotonSeries:
    """Frames of the second of two planes, with every setting; the binning is an unsigned number of 8 bits."""
    series = OnePhotonSeries(
        name="frames",
        imaging_plane=imaging_planes(nwbfile)[1],
        data=values(5, 3, 2, dtype=np.uint16),
        unit="count",
        format="raw",
        pmt_gain=1.75,
        scan_line_rate=3.5,
        exposure_time=123.0,
        binning=np.uint8(255),
        power=9001.0,
        intensity=5.5,
        timestamps=times(5),
        dimension=[3, 2],
    )
    nwbfile.add_acquisition(series)
    return series


@case("OnePhotonSeries.num_samples", find=acquired("frames"), clauses=("D01", "D10", "D13", "E06", "F01"))
def one_photon_series_with_num_samples(nwbfile: NWBFile) -> OnePhotonSeries:
    """A film of the first of two planes, kept elsewhere."""
    series = OnePhotonSeries(name="frames", imaging_plane=imaging_planes(nwbfile)[0], unit="count", **_FILM)
    nwbfile.add_acquisition(series)
    return series


@case("TwoPhotonSeries", find=acquired("frames"), clauses=("D08", "F01", "F03"))
def two_photon_series(nwbfile: NWBFile) -> TwoPhotonSeries:
    """Volumes of the second of two planes, with every setting."""
    series = TwoPhotonSeries(
        name="frames",
        imaging_plane=imaging_planes(nwbfile)[1],
        data=values(4, 3, 2, 2, dtype=np.int16),
        unit="normalized amplitude",
        format="raw",
        field_of_view=np.array([0.5, 0.25, 2.0**-30], dtype=np.float32),
        pmt_gain=1.75,
        scan_line_rate=16000.0,
        timestamps=times(4),
        dimension=[3, 2, 2],
    )
    nwbfile.add_acquisition(series)
    return series


@case("TwoPhotonSeries.num_samples", find=acquired("frames"), clauses=("D01", "D10", "D13", "E06", "F01"))
def two_photon_series_with_num_samples(nwbfile: NWBFile) -> TwoPhotonSeries:
    """A film of the first of two planes, kept elsewhere."""
    series = TwoPhotonSeries(
        name="frames",
        imaging_plane=imaging_planes(nwbfile)[0],
        unit="count",
        field_of_view=np.array([2.0, 5.0], dtype=np.float32),
        **_FILM,
    )
    nwbfile.add_acquisition(series)
    return series


_IMAGES = [np.arange(20, dtype=np.float32).reshape(4, 5) * weight for weight in (1, -2, 0.5)]
_PIXELS = [[(1, 2, 1.0), (3, 4, -0.5), (5, 6, 0.0)], [(7, 8, 0.25)], [(2**32 - 1, 0, 1e38), (9, 10, -1e-30)]]
_VOXELS = [[(1, 2, 3, 1.0)], [(4, 5, 6, 0.25), (7, 8, 2**32 - 1, -1e-30)], [(0, 0, 0, 1e38)]]


def _segmentation(nwbfile: NWBFile, **masks: list[Any]) -> PlaneSegmentation:
    """Segment the second of two planes into three regions, beside a segmentation of the first."""
    planes = imaging_planes(nwbfile)
    reference = ImageSeries(
        name="mean image", data=values(1, 4, 5, dtype=np.float32), unit="count", format="raw", rate=1.0
    )
    segmentations = [
        PlaneSegmentation(name="coarse", description="by hand", imaging_plane=planes[0]),
        PlaneSegmentation(
            name="fine", description="by machine – π", imaging_plane=planes[1], reference_images=reference
        ),
    ]
    segmentations[0].add_roi(image_mask=-_IMAGES[0])
    for row in range(3):
        segmentations[1].add_roi(id=8 - row, **{name: mask[row] for name, mask in masks.items()})
    process(nwbfile, ImageSegmentation(plane_segmentations=segmentations))
    return segmentations[1]


def _find_segmentation(nwbfile: NWBFile) -> PlaneSegmentation:
    return nwbfile.processing["analysis"]["ImageSegmentation"]["fine"]


@case("PlaneSegmentation", find=_find_segmentation, clauses=("C08", "D08", "D40", "D43", "E21", "F01", "F03"))
def plane_segmentation(nwbfile: NWBFile) -> PlaneSegmentation:
    """Masks as images and as ragged compounds, images that they were drawn on, and a link to a plane."""
    return _segmentation(nwbfile, pixel_mask=_PIXELS, image_mask=_IMAGES)


@case("PlaneSegmentation.pixel_mask", find=_find_segmentation, clauses=("D40", "D43", "E21", "F01"))
def plane_segmentation_by_pixels(nwbfile: NWBFile) -> PlaneSegmentation:
    """Masks as ragged compounds of two numbers of 32 bits and a weight."""
    return _segmentation(nwbfile, pixel_mask=_PIXELS)


@case("PlaneSegmentation.voxel_mask", find=_find_segmentation, clauses=("D40", "D43", "E21", "F01"))
def plane_segmentation_by_voxels(nwbfile: NWBFile) -> PlaneSegmentation:
    """Masks as ragged compounds of three numbers of 32 bits and a weight."""
    return _segmentation(nwbfile, voxel_mask=_VOXELS)


@case("PlaneSegmentation.image_mask", find=_find_segmentation, clauses=("D08", "F01"))
def plane_segmentation_by_images(nwbfile: NWBFile) -> PlaneSegmentation:
    """Masks as images."""
    return _segmentation(nwbfile, image_mask=_IMAGES)


@case("ImageSegmentation", find=processed("ImageSegmentation"), clauses=("C08", "D40", "F01"))
def image_segmentation(nwbfile: NWBFile) -> ImageSegmentation:
    """Two segmentations, of a plane each."""
    return _segmentation(nwbfile, pixel_mask=_PIXELS, voxel_mask=_VOXELS, image_mask=_IMAGES).parent


def _responses(nwbfile: NWBFile) -> list[RoiResponseSeries]:
    segmentation = _segmentation(nwbfile, image_mask=_IMAGES)
    return [
        RoiResponseSeries(
            name=name,
            data=values(4, len(rows)) / 2,
            unit="lumen",
            rois=segmentation.create_roi_table_region(description=f"rows {rows}", region=rows),
            timestamps=times(4),
        )
        for name, rows in (("neuropil", [1]), ("cells", [2, 0]))
    ]


@case("RoiResponseSeries", find=acquired("cells"), clauses=("D08", "E20", "E39"))
def roi_response_series(nwbfile: NWBFile) -> RoiResponseSeries:
    """Responses of two of three regions, backwards, beside those of the third."""
    responses = _responses(nwbfile)
    for each in responses:
        nwbfile.add_acquisition(each)
    return responses[1]


@case("Fluorescence", find=acquired("Fluorescence"), clauses=("C08", "E20", "E39"))
def fluorescence(nwbfile: NWBFile) -> Fluorescence:
    """Two series of responses."""
    container = Fluorescence()
    nwbfile.add_acquisition(container)
    container.add_roi_response_series(_responses(nwbfile))
    return container


@case("DfOverF", find=acquired("ΔF over F"), clauses=("C04", "C08", "E20", "E39"))
def df_over_f(nwbfile: NWBFile) -> DfOverF:
    """Two series of responses, under a name of their own."""
    container = DfOverF(name="ΔF over F")
    nwbfile.add_acquisition(container)
    container.add_roi_response_series(_responses(nwbfile))
    return container


def _corrected(name: str, original: ImageSeries) -> CorrectedImageStack:
    frames = {"unit": "count", "timestamps": times(3)}
    return CorrectedImageStack(
        name=name,
        corrected=ImageSeries(name="corrected", data=values(3, 2, 4, dtype=np.float32), format="raw", **frames),
        original=original,
        xy_translation=TimeSeries(name="xy_translation", data=values(3, 2) / 2, unit="pixel", timestamps=times(3)),
    )


@case("CorrectedImageStack", find=acquired("CorrectedImageStack"), clauses=("C08", "F01", "F03"))
def corrected_image_stack(nwbfile: NWBFile) -> CorrectedImageStack:
    """Frames, their shifts, and a link to the second of two series that they were."""
    originals = [
        ImageSeries(name=name, data=values(3, 2, 4, dtype=np.uint8), unit="count", format="raw", rate=rate)
        for name, rate in (("red", 1.5), ("green", 2.5))
    ]
    stack = _corrected("CorrectedImageStack", originals[1])
    for each in (*originals, stack):
        nwbfile.add_acquisition(each)
    return stack


@case("MotionCorrection", find=processed("MotionCorrection"), clauses=("C08", "F01", "F03"))
def motion_correction(nwbfile: NWBFile) -> MotionCorrection:
    """Two stacks, each with a link to the series of its plane."""
    originals = [
        TwoPhotonSeries(
            name=f"{plane.name}, raw",
            imaging_plane=plane,
            data=values(3, 2, 4, dtype=np.uint16),
            unit="normalized amplitude",
            rate=30.0,
        )
        for plane in imaging_planes(nwbfile)
    ]
    for original in originals:
        nwbfile.add_acquisition(original)
    stacks = [_corrected(f"{original.name}, corrected", original) for original in reversed(originals)]
    container = MotionCorrection(corrected_image_stacks=stacks)
    process(nwbfile, container)
    return container
