"""Case of nwb.retinotopy: maps of the visual field."""

from __future__ import annotations

from typing import Any

import numpy as np
from pynwb import NWBFile, get_class
from pynwb.core import NWBDataInterface

from conformance_cases.nwb.parts import acquired, values
from harness.case import case

ImagingRetinotopy = get_class("ImagingRetinotopy", "core")


def _image(name: str, step: int, dtype: type[np.generic], **attributes: Any) -> dict[str, Any]:
    """Return the arguments for an image and for its attributes, which differ from image to image."""
    shape = (2 + step, 3)
    extent = {"dimension": np.array(shape, dtype=np.int32), "field_of_view": np.array([0.5, step], dtype=np.float32)}
    return {
        name: values(*shape, dtype=dtype),
        **{f"{name}__{attribute}": value for attribute, value in (extent | attributes).items()},
    }


@case("ImagingRetinotopy", find=acquired("ImagingRetinotopy"), clauses=("D08", "D13", "D17", "E06"))
def imaging_retinotopy(nwbfile: NWBFile) -> NWBDataInterface:
    """A type that PyNWB has no class for: one is made from its specification."""
    container = ImagingRetinotopy(
        axis_descriptions=["altitude", "азимут"],
        **_image("axis_1_phase_map", 0, np.float32, unit="degrees"),
        **_image("axis_1_power_map", 1, np.float32, unit="%"),
        **_image("axis_2_phase_map", 2, np.float32, unit="°"),
        **_image("axis_2_power_map", 3, np.float32, unit="dB"),
        **_image("sign_map", 4, np.float32),
        **_image("focal_depth_image", 5, np.uint16, bits_per_pixel=16, focal_depth=-0.125, format="raw"),
        **_image("vasculature_image", 6, np.uint16, bits_per_pixel=12, format="raw"),
    )
    nwbfile.add_acquisition(container)
    return container
