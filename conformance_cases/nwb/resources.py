"""Case of hdmf-common's resources: what terms of a file mean elsewhere."""

from __future__ import annotations

from hdmf.common import HERD
from pynwb import NWBFile, get_type_map
from pynwb.file import Subject

from harness.case import case


@case("HERD", find=lambda nwbfile: nwbfile.external_resources, clauses=("D40", "D41", "D43"))
def external_resources(nwbfile: NWBFile) -> HERD:
    """Compounds of text and numbers: two terms of a field, each with an entity of its own."""
    nwbfile.subject = Subject(subject_id="RAT 0123", species="Rattus norvegicus (крыса)")
    nwbfile.external_resources = resources = HERD(type_map=get_type_map())
    for key, number in (("Rattus norvegicus", 10116), ("крыса", 10114)):
        resources.add_ref(
            container=nwbfile.subject,
            attribute="species",
            key=key,
            entity_id=f"NCBI_TAXON:{number}",
            entity_uri=f"https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?mode=info&id={number}",
        )
    return resources
