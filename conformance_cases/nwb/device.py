"""Cases of nwb.device: devices and their models."""

from __future__ import annotations

from pynwb import NWBFile
from pynwb.device import Device, DeviceModel

from conformance_cases.nwb.parts import TEXT
from harness.case import case


def _models(nwbfile: NWBFile) -> tuple[DeviceModel, DeviceModel]:
    return (
        nwbfile.create_device_model(name="1.0", manufacturer="imec", model_number="PRB_1_4", description=TEXT),
        nwbfile.create_device_model(name="2.0", manufacturer="imec", model_number="PRB2_4", description="4 shanks"),
    )


@case(
    "Device",
    find=lambda nwbfile: nwbfile.devices["Neuropixels – Kopf ß"],
    clauses=("C04", "E01", "F01", "F03"),
)
def device(nwbfile: NWBFile) -> Device:
    """A device that links to the second of two models, next to one that links to the first."""
    first, second = _models(nwbfile)
    nwbfile.create_device(name="spare", serial_number="000", model=first)
    return nwbfile.create_device(
        name="Neuropixels – Kopf ß", description="firmware 3.1, δ-patched", serial_number="0042", model=second
    )


@case("DeviceModel", find=lambda nwbfile: nwbfile.device_models["1.0"], clauses=("C04", "E01"))
def device_model(nwbfile: NWBFile) -> DeviceModel:
    """A model that no device links to, beside another of its maker."""
    return _models(nwbfile)[0]
