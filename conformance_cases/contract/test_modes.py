"""What each mode does to what is at the location (A02 to A09, A23, A28, A29, B03)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.validate import ValidatorMap

from conformance_cases.contract.parts import (
    Interface,
    each_interface,
    each_reading_mode,
    recording,
    session,
    sessions,
    stored_bytes,
    tree,
)
from conformance_cases.properties.reading import assert_same
from conformance_cases.witness.documents import document
from harness import Backend
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree

OLD = tree(DatasetBuilder("old", [1, 2, 3]), since="long ago")
NEW = tree(DatasetBuilder("new", [4, 5]))
CREATING = ["w", "w-", "x"]


def _tree_of_all_kinds() -> GroupBuilder:
    """Return a tree of data and attributes of each kind, with links and references, some below the root."""
    numbers = DatasetBuilder("numbers", np.arange(6, dtype="uint16").reshape(2, 3), attributes={"unit": "µV"})
    target = GroupBuilder("target", attributes={"gain": np.float32(0.1), "names": ["a", "é"]})
    columns = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}]
    inner = GroupBuilder(
        "inner",
        groups=[GroupBuilder("empty")],
        datasets=[
            DatasetBuilder("texts", ["a", "", "é🧠"]),
            DatasetBuilder("bytes", [b"a", b"bc"], dtype="ascii"),
            DatasetBuilder("truths", np.array([True, False])),
            DatasetBuilder("nothing", np.empty((0, 2), "float32")),
            DatasetBuilder("text", "one", attributes={"of": ReferenceBuilder(numbers)}),
            DatasetBuilder("number", np.uint8(7)),
            DatasetBuilder("rows", [(1, "a"), (2, "bc")], dtype=columns),
            DatasetBuilder("references", [ReferenceBuilder(target), ReferenceBuilder(numbers)], dtype="object"),
        ],
        links=[LinkBuilder(numbers, "numbers_link"), LinkBuilder(target, "target_link")],
    )
    return tree(numbers, target, GroupBuilder("outer", groups=[inner]), answer=42)


@pytest.mark.clause("A02")
@pytest.mark.local
def test_reading_a_missing_file_is_refused(backend: Backend, path: Path) -> None:
    """The error tells which file was to be read, and in which mode."""
    with pytest.raises(UnsupportedOperation, match=f"{re.escape(str(path))}.*'r'"):
        backend.open(path, mode="r")


@pytest.mark.clause("A03")
@pytest.mark.local
def test_appending_to_a_missing_file_is_refused(backend: Backend, path: Path) -> None:
    """Mode r+ makes no file."""
    with pytest.raises(UnsupportedOperation):
        backend.open(path, mode="r+")

    assert list(path.parent.iterdir()) == []


@pytest.mark.clause("A04")
def test_mode_w_replaces(backend: Backend, path: Path) -> None:
    """What mode w has written is all that is there."""
    write_tree(backend, OLD, path)
    write_tree(backend, NEW, path)

    with read_tree(backend, path) as got:
        assert_same(NEW, got)


@pytest.mark.clause("A05")
@pytest.mark.needs("append")
def test_mode_a_creates_and_extends(backend: Backend, path: Path) -> None:
    """Mode a makes a file, keeps what is in it when it is used again, and may read and write."""
    with sessions().open(backend, path, "a") as io:
        io.write(session(recording("first")))
    with sessions().open(backend, path, "a") as io:
        read = io.read()
        read.add_recordings(recording("second"))
        io.write(read)

    with sessions().reading(backend, path) as read:
        assert sorted(read.recordings) == ["first", "second"]


@pytest.mark.clause("A05", "B03")
@pytest.mark.needs("compound", "links", "references")
@each_reading_mode
def test_each_mode_reads_all(backend: Backend, path: Path, mode: str) -> None:
    """Who may change a file reads in it what a mere reader does, of whatever kind and wherever it lies."""
    written = _tree_of_all_kinds()
    write_tree(backend, written, path)

    with read_tree(backend, path, mode) as got:
        assert_same(written, got)


@pytest.mark.clause("A04", "D91")
def test_what_was_replaced_is_forgotten(backend: Backend, path: Path) -> None:
    """Parts of a large array that were read before it was replaced are read anew."""
    for shift in (0, 1):
        write_tree(backend, tree(DatasetBuilder("large", np.arange(2_000_000) + shift)), path)
        with read_tree(backend, path) as got:
            assert got["large"].data[5:7].tolist() == [5 + shift, 6 + shift]


@pytest.mark.clause("A06")
@pytest.mark.parametrize("mode", ["w-", "x"])
def test_exclusive_modes_create(backend: Backend, path: Path, mode: str) -> None:
    """Where there is nothing, an exclusive mode makes a file."""
    with backend.open(path, mode=mode) as io:
        io.write_builder(NEW)

    with read_tree(backend, path) as got:
        assert_same(NEW, got)


@pytest.mark.clause("A06")
@pytest.mark.local
@each_interface
@pytest.mark.parametrize("mode", ["w-", "x"])
def test_exclusive_modes_replace_nothing(backend: Backend, path: Path, interface: Interface, mode: str) -> None:
    """Where there is a file, an exclusive mode refuses, and leaves it alone."""
    write_tree(backend, OLD, path)
    before = stored_bytes(path)

    with pytest.raises(UnsupportedOperation):
        interface.open(backend, path, mode)

    assert stored_bytes(path) == before


@pytest.mark.clause("A06")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["w-", "x"])
def test_exclusive_modes_replace_nothing_else_either(backend: Backend, path: Path, mode: str) -> None:
    """A file that is none of the backend's is a file as well."""
    path.write_text("not of any format")

    with pytest.raises(UnsupportedOperation):
        backend.open(path, mode=mode)

    assert path.read_text() == "not of any format"


