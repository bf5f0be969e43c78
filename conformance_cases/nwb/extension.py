"""Cases of a type from outside of NWB, which is registered the way that an extension registers its types."""

from __future__ import annotations

from pathlib import Path

from hdmf.common import VectorData
from pynwb import NWBFile, get_class, load_namespaces

from harness.case import case

load_namespaces(str(Path(__file__).with_name("ndx-conformance") / "ndx-conformance.namespace.yaml"))
CodedVectorData = get_class("CodedVectorData", "ndx-conformance")


@case(
    "CodedVectorData",
    find=lambda nwbfile: nwbfile.trials["odour"],
    clauses=("D13", "E01", "E03", "G01"),
    extensions=("ndx-conformance",),
)
def coded_vector_data(nwbfile: NWBFile) -> VectorData:
    """A column of an extension's type with attributes of its own, in a table of NWB, beside one without an edition."""
    for name, attributes in (("odour", {"edition": -3}), ("sound", {})):
        nwbfile.add_trial_column(
            name=name, description=f"code of the {name}", col_cls=CodedVectorData, code_book=f"§ {name}", **attributes
        )
    for start, (odour, sound) in enumerate((("α-pinene", "440 Hz"), ("", "chirp"), ("limonene", ""))):
        nwbfile.add_trial(start_time=start + 0.25, stop_time=start + 0.5, odour=odour, sound=sound)
    return nwbfile.trials["odour"]
