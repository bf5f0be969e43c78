"""What appending stores and what it leaves alone (M03 to M10, M14 to M16, M22, M23)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData, VectorIndex

from conformance_cases.contract.exporting import full_rig
from conformance_cases.contract.parts import REFUSALS, Interface, each_interface, recording, session, sessions, tree
from conformance_cases.contract.rigs import add, probe, rigs
from harness import Backend
from harness.comparison import compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree

pytestmark = pytest.mark.needs("append")

APPENDING = ["r+", "a"]


@pytest.fixture
def recorded(backend: Backend, path: Path) -> Path:
    """Return a file of one recording without a comment."""
    sessions().write(backend, path, session(recording("first", unit="V")))
    return path


@pytest.fixture
def tabulated(backend: Backend, path: Path) -> Path:
    """Return a file of a table with columns of text, of numbers and, ragged, of numbers."""
    marks = VectorData(name="marks", description="numbers", data=[1, 2, 3])
    columns = [
        VectorData(name="word", description="text", data=["a", "bc"]),
        VectorData(name="number", description="numbers", data=[0.5, 1.5]),
        marks,
        VectorIndex(name="marks_index", target=marks, data=[1, 3]),
    ]
    table = DynamicTable(name="table", description="two rows", columns=columns)
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))
    return path


def _rows(table: DynamicTable) -> list[tuple[int, str, float, list[int]]]:
    frame = table.to_dataframe()
    return list(zip(frame.index, frame["word"], frame["number"], map(list, frame["marks"]), strict=True))


@pytest.mark.clause("M03")
def test_additions_modify_every_ancestor(backend: Backend, recorded: Path) -> None:
    """A container that was read is modified when a child is added to it."""
    with sessions().open(backend, recorded, "r+") as io:
        read = io.read()
        read.add_recordings(recording("second"))

        assert read.modified
        assert not read.recordings["first"].modified


@pytest.mark.clause("M04", "M15")
@pytest.mark.parametrize("mode", APPENDING)
def test_appending_keeps_what_is_there(backend: Backend, recorded: Path, mode: str) -> None:
    """What was there is as it was, beside what was added."""
    with read_tree(backend, recorded) as got:
        before = normal_form(got)
    with sessions().open(backend, recorded, mode) as io:
        read = io.read()
        added = recording("second", [4.5], unit="mV")
        read.add_recordings(added)
        io.write(read)

    with read_tree(backend, recorded) as got:
        assert got["second"].attributes["object_id"] == added.object_id
        assert got["second"].attributes["unit"] == "mV"
        assert got["second/data"].data[:].tolist() == [4.5]
        del got.groups["second"]
        assert compare_builders(before, got) == []


@pytest.mark.clause("M04", "M15")
@pytest.mark.parametrize("mode", APPENDING)
def test_appending_to_what_lies_below_the_root(backend: Backend, path: Path, mode: str) -> None:
    """An object that is added to one that was there is stored with its own id, and the other keeps its own."""
    inner = SimpleMultiContainer(name="inner", containers=[DynamicTable(name="old", description="there before")])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[inner]))
    added = DynamicTable(name="new", description="added")

    with sessions().open(backend, path, mode) as io:
        read = io.read()
        read["inner"].add_container(added)
        io.write(read)

    with sessions().reading(backend, path) as read:
        got = read["inner"]
        assert (got.object_id, got["old"].object_id) == (inner.object_id, inner["old"].object_id)
        assert (got["new"].object_id, got["new"].description) == (added.object_id, "added")


@pytest.mark.clause("M04", "M15")
@pytest.mark.parametrize("mode", APPENDING)
def test_appending_keeps_what_leads_to_what_is_there(backend: Backend, path: Path, mode: str) -> None:
    """So are objects of every kind, their links and references, though all of them be marked as modified."""
    rigs().write(backend, path, full_rig())
    with read_tree(backend, path) as got:
        before = normal_form(got)
    with rigs().open(backend, path, mode) as io:
        read = io.read()
        for each in read.all_objects.values():
            each.set_modified()
        add(read, probe("added"))
        io.write(read)

    with read_tree(backend, path) as got:
        assert got["added"].attributes["serial"] == "№ 7"
        del got.groups["added"]
        assert compare_builders(before, got) == []


@pytest.mark.clause("M05")
@pytest.mark.parametrize("mode", APPENDING)
@each_interface
def test_appending_nothing_changes_nothing(backend: Backend, path: Path, interface: Interface, mode: str) -> None:
    """Writing what was read and not modified leaves the content as it is."""
    interface.write(backend, path)
    with read_tree(backend, path) as got:
        before = normal_form(got)
    with interface.open(backend, path, mode) as io:
        io.write(io.read())

    with read_tree(backend, path) as got:
        assert compare_builders(before, got) == []


@pytest.mark.clause("M06")
def test_new_fields_are_stored(backend: Backend, recorded: Path) -> None:
    """A field that was left out can be set later."""
    with sessions().open(backend, recorded, "r+") as io:
        read = io.read()
        read.recordings["first"].comment = "a remark"
        read.recordings["first"].set_modified()
        io.write(read)

    with sessions().reading(backend, recorded) as read:
        assert read.recordings["first"].comment == "a remark"


@pytest.mark.clause("M07", "M08", "M09")
@pytest.mark.parametrize("mode", APPENDING)
def test_tables_take_rows(backend: Backend, tabulated: Path, mode: str) -> None:
    """Rows are added to columns of text, however long, of numbers, and of lists of numbers."""
    word = "long " * 1000
    with sessions().open(backend, tabulated, mode) as io:
        read = io.read()
        read["table"].add_row(word=word, number=2.5, marks=[4, 5])
        read["table"].add_row(word="", number=-1.0, marks=[6])
        io.write(read)

    with sessions().reading(backend, tabulated) as read:
        assert _rows(read["table"]) == [
            (0, "a", 0.5, [1]),
            (1, "bc", 1.5, [2, 3]),
            (2, word, 2.5, [4, 5]),
            (3, "", -1.0, [6]),
        ]


@pytest.mark.clause("M09")
@pytest.mark.parametrize("mode", APPENDING)
def test_ragged_columns_take_rows_without_elements(backend: Backend, tabulated: Path, mode: str) -> None:
    """A row may have no elements in a ragged column."""
    with sessions().reading(backend, tabulated, mode) as read:
        read["table"].add_row(word="none", number=2.5, marks=[])
        read["table"].add_row(word="one", number=3.5, marks=[4])

    with sessions().reading(backend, tabulated) as read:
        assert [row[3] for row in _rows(read["table"])] == [[1], [2, 3], [], [4]]


@pytest.mark.clause("M09")
@pytest.mark.parametrize("mode", APPENDING)
def test_ragged_columns_take_rows_of_any_length(backend: Backend, tabulated: Path, mode: str) -> None:
    """A row may end beyond what the index could count to when it was written: it has a byte for each row."""
    long = list(range(300))
    with sessions().reading(backend, tabulated, mode) as read:
        read["table"].add_row(word="long", number=2.5, marks=long)
        read["table"].add_row(word="short", number=3.5, marks=[4])

    with sessions().reading(backend, tabulated) as read:
        assert [row[3] for row in _rows(read["table"])] == [[1], [2, 3], long, [4]]


@pytest.mark.clause("M09")
@pytest.mark.parametrize("mode", APPENDING)
def test_columns_that_are_ragged_twice_take_rows(backend: Backend, path: Path, mode: str) -> None:
    """A row of lists has its own lists, and each list its own elements."""
    elements = VectorData(name="lists", description="ragged twice", data=[1, 2, 3, 4])
    inner = VectorIndex(name="lists_index", target=elements, data=[1, 3, 4])
    outer = VectorIndex(name="lists_index_index", target=inner, data=[2, 3])
    table = DynamicTable(name="table", description="two rows", columns=[elements, inner, outer])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))
    with sessions().reading(backend, path, mode) as read:
        read["table"].add_row(lists=[[5, 6], [7], [8, 9, 10]])
        read["table"].add_row(lists=[[11]])

    with sessions().reading(backend, path) as read:
        got = [[list(one) for one in row] for row in read["table"]["lists"][:]]
        assert got == [[[1], [2, 3]], [[4]], [[5, 6], [7], [8, 9, 10]], [[11]]]


@pytest.mark.clause("M07")
@pytest.mark.parametrize("mode", APPENDING)
def test_tables_take_columns(backend: Backend, tabulated: Path, mode: str) -> None:
    """A column is added beside those that are there."""
    with sessions().open(backend, tabulated, mode) as io:
        read = io.read()
        read["table"].add_column(name="letter", description="text", data=["x", "y"])
        io.write(read)

    with sessions().reading(backend, tabulated) as read:
        assert read["table"].colnames == ("word", "number", "marks", "letter")
        assert list(read["table"]["letter"][:]) == ["x", "y"]
        assert [row[:2] for row in _rows(read["table"])] == [(0, "a"), (1, "bc")]


@pytest.mark.clause("M10")
@pytest.mark.needs("references")
def test_columns_of_references_take_rows(backend: Backend, path: Path) -> None:
    """A row that refers to a container is added."""
    parts: list[Any] = [
        DynamicTable(name=name, description="to refer to", columns=[VectorData(name="n", description="n", data=[1])])
        for name in ("first", "second")
    ]
    whose = VectorData(name="whose", description="references", data=[parts[0]])
    table = DynamicTable(name="table", description="one row", columns=[whose])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[*parts, table]))
    with sessions().open(backend, path, "r+") as io:
        read = io.read()
        read["table"].add_row(whose=read["second"])
        io.write(read)

    with sessions().reading(backend, path) as read:
        assert read["table"]["whose"][0] is read["first"]
        assert read["table"]["whose"][1] is read["second"]


@pytest.mark.clause("M14")
def test_appending_deletes_nothing(backend: Backend, recorded: Path) -> None:
    """What is removed from the container that was read is still in the file."""
    with sessions().open(backend, recorded, "r+") as io:
        read = io.read()
        read.recordings.pop("first")
        read.set_modified()
        io.write(read)

    with sessions().reading(backend, recorded) as read:
        assert list(read.recordings) == ["first"]


@pytest.mark.clause("M16", "M23")
@pytest.mark.parametrize("mode", ["r", "r+", "a"])
def test_rows_are_there_without_writing(backend: Backend, tabulated: Path, mode: str) -> None:
    """What was added to a table that was read is seen by every reader after `close()`, without `write()`."""
    with sessions().reading(backend, tabulated, "r+") as read:
        read["table"].add_row(word="third", number=2.5, marks=[4])

    with sessions().reading(backend, tabulated, mode) as read:
        assert _rows(read["table"])[2] == (2, "third", 2.5, [4])


@pytest.mark.clause("M22")
@pytest.mark.parametrize("mode", APPENDING)
def test_fresh_containers_merge_into_no_file(backend: Backend, recorded: Path, mode: str) -> None:
    """A container that was not read from the file is not mixed with what is there."""
    with read_tree(backend, recorded) as got:
        before = normal_form(got)
    with sessions().open(backend, recorded, mode) as io, pytest.raises(REFUSALS):
        io.write(session(recording("second")))

    with read_tree(backend, recorded) as got:
        assert compare_builders(before, got) == []


@pytest.mark.clause("M22")
@pytest.mark.parametrize("mode", APPENDING)
@pytest.mark.parametrize("name", ["numbers", "group/numbers"])
def test_fresh_builders_replace_nothing(backend: Backend, path: Path, name: str, mode: str) -> None:
    """A dataset of the name of one that is there does not take its place."""

    def placed(data: list[int]) -> GroupBuilder:
        dataset = DatasetBuilder("numbers", data)
        return tree(dataset if name == "numbers" else GroupBuilder("group", datasets=[dataset]))

    write_tree(backend, placed([1, 2, 3]), path)
    fresh = placed([4, 5])
    with backend.open(path, mode=mode) as io, pytest.raises(Exception, match=name.partition("/")[0]):
        io.write_builder(fresh)

    with read_tree(backend, path) as got:
        assert got[name].data[:].tolist() == [1, 2, 3]