@pytest.mark.clause("A07")
@pytest.mark.local
@each_interface
def test_writing_in_mode_r_is_refused(backend: Backend, path: Path, interface: Interface) -> None:
    """The error tells the mode and those that allow writing; the file stays as it was."""
    interface.write(backend, path)
    before = stored_bytes(path)

    with interface.open(backend, path, "r") as io, pytest.raises(UnsupportedOperation, match=r"'r'.*'r\+'.*'a'"):
        io.write(interface.content())

    assert stored_bytes(path) == before


@pytest.mark.clause("A07")
@pytest.mark.local
def test_writing_a_tree_in_mode_r_is_refused(backend: Backend, path: Path) -> None:
    """What does not become part of the file is not dropped without a word."""
    write_tree(backend, OLD, path)
    before = stored_bytes(path)

    with sessions().open(backend, path, "r") as io, pytest.raises(Exception, match=r"\w"):
        io.write_builder(NEW)

    assert stored_bytes(path) == before


@pytest.mark.clause("A08")
@each_interface
@pytest.mark.parametrize("mode", CREATING)
def test_reading_in_modes_that_create_is_refused(backend: Backend, path: Path, interface: Interface, mode: str) -> None:
    """What is being made can be read when it has been closed."""
    with interface.open(backend, path, mode) as io:
        io.write(interface.content())
        with pytest.raises(UnsupportedOperation):
            io.read()


@pytest.mark.clause("A09")
def test_reading_a_file_without_content_is_refused(backend: Backend, path: Path) -> None:
    """No container is made up of nothing."""
    backend.open(path, mode="w").close()

    with sessions().open(backend, path, "r") as io, pytest.raises(UnsupportedOperation, match="no values"):
        io.read()


@pytest.mark.clause("A23")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["q", "rw", "", "R", "wb"])
def test_unknown_modes_are_refused(backend: Backend, path: Path, mode: str) -> None:
    """A mode that does not exist changes nothing, neither where a file is nor where none is."""
    _assert_unknown(Interface(of_nwb=False), backend, path, mode)


@pytest.mark.clause("A23")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["q", "R"])
def test_unknown_modes_of_nwb_are_refused(backend: Backend, path: Path, mode: str) -> None:
    """Nor does it for an NWB file."""
    _assert_unknown(Interface(of_nwb=True), backend, path, mode)


def _assert_unknown(interface: Interface, backend: Backend, path: Path, mode: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        interface.open(backend, path, mode)
    assert list(path.parent.iterdir()) == []

    write_tree(backend, OLD, path)
    before = stored_bytes(path)
    with pytest.raises(ValueError, match=r"."):
        interface.open(backend, path, mode)
    assert stored_bytes(path) == before


@pytest.mark.clause("A28")
@pytest.mark.local
def test_reading_changes_no_byte(backend: Backend, path: Path) -> None:
    """Reading, looking at all data and validating leave the file and its directory as they were."""
    sessions().write(backend, path, session(recording("first"), recording("second")))
    before = stored_bytes(path.parent)

    with sessions().open(backend, path, "r") as io:
        assert [list(part.data[:]) for part in io.read().recordings.values()] == [[1, 2, 3], [1, 2, 3]]
        catalog = sessions().type_map.namespace_catalog
        assert ValidatorMap(catalog.get_namespace("contract")).validate(io.read_builder()) == []

    assert stored_bytes(path.parent) == before


@pytest.mark.clause("A28")
@pytest.mark.local
@pytest.mark.needs("compound", "links", "references")
def test_reading_data_of_any_kind_changes_no_byte(backend: Backend, path: Path) -> None:
    """So do they where the data are no numbers alone."""
    written = _tree_of_all_kinds()
    write_tree(backend, written, path)
    before = stored_bytes(path.parent)

    with read_tree(backend, path) as got:
        assert_same(written, got)

    assert stored_bytes(path.parent) == before


@pytest.mark.clause("A28")
@pytest.mark.local
@pytest.mark.second_witness
def test_reading_improves_nothing(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nor does it change what the backend itself would have stored otherwise."""
    with document(backend, tmp_path_factory, normal_form(OLD)) as path:
        before = stored_bytes(path.parent)

        with read_tree(backend, path) as got:
            assert_same(OLD, got)

        assert stored_bytes(path.parent) == before


@pytest.mark.clause("A29")
def test_the_mode_is_reading_unless_told(backend: Backend, path: Path) -> None:
    """An IO that is told no mode reads, and writes nothing."""
    write_tree(backend, OLD, path)

    with backend.open(path) as io:
        assert io.mode == "r"
        assert_same(OLD, io.read_builder())


@pytest.mark.clause("A29")
def test_the_mode_is_reading_unless_told_for_nwb(backend: Backend, path: Path) -> None:
    """So does one of NWB."""
    Interface(of_nwb=True).write(backend, path)

    with backend.open_nwb(path) as io:
        assert io.mode == "r"
        assert io.read().identifier == "conformance"
