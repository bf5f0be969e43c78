"""The cases cover what PyNWB's own roundtrip tests exercise and more, each in its room."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hdmf.build import GroupBuilder
from pynwb import NWBFile, get_manager, get_type_map

from harness.case import Case, collect_cases
from harness.contract import load_contract

CASES = collect_cases("conformance_cases.nwb")

#: PyNWB 4.2 has as many test classes that use its roundtrip mixins.
PYNWB_ROUNDTRIPS = 81

#: The types of the objects that are under test there.
PYNWB_TYPES = {
    "ClusterWaveforms",
    "Clustering",
    "CorrectedImageStack",
    "CurrentClampSeries",
    "CurrentClampStimulusSeries",
    "DecompositionSeries",
    "Device",
    "DeviceModel",
    "DynamicTable",
    "ElectricalSeries",
    "ElectrodeGroup",
    "ElectrodesTable",
    "EventDetection",
    "EventsTable",
    "FeatureExtraction",
    "FilteredEphys",
    "IZeroClampSeries",
    "ImageSeries",
    "Images",
    "ImagingPlane",
    "IndexSeries",
    "IntracellularElectrode",
    "LFP",
    "MotionCorrection",
    "NWBFile",
    "OnePhotonSeries",
    "OpticalSeries",
    "OptogeneticSeries",
    "OptogeneticStimulusSite",
    "PatchClampSeries",
    "PlaneSegmentation",
    "RoiResponseSeries",
    "ScratchData",
    "SpatialSeries",
    "SpikeEventSeries",
    "Subject",
    "SweepTable",
    "TimeIntervals",
    "TimeSeries",
    "TwoPhotonSeries",
    "Units",
    "VoltageClampSeries",
    "VoltageClampStimulusSeries",
}

#: The types of NWB and hdmf-common that no case contains, and why.
NOT_COVERED = {
    "BaseImage": "abstract",
    "CSRMatrix": "needs scipy, and has no place in an NWB file",
    "Container": "abstract",
    "EventWaveform": "deprecated; PyNWB neither makes nor reads any",
    "LabMetaData": "without content unless an extension derives a type from it",
    "NWBContainer": "abstract",
    "NWBData": "abstract",
    "NWBDataInterface": "abstract",
    "SimpleMultiContainer": "has no place in an NWB file",
}

TYPE_MAP = get_type_map()
CATALOG = TYPE_MAP.namespace_catalog.get_namespace("ndx-conformance").catalog


def neurodata_type(case: Case) -> str:
    return case.name.partition(".")[0]


def made(case: Case) -> NWBFile:
    if case.make_file is not None:
        return case.make_file()
    return NWBFile(session_description="", identifier="", session_start_time=datetime(2017, 4, 3, tzinfo=UTC))


def types_in(builder: GroupBuilder) -> set[str]:
    children = [*builder.groups.values(), *builder.datasets.values()]
    types = {child.attributes.get("neurodata_type") for child in children}
    return types.union(*(types_in(group) for group in builder.groups.values())) - {None}


@pytest.fixture(scope="module")
def types_made() -> set[str]:
    types = {"NWBFile"}
    for case in CASES:
        nwbfile = made(case)
        case.content(nwbfile)
        types |= types_in(get_manager().build(nwbfile, source=case.name, root=True))
    return types


def test_there_are_no_fewer_cases_than_in_pynwb() -> None:
    assert len(CASES) >= PYNWB_ROUNDTRIPS


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_every_type_under_test_in_pynwb_is_under_test_here() -> None:
    assert PYNWB_TYPES - {neurodata_type(case) for case in CASES} == set()


def test_every_type_of_the_schema_is_in_a_case_or_has_a_reason_not_to_be(types_made: set[str]) -> None:
    assert set(CATALOG.get_registered_types()) - types_made == set(NOT_COVERED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
class TestEachCase:
    def test_is_in_the_module_of_the_schema_file_of_its_type(self, case: Case) -> None:
        source = CATALOG.get_spec_source_file(neurodata_type(case)).removesuffix(".yaml").removeprefix("nwb.")
        assert case.group == {"ndx-conformance.extensions": "extension"}.get(source, source)

    def test_finds_what_it_made_and_is_named_after_its_type(self, case: Case) -> None:
        nwbfile = made(case)
        content = case.content(nwbfile)
        assert case.find(nwbfile) is content
        _, data_type = TYPE_MAP.get_container_ns_dt(content)
        assert data_type == neurodata_type(case)

    def test_says_in_a_line_what_is_special_about_it(self, case: Case) -> None:
        assert case.doc.endswith(".")

    def test_cites_clauses_of_the_contract(self, case: Case) -> None:
        assert case.clauses
        assert set(case.clauses) <= set(load_contract())
