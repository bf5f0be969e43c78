"""Which files there are, and what is known of them: what PyNWB warns of, and what it cannot do with them itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from harness.source_files import read_table

#: The source distributions that hold the files.
DISTRIBUTIONS = read_table(Path(__file__).with_name("files.toml"))

_TEXT_FOR_MODEL = "ignore:Device.model was detected as a string"
_MANUFACTURER = "ignore:The 'manufacturer' field is deprecated:DeprecationWarning"

#: What PyNWB says of files that are older than its schema, or that break the schema on purpose.
_WARNINGS: Mapping[str, tuple[str, ...]] = {
    "2.1.0_imageseries_non_external_format.nwb": ("ignore:ImageSeries 'test_imageseries'. Format must be 'external'",),
    "2.1.0_imageseries_nonmatch_starting_frame.nwb": (
        "ignore:ImageSeries 'test_imageseries'. The number of frame indices in 'starting_frame'",
    ),
    "3.0.0_device_model_str_special_chars.nwb": (_TEXT_FOR_MODEL,),
    "3.0.0_fiber_photometry_extension.nwb": (
        _TEXT_FOR_MODEL,
        "ignore:Schema conflict.s. detected in namespace 'ndx-fiber-photometry'",
    ),
    "3.0.0_ophys_devices_extension.nwb": (
        "ignore:ndx-ophys-devices.extensions defines a different specification for DeviceModel",
    ),
    "3.0.0_optogenetics_extension.nwb": (
        _MANUFACTURER,
        "ignore:Schema conflict.s. detected in namespace 'ndx-optogenetics'",
        "ignore:The model attribute of the Device .* was detected as a non-DeviceModel object",
        "ignore:.* is missing required value for attribute 'model':hdmf.build.warnings.MissingRequiredBuildWarning",
    ),
    "sub-healthy-simulated-beta_ses-162_ecephys.nwb": (_MANUFACTURER,),
}

#: PyNWB reads the text that Device.model is in these as a DeviceModel without a parent, which cannot be written (F10);
#: https://github.com/NeurodataWithoutBorders/pynwb/pull/2132 describes the reading.
WITHOUT_PARENT = ("3.0.0_device_model_str_special_chars.nwb", "3.0.0_fiber_photometry_extension.nwb")

#: The extension in this has a DeviceModel of its own, for which HDMF takes the core's as soon as the file is written
#: anew. From then on the models are no devices for PyNWB, and HDF5IO makes the links to them links to the root (E44).
LOSES_LINKS = ("3.0.0_ophys_devices_extension.nwb",)

NAMES = tuple(name for distribution in DISTRIBUTIONS for name in distribution.names)


def each(names: Iterable[str]) -> pytest.MarkDecorator:
    """Make a test of each of the files, where PyNWB may say what is expected of it and nothing else."""
    parameters = [
        pytest.param(name, marks=pytest.mark.filterwarnings(*_WARNINGS.get(name, ())), id=name) for name in names
    ]
    return pytest.mark.parametrize("real_file", parameters, indirect=True)


#: Makes a test of each file; of each that HDF5IO can write anew; of each that it can write anew twice.
each_file = each(NAMES)
each_rewritable_file = each(name for name in NAMES if name not in WITHOUT_PARENT)
each_twice_rewritable_file = each(name for name in NAMES if name not in WITHOUT_PARENT + LOSES_LINKS)
