"""Zarr v2 files are read by every class here, replaced by whoever says so, and changed by none."""

import pytest
from hdmf.backends.errors import UnsupportedOperation
from pynwb.testing.mock.file import mock_NWBFile
from zarr.buffer.cpu import Buffer
from zarr.storage import LocalStore, MemoryStore

from hdmf_zarr import NWBZarrIO, NWBZarrV2IO, ZarrIO, ZarrV2IO, is_zarr_v2_file


@pytest.mark.parametrize("mode", ["r", "r-"])
@pytest.mark.parametrize("io_class", [NWBZarrIO, NWBZarrV2IO])
def test_reading(newest, content, io_class, mode):
    with io_class(newest, mode=mode) as io:
        assert io.read().identifier == content.IDENTIFIER
        assert io.nwb_version[0].startswith("2.")


@pytest.mark.parametrize("io_class", [ZarrIO, ZarrV2IO])
def test_reading_builders(newest, content, io_class):
    with io_class(newest) as io:
        assert io.read_builder()["identifier"].data == content.IDENTIFIER


@pytest.mark.parametrize("mode", ["r+", "a"])
def test_changing_is_refused_with_what_to_do(newest, mode):
    before = {path: path.read_bytes() for path in newest.rglob("*") if path.is_file()}
    with pytest.raises(UnsupportedOperation, match="convert_to_v3"):
        NWBZarrIO(newest, mode=mode)
    assert before == {path: path.read_bytes() for path in newest.rglob("*") if path.is_file()}


@pytest.mark.parametrize("mode", ["w-", "x"])
def test_creating_is_refused(newest, mode):
    with pytest.raises(UnsupportedOperation, match="already exists"):
        NWBZarrIO(newest, mode=mode)


def test_replacing(newest):
    with NWBZarrIO(newest, mode="w") as io:
        io.write(mock_NWBFile(identifier="new"))
    with NWBZarrIO(newest) as io:
        assert io.read().identifier == "new"
    assert not is_zarr_v2_file(newest)
    assert not (newest / ".zgroup").exists()


def test_replacing_in_a_store_that_knows_no_directories(newest):
    kept = {str(path.relative_to(newest)): path.read_bytes() for path in newest.rglob("*") if path.is_file()}
    store = MemoryStore({key: Buffer.from_bytes(data) for key, data in kept.items()})
    assert is_zarr_v2_file(store)
    with NWBZarrIO(store, mode="w") as io:
        io.write(mock_NWBFile(identifier="new"))
    with NWBZarrIO(store) as io:
        assert io.read().identifier == "new"
    assert not is_zarr_v2_file(store)


@pytest.mark.parametrize("mode", ["w", "r+", "a", "w-", "x"])
def test_the_classes_for_v2_only_read(tmp_path, mode):
    with pytest.raises(ValueError, match="only reads"):
        ZarrV2IO(tmp_path / "new.zarr", mode=mode)


def test_pickles_need_no_permission(newest, content):
    with NWBZarrV2IO(newest, "r", allow_pickle=False) as io:
        assert [group.name for group in io.read().electrodes["group"][:]] == content.GROUPS
        assert io.skipped_entries == []


def test_what_is_a_v2_file(newest, unpack, tmp_path):
    assert is_zarr_v2_file(newest)
    assert is_zarr_v2_file(str(newest))
    assert is_zarr_v2_file(LocalStore(newest))
    assert is_zarr_v2_file(newest / "identifier")  # an array
    assert not is_zarr_v2_file(tmp_path / "missing")
    assert not is_zarr_v2_file(unpack("0.14.0", tmp_path / "v3"))


def test_read_nwb(newest, content):
    nwbfile = NWBZarrV2IO.read_nwb(newest)
    assert nwbfile.identifier == content.IDENTIFIER
    nwbfile.read_io.close()
