"""Replacing a file leaves the old one or the new one, never half of one."""

from collections.abc import Iterator

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator

from hdmf_zarr import ReplacedFileError, StorageError, ZarrIO


def failing() -> Iterator[int]:
    yield 1
    raise RuntimeError("the source of the data broke")


def test_opening_for_writing_leaves_the_old_file_alone(write, read):
    path = write(DatasetBuilder("d", 1))
    with ZarrIO(path, mode="w"):
        assert read(path)["d"].data == 1


def test_data_that_break_while_they_are_written_leave_the_old_file(write, read):
    path = write(DatasetBuilder("d", 1))
    iterator = DataChunkIterator(failing(), dtype=np.dtype("i4"), maxshape=(None,))
    with ZarrIO(path, mode="w") as io, pytest.raises(RuntimeError, match="broke"):
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("new", iterator)]))
    assert list(read(path).datasets) == ["d"]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_value_that_cannot_be_stored_is_refused_before_anything_is_written(write, read):
    path = write(DatasetBuilder("d", 1))
    root = GroupBuilder("root", datasets=[DatasetBuilder("good", 1), DatasetBuilder("ragged", [[1, 2], [3]])])
    with ZarrIO(path, mode="w") as io, pytest.raises(StorageError, match="/ragged"):
        io.write_builder(root)
    assert list(read(path).datasets) == ["d"]


def test_a_corrected_tree_can_be_written_with_the_same_io(tmp_path, read):
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        with pytest.raises(StorageError):
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", ["text", None])]))
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", ["text", "more"])]))
    assert read(tmp_path / "a.zarr")["d"].data[:].tolist() == ["text", "more"]


def test_exporting_a_file_onto_itself_is_refused(write, read):
    path = write(DatasetBuilder("d", np.arange(3)))
    with ZarrIO(path, mode="r") as source, ZarrIO(path, mode="w") as target, pytest.raises(ValueError, match="itself"):
        target.export(src_io=source)
    assert read(path)["d"].data[:].tolist() == [0, 1, 2]


@pytest.mark.parametrize("length", [3, 3_000_000], ids=["small", "large"])
def test_a_reader_of_a_replaced_file_gets_an_error_and_no_other_values(write, length):
    path = write(DatasetBuilder("d", np.arange(length)))
    with ZarrIO(path, mode="r") as io:
        data = io.read_builder()["d"].data
        write(DatasetBuilder("d", np.zeros(length, int)))
        with pytest.raises(ReplacedFileError, match="open it again"):
            data[1]
