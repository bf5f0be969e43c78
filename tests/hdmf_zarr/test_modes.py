"""The modes of `ZarrIO` have HDF5IO's rules (contract A01 to A12)."""

from pathlib import Path

import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, TypeMap
from hdmf.spec import NamespaceCatalog

from hdmf_zarr import DamagedFileError, NWBZarrIO, ZarrIO


def tree(value: int) -> GroupBuilder:
    return GroupBuilder("root", datasets=[DatasetBuilder("d", value)])


@pytest.mark.parametrize("mode", ["r", "r+", "r-"])
def test_there_must_be_something_to_read(tmp_path, mode):
    with pytest.raises(UnsupportedOperation, match="does not exist"):
        ZarrIO(tmp_path / "none.zarr", mode=mode)
    assert not (tmp_path / "none.zarr").exists()


@pytest.mark.parametrize("mode", ["w-", "x"])
def test_exclusive_modes_refuse_an_existing_file(write, read, mode):
    path = write(DatasetBuilder("d", 1))
    with pytest.raises(UnsupportedOperation, match="already exists"):
        ZarrIO(path, mode=mode)
    assert read(path)["d"].data == 1


@pytest.mark.parametrize("mode", ["w", "w-", "x", "a"])
def test_modes_that_create_make_something_at_once(tmp_path, read, mode):
    path = tmp_path / "new.zarr"
    with ZarrIO(path, mode=mode) as io:
        assert path.exists()
        io.write_builder(tree(2))
    assert read(path)["d"].data == 2


def test_reading_what_is_only_being_written_is_refused(tmp_path):
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io, pytest.raises(UnsupportedOperation, match="mode 'w'"):
        io.read()


def test_writing_what_is_open_for_reading_is_refused(write):
    with ZarrIO(write(DatasetBuilder("d", 1)), mode="r") as io, pytest.raises(UnsupportedOperation, match="mode 'r'"):
        io.write_builder(tree(2))


def test_a_file_without_content_has_no_values_to_read(tmp_path):
    ZarrIO(tmp_path / "a.zarr", mode="w").close()
    with ZarrIO(tmp_path / "a.zarr", mode="r") as io, pytest.raises(UnsupportedOperation, match="no values"):
        io.read()


def test_a_closed_file_reads_nothing(write):
    io = ZarrIO(write(DatasetBuilder("d", 1)), mode="r")
    io.close()
    io.close()
    assert not io.is_open()
    with pytest.raises(UnsupportedOperation, match="closed"):
        io.read_builder()


def test_unknown_modes_are_refused(tmp_path):
    with pytest.raises(ValueError, match="'q'"):
        ZarrIO(tmp_path / "a.zarr", mode="q")


@pytest.mark.parametrize("io_class", [ZarrIO, NWBZarrIO])
def test_what_is_not_zarr_is_replaced_only_by_force(tmp_path, io_class):
    path = tmp_path / "notes.txt"
    path.write_text("precious")
    with pytest.raises(FileExistsError, match="force_overwrite"):
        io_class(path, mode="w")
    assert path.read_text() == "precious"
    with io_class(path, mode="w", force_overwrite=True) as io:
        io.write_builder(tree(3))
    with ZarrIO(path, mode="r") as io:
        assert io.read_builder()["d"].data == 3


def test_an_hdf5_file_is_named_as_such(tmp_path):
    path = Path(tmp_path / "a.nwb")
    path.write_bytes(b"\x89HDF\r\n\x1a\n")
    with pytest.raises(DamagedFileError, match="HDF5"):
        ZarrIO(path, mode="r")


def test_neuroconv_finds_the_mode_under_its_mangled_name(write):
    with ZarrIO(write(DatasetBuilder("d", 1)), mode="r+") as io:
        assert io._ZarrIO__mode == io.mode == "r+"


def test_mode_and_manager_may_be_given_by_position(tmp_path):
    manager = BuildManager(TypeMap(NamespaceCatalog()))
    with ZarrIO(tmp_path / "a.zarr", "w", manager) as io:
        assert io.manager is manager
        assert io.mode == "w"
