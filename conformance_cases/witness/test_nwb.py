"""NWB files: what a second witness wrote, without cached specifications, is what the backend reads as containers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pynwb import NWBFile, get_manager

from conformance_cases.nwb import base, ecephys, icephys, misc, table
from conformance_cases.witness.documents import document
from harness import Backend, compare_builders, compare_containers
from harness.case import Content
from harness.normal import normal_form

#: Links, attributes of every kind, references in attributes, in arrays and in compounds, ragged columns.
CONTENTS = (
    base.time_series,
    base.time_series_with_linked_data,
    ecephys.electrical_series,
    icephys.experimental_conditions_table,
    misc.units,
    table.table_of_references,
)

pytestmark = pytest.mark.second_witness


@pytest.mark.clause("B01", "B03", "B11")
@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.__name__)
def test_containers(backend: Backend, content: Content, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Builders and containers are those that were made, with their object ids."""
    nwbfile = NWBFile(
        session_description="content of a test",
        identifier="conformance",
        session_start_time=datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC),
        file_create_date=datetime(2018, 5, 4, 12, tzinfo=UTC),
    )
    content(nwbfile)
    tree = normal_form(get_manager().build(nwbfile, source="made", root=True))
    with (
        document(backend, tmp_path_factory, tree) as path,
        backend.open_nwb(str(path), mode="r", load_namespaces=False) as io,
    ):
        got = io.read()
        differences = compare_builders(tree, io.read_builder()) + compare_containers(nwbfile, got)
    assert not differences, "\n".join(map(str, differences))
