"""What a second write finds and what a failed one leaves (A24 to A26, I10, M01, M02, M11 to M13, M18, M19)."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.errors import BuildError
from hdmf.common import DynamicTable, VectorData
from hdmf.data_utils import DataChunkIterator

from conformance_cases.contract.parts import recording, session, sessions, tree
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.comparison import compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree

OLD = tree(DatasetBuilder("old", [1, 2, 3]), since="long ago")


class SourceError(Exception):
    """What breaks the data of a test."""


def _broken_data() -> DataChunkIterator:
    """Return data that come in pieces, of which the third does not come."""

    def values() -> Iterator[int]:
        yield from (1, 2)
        raise SourceError

    return DataChunkIterator(values(), maxshape=(None,), dtype=np.dtype("int64"), buffer_size=1)


def _unstorable(kind: str = "dataset") -> GroupBuilder:
    """Return a tree that holds, beside what can be stored, an object that cannot: as a dataset or as an attribute."""
    attributes = {} if kind == "dataset" else {"what is this": object()}
    number = DatasetBuilder("number", 2, attributes=attributes)
    odd = [DatasetBuilder("what is this", [object()])] if kind == "dataset" else []
    return tree(
        GroupBuilder("first", datasets=[DatasetBuilder("number", 1)]), GroupBuilder("second", datasets=[number, *odd])
    )


@pytest.mark.clause("A24")
def test_writing_twice_changes_nothing(backend: Backend, path: Path) -> None:
    """Writing what has been written is done at once."""
    container = session(recording("first"), recording("second"))
    with sessions().open(backend, path, "w") as io:
        io.write(container)
        built = normal_form(io.manager.build(container))
        io.write(container)

    with read_tree(backend, path) as got:
        assert compare_builders(built, got) == []


@pytest.mark.clause("A25")
def test_later_additions_are_written(backend: Backend, path: Path) -> None:
    """What was added after writing is written by writing again."""
    container = session(recording("first"))
    with sessions().open(backend, path, "w") as io:
        io.write(container)
        container.add_recordings(recording("second", [4.5]))
        io.write(container)

    with sessions().reading(backend, path) as read:
        assert read.recordings["first"].data[:].tolist() == [1, 2, 3]
        assert read.recordings["second"].data[:].tolist() == [4.5]


@pytest.mark.clause("A25")
def test_later_columns_are_written(backend: Backend, path: Path) -> None:
    """So is what changes thereby in an object that has been written."""
    table = DynamicTable(name="root", description="x", columns=[VectorData(name="a", description="x", data=[1, 2])])
    with sessions().open(backend, path, "w") as io:
        io.write(table)
        table.add_column(name="b", description="x", data=["c", "d"])
        io.write(table)

    with sessions().reading(backend, path) as read:
        assert read.colnames == ("a", "b")
        assert list(read["b"][:]) == ["c", "d"]


@pytest.mark.clause("A26")
@pytest.mark.local
def test_a_container_belongs_to_one_file(backend: Backend, path: Path) -> None:
    """What was written to one file is not written to another."""
    container = session()
    sessions().write(backend, path, container)

    with (
        sessions().open(backend, backend.location(path.parent, "other"), "w") as io,
        pytest.raises(ValueError, match="container_source"),
    ):
        io.write(container)


@pytest.mark.clause("M01", "M02")
def test_flags_of_modification(backend: Backend, path: Path) -> None:
    """Writing does not change what a container says of itself, and what was read is unmodified."""
    container = session()
    assert container.modified
    sessions().write(backend, path, container)
    assert container.modified

    with sessions().reading(backend, path) as read:
        assert not any(part.modified for part in [read, *read.all_children()])


@pytest.mark.clause("I10", "M11")
@pytest.mark.parametrize("mode", ["w", "x"])
def test_after_a_failure_the_location_can_be_used(backend: Backend, path: Path, mode: str) -> None:
    """Whatever a write that failed half-way has left, the IO can be closed and the location written anew."""
    io = backend.open(path, mode=mode)
    with pytest.raises(SourceError):
        io.write_builder(tree(DatasetBuilder("good", 1), DatasetBuilder("bad", _broken_data())))
    io.close()
    backend.open(path, mode="r").close()
    write_tree(backend, OLD, path)

    with read_tree(backend, path) as got:
        assert_same(OLD, got)


@pytest.mark.clause("I10", "M11")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_after_a_failed_append_the_location_can_be_used(backend: Backend, path: Path, mode: str) -> None:
    """So it is where the file was there before, as soon as the IO is closed: to append again, and to replace it."""
    write_tree(backend, OLD, path)
    io = backend.open(path, mode=mode)
    root = io.read_builder()
    root.set_dataset(DatasetBuilder("bad", _broken_data()))
    with pytest.raises(SourceError):
        io.write_builder(root)
    io.close()
    with backend.open(path, mode=mode) as again:
        root = again.read_builder()
        root.set_dataset(DatasetBuilder("good", [7, 8]))
        again.write_builder(root)

    with read_tree(backend, path) as got:
        assert got["good"].data[:].tolist() == [7, 8]
    write_tree(backend, OLD, path)


@pytest.mark.clause("M11")
@pytest.mark.needs("append")
def test_what_a_failure_leaves_can_be_read(backend: Backend, path: Path) -> None:
    """Of a write that failed half-way there are whole objects, or none."""
    write_tree(backend, OLD, path)
    with backend.open(path, mode="r+") as io:
        root = io.read_builder()
        root.set_dataset(DatasetBuilder("good", [7, 8]))
        root.set_dataset(DatasetBuilder("bad", _broken_data()))
        with pytest.raises(SourceError):
            io.write_builder(root)

    with read_tree(backend, path) as got:
        assert got["old"].data[:].tolist() == [1, 2, 3]
        assert "good" not in got or got["good"].data[:].tolist() == [7, 8]


@pytest.mark.clause("M12")
def test_a_corrected_container_can_be_written(backend: Backend, path: Path) -> None:
    """A container that could not be built is written by the same IO when it can."""
    container = session(recording("first"))
    container.recordings["first"].fields["data"] = "no number"
    with sessions().open(backend, path, "w") as io:
        with pytest.raises(BuildError):
            io.write(container)
        container.recordings["first"].fields["data"] = [4.5]
        io.write(container)

    with sessions().reading(backend, path) as read:
        assert read.recordings["first"].data[:].tolist() == [4.5]


@pytest.mark.clause("M13")
def test_repaired_data_are_written_or_refused(backend: Backend, path: Path) -> None:
    """Data that broke while they were stored are written by the same IO when they are whole, or refused by name."""
    with backend.open(path, mode="w") as io:
        with pytest.raises(SourceError):
            io.write_builder(tree(DatasetBuilder("numbers", _broken_data())))
        try:
            io.write_builder(tree(DatasetBuilder("numbers", [1, 2, 3])))
        except Exception as error:
            if "numbers" in str(error):
                return
            raise

    with read_tree(backend, path) as got:
        assert got["numbers"].data[:].tolist() == [1, 2, 3]


@pytest.mark.clause("M18")
def test_short_lived_builders_are_written(backend: Backend, path: Path) -> None:
    """Builders that are gone before the next ones come are not taken for these, whatever their names."""
    count = 20
    with backend.open(path, mode="w") as io:
        for number in range(count):
            io.write_builder(tree(GroupBuilder(f"group {number}", datasets=[DatasetBuilder("number", number)])))
            gc.collect()

    with read_tree(backend, path) as got:
        assert {group.datasets["number"].data for group in got.groups.values()} == set(range(count))


def _assert_left_alone(backend: Backend, path: Path, mode: str, kind: str) -> None:
    write_tree(backend, OLD, path)
    unstorable = _unstorable(kind)
    with backend.open(path, mode=mode) as io, pytest.raises(Exception, match="what is this"):
        io.write_builder(unstorable)

    with read_tree(backend, path) as got:
        assert_same(OLD, got)


@pytest.mark.clause("M19")
@pytest.mark.parametrize("kind", ["dataset", "attribute"])
def test_a_refused_value_replaces_nothing(backend: Backend, path: Path, kind: str) -> None:
    """What cannot be stored is refused before anything is; the former content is still there."""
    _assert_left_alone(backend, path, "w", kind)


@pytest.mark.clause("M19")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
@pytest.mark.parametrize("kind", ["dataset", "attribute"])
def test_a_refused_value_adds_nothing(backend: Backend, path: Path, kind: str, mode: str) -> None:
    """What cannot be stored is refused before anything that comes with it is added."""
    _assert_left_alone(backend, path, mode, kind)


@pytest.mark.clause("M19")
def test_a_refused_value_leaves_a_new_file_empty(backend: Backend, path: Path) -> None:
    """Nothing of a write that was refused is in the file."""
    unstorable = _unstorable()
    with backend.open(path, mode="w") as io, pytest.raises(Exception, match="what is this"):
        io.write_builder(unstorable)

    with read_tree(backend, path) as got:
        assert got.is_empty()
