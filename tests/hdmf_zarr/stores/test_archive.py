"""A zip archive as a file: one thing to send, each entry once, replaced whole."""

from __future__ import annotations

import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunk, DataChunkIterator
from pynwb import TimeSeries, read_nwb
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import DamagedFileError, LockedFileError, NWBZarrIO, ZarrDataIO, ZarrIO


def write(path: Path, *datasets: DatasetBuilder) -> None:
    with ZarrIO(path, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=list(datasets)))


def entries(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_every_entry_is_there_once_and_the_root_last(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", ZarrDataIO(np.arange(10), chunks=(4,))))
    assert sorted(entries(path)) == ["d/c.0", "d/c.1", "d/c.2", "d/zarr.json", "zarr.json"]
    assert entries(path)[-1] == "zarr.json"


def test_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "new folder" / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(10)))
    with ZarrIO(path, mode="r+") as io:
        io.read_builder()["d"].data.append(10)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_zarr_reads_it(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(10)))
    with zarr.storage.ZipStore(path, mode="r") as store:
        assert zarr.open_group(store, mode="r")["d"][:].tolist() == list(range(10))


def test_it_is_known_by_its_content_whatever_its_name(tmp_path):
    write(tmp_path / "a.zarr.zip", DatasetBuilder("d", [1, 2]))
    renamed = (tmp_path / "a.zarr.zip").rename(tmp_path / "a.nwb")
    with ZarrIO(renamed, mode="r") as io:
        assert io.read_builder()["d"].data[:].tolist() == [1, 2]


def test_pynwb_finds_out_what_it_is(tmp_path):
    path = tmp_path / "a.nwb.zarr.zip"
    with NWBZarrIO(path, mode="w") as io:
        nwbfile = mock_NWBFile()
        nwbfile.add_acquisition(TimeSeries(name="first", data=[1.0, 2.0], rate=1.0, unit="V"))
        io.write(nwbfile)
    read = read_nwb(path)
    assert read.acquisition["first"].data[:].tolist() == [1.0, 2.0]
    read.read_io.close()


def test_what_is_written_twice_is_there_once(tmp_path):
    path = tmp_path / "a.zarr.zip"

    class Returning(DataChunkIterator):
        """Comes back to a chunk that was complete."""

        def __next__(self) -> DataChunk:
            start, value = next(self.steps)
            return DataChunk(data=np.full(4, value), selection=np.s_[start : start + 4])

        steps = iter([(0, 1), (4, 2), (2, 3)])

    data = Returning(data=np.zeros(8, int), dtype=np.dtype("i8"), maxshape=(8,))
    write(path, DatasetBuilder("d", ZarrDataIO(data, chunks=(4,))))
    assert len(entries(path)) == len(set(entries(path))) == 4
    with ZarrIO(path, mode="r") as io:
        assert io.read_builder()["d"].data[:].tolist() == [1, 1, 3, 3, 3, 3, 2, 2]


def test_changes_are_there_when_the_file_is_closed(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))
    with ZarrIO(path, mode="a") as io:
        root = io.read_builder()
        root["d"].data.append(3)
        root.set_dataset(DatasetBuilder("e", [1.5]))
        io.write_builder(root)
        assert root["d"].data[:].tolist() == [0, 1, 2, 3]
        with ZarrIO(path, mode="r") as other:
            assert list(other.read_builder().datasets) == ["d"]
    assert len(entries(path)) == len(set(entries(path)))
    with ZarrIO(path, mode="r") as io:
        read = io.read_builder()
        assert read["d"].data[:].tolist() == [0, 1, 2, 3]
        assert read["e"].data[:].tolist() == [1.5]


def test_changes_are_there_when_a_process_ends_without_closing(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))
    append = f"from hdmf_zarr import ZarrIO; io = ZarrIO({str(path)!r}, 'r+'); io.read_builder()['d'].data.append(3)"
    subprocess.run([sys.executable, "-c", append], check=True)
    with ZarrIO(path, mode="r") as io:
        assert io.read_builder()["d"].data[:].tolist() == [0, 1, 2, 3]


def test_a_reader_goes_on_to_read_the_archive_that_it_opened(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))
    with ZarrIO(path, mode="r") as io:
        data = io.read_builder()["d"].data
        write(path, DatasetBuilder("d", np.zeros(3, int)))
        assert data[:].tolist() == [0, 1, 2]


def test_writing_that_breaks_leaves_the_old_archive(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))

    def broken():
        yield 1
        raise RuntimeError("the source of the data broke")

    with pytest.raises(RuntimeError, match="broke"):
        write(path, DatasetBuilder("e", DataChunkIterator(broken(), dtype=np.dtype("i4"), maxshape=(None,))))
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    with ZarrIO(path, mode="r") as io:
        assert list(io.read_builder().datasets) == ["d"]


def test_half_of_an_archive_is_named_as_such(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DamagedFileError, match="no zip archive, or an incomplete one"):
        ZarrIO(path, mode="r")
    with pytest.raises(FileExistsError, match="force_overwrite"):
        ZarrIO(path, mode="w")


def test_two_cannot_append_at_once(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(3)))
    with ZarrIO(path, mode="r+"), pytest.raises(LockedFileError):
        ZarrIO(path, mode="r+")


def test_others_may_read_it_as_any_new_file(tmp_path):
    write(tmp_path / "a.zarr.zip", DatasetBuilder("d", 1))
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE((tmp_path / "a.zarr.zip").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_store_of_zarr_gets_no_entry_twice(tmp_path):
    with zarr.storage.ZipStore(tmp_path / "a.zip", mode="w") as store, ZarrIO(store, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    assert sorted(entries(tmp_path / "a.zip")) == ["d/c.0", "d/zarr.json", "zarr.json"]
    with ZarrIO(tmp_path / "a.zip", mode="r") as io:
        assert io.read_builder()["d"].data[:].tolist() == [0, 1, 2]


def test_one_on_an_object_store_is_one_object(bucket):
    file = {"path": bucket.url("a.zarr.zip"), "storage_options": bucket.options}
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(**file, mode="r+") as io:
        io.read_builder()["d"].data.append(3)
    assert bucket.keys("a.zarr.zip") == set()
    with ZarrIO(**file, mode="r") as io:
        assert io.read_builder()["d"].data[:].tolist() == [0, 1, 2, 3]


def test_an_altered_byte_is_an_error_that_says_where(tmp_path):
    path = tmp_path / "a.zarr.zip"
    write(path, DatasetBuilder("d", np.arange(100)))
    data = bytearray(path.read_bytes())
    data[data.index(b"d/c.0") + 20] ^= 1
    path.write_bytes(data)
    with ZarrIO(path, mode="r") as io, pytest.raises(DamagedFileError, match=r"d/c\.0 is damaged"):
        io.read_builder()["d"].data[:]
