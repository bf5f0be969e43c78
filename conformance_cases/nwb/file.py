"""Cases of nwb.file: the metadata of a file, its subject, and its scratch space."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from pynwb import NWBFile
from pynwb.core import ScratchData
from pynwb.file import Subject

from conformance_cases.nwb.parts import TEXT, find_scratch, values
from harness.case import FileMaker, case

_KATHMANDU = timezone(timedelta(hours=5, minutes=45))
_SESSION = {
    "session_description": TEXT,
    "identifier": "№ 1 / β",
    "session_start_time": datetime(1971, 1, 1, 12, 30, 15, 1, tzinfo=_KATHMANDU),
    "file_create_date": datetime(2018, 4, 15, 12, tzinfo=UTC),
}
_EXPERIMENTERS = ("Ramón y Cajal, Santiago", "Golgi, Camillo", "吴 健雄")
_SOFTWARE = [["acquire", "0.1.0"], ["ß-filter", "2.0.0rc1+local"], ["sort", ""]]
_PUBLICATIONS = ("doi:10.1016/j.neuron.2021.12.005", "https://example.org/?a=1&b=2")


def _file(**metadata: Any) -> FileMaker:
    return lambda: NWBFile(**(_SESSION | metadata))


@case(
    "NWBFile",
    find=lambda nwbfile: nwbfile,
    clauses=("B08", "C06", "C09", "D03", "D13", "D15", "D30"),
    make_file=_file(
        session_start_time=datetime(1970, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        timestamps_reference_time=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        file_create_date=[
            datetime(2017, 5, 1, 12, tzinfo=_KATHMANDU),
            datetime(2017, 5, 2, 13, 0, 0, 1, tzinfo=UTC),
            datetime(2018, 5, 2, 14, tzinfo=UTC),
        ],
        experimenter="Anonymous, A.",
        experiment_description="a first line\na second line\ttabbed",
        session_id="007",
        institution="Université de Montréal",
        lab="l'labo",
        keywords=("hippocampus", "θ", "", "place cells"),
        notes="x" * 100_000,
        pharmacology="TTX, 1 µM",
        protocol="IACUC 12-34",
        related_publications="none yet",
        slices="300 µm",
        source_script="print('ü')\n",
        source_script_file_name="make/it.py",
        was_generated_by=_SOFTWARE[:1],
        data_collection="by night",
        surgery="none",
        virus="AAV9-hSyn",
        stimulus_notes='{"json": [1, 2]}',
    ),
)
def nwb_file(nwbfile: NWBFile) -> NWBFile:
    """Every field of metadata; times in three zones, to the microsecond, before and after 1970."""
    return nwbfile


@case(
    "NWBFile.experimenter",
    find=lambda nwbfile: nwbfile,
    clauses=("D13",),
    make_file=_file(experimenter=_EXPERIMENTERS),
)
def experimenters_given(nwbfile: NWBFile) -> NWBFile:
    """Three experimenters from the start."""
    return nwbfile


@case("NWBFile.experimenter_set", find=lambda nwbfile: nwbfile, clauses=("D13",), make_file=_file())
def experimenters_set(nwbfile: NWBFile) -> NWBFile:
    """Three experimenters, set later."""
    nwbfile.experimenter = _EXPERIMENTERS[::-1]
    return nwbfile


@case(
    "NWBFile.was_generated_by",
    find=lambda nwbfile: nwbfile,
    clauses=("D13", "D15"),
    make_file=_file(was_generated_by=_SOFTWARE),
)
def software_given(nwbfile: NWBFile) -> NWBFile:
    """Three programs and their versions, one of them empty, from the start."""
    return nwbfile


@case("NWBFile.was_generated_by_set", find=lambda nwbfile: nwbfile, clauses=("D13", "D15"), make_file=_file())
def software_set(nwbfile: NWBFile) -> NWBFile:
    """Three programs and their versions, set later."""
    nwbfile.was_generated_by = _SOFTWARE[::-1]
    return nwbfile


@case(
    "NWBFile.related_publications",
    find=lambda nwbfile: nwbfile,
    clauses=("D13",),
    make_file=_file(related_publications=_PUBLICATIONS),
)
def publications_given(nwbfile: NWBFile) -> NWBFile:
    """Two publications from the start."""
    return nwbfile


@case("NWBFile.related_publications_set", find=lambda nwbfile: nwbfile, clauses=("D13",), make_file=_file())
def publications_set(nwbfile: NWBFile) -> NWBFile:
    """Two publications, set later."""
    nwbfile.related_publications = _PUBLICATIONS[::-1]
    return nwbfile


_RAT = {
    "subject_id": "RAT 0123",
    "age": "P90D/P91D",
    "description": TEXT,
    "genotype": "Tg(Thy1-GCaMP6f)GP5.17Dkim/J ♀×♂",
    "sex": "F",
    "species": "Rattus norvegicus",
    "strain": "Long–Evans",
    "weight": "0.25 kg",
    "date_of_birth": datetime(1999, 12, 31, 23, 59, 59, 250000, tzinfo=_KATHMANDU),
}


def _add_subject(nwbfile: NWBFile, **fields: Any) -> Subject:
    nwbfile.subject = Subject(**fields)
    return nwbfile.subject


@case("Subject", find=lambda nwbfile: nwbfile.subject, clauses=("D03", "D17", "D30", "E01"))
def subject(nwbfile: NWBFile) -> Subject:
    """Every field; the age, a dataset, has its reference as an attribute."""
    return _add_subject(nwbfile, age__reference="gestational", **_RAT)


@case("Subject.default_age_reference", find=lambda nwbfile: nwbfile.subject, clauses=("D17", "D30", "E18"))
def subject_with_default_age_reference(nwbfile: NWBFile) -> Subject:
    """An age by the default reference."""
    return _add_subject(nwbfile, **_RAT)


@case("NWBFile.empty_subject", find=lambda nwbfile: nwbfile, clauses=("D18",), make_file=_file())
def empty_subject(nwbfile: NWBFile) -> NWBFile:
    """A file whose subject is known to be there, and nothing else of it: a group of no more than its type and id."""
    _add_subject(nwbfile)
    return nwbfile


def _scratch(nwbfile: NWBFile, data: object) -> ScratchData:
    """Add data to the scratch space, beside others."""
    nwbfile.add_scratch("something else", name="aside", description="not this")
    nwbfile.add_scratch(data, name="draft", description="à la main")
    return find_scratch(nwbfile)


@case("ScratchData", find=find_scratch, clauses=("D08", "E01"))
def scratch_data(nwbfile: NWBFile) -> ScratchData:
    """An array of unsigned integers to the limits of 64 bits."""
    return _scratch(nwbfile, values(3, 2, dtype=np.uint64))


@case("ScratchData.scalar", find=find_scratch, clauses=("D02", "E01"))
def scratch_scalar(nwbfile: NWBFile) -> ScratchData:
    """A single number."""
    return _scratch(nwbfile, -(2**62))


@case("ScratchData.list", find=find_scratch, clauses=("D02", "D08"))
def scratch_list(nwbfile: NWBFile) -> ScratchData:
    """A list of floats."""
    return _scratch(nwbfile, [1.5, -2.25, float("nan"), float("-inf")])


@case("ScratchData.text", find=find_scratch, clauses=("D13",))
def scratch_text(nwbfile: NWBFile) -> ScratchData:
    """A list of text, of which one is empty."""
    return _scratch(nwbfile, ["draft", "", TEXT])
