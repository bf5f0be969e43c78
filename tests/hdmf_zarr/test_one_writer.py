"""Two writers on one path: the second is refused, whatever the modes and wherever it is."""

import subprocess
import sys

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder

from hdmf_zarr import LockedFileError, ZarrIO

WRITING = ["w", "r+", "a"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="directories can't be locked on Windows")


@pytest.mark.parametrize("first", WRITING)
@pytest.mark.parametrize("second", WRITING)
def test_in_one_process(write, read, first, second):
    path = write(DatasetBuilder("d", 1))
    with ZarrIO(path, mode=first), pytest.raises(LockedFileError, match="open for writing elsewhere"):
        ZarrIO(path, mode=second)
    assert read(path)["d"].data == 1


def test_in_another_process(write):
    path = write(DatasetBuilder("d", 1))
    program = f"from hdmf_zarr import ZarrIO; ZarrIO({str(path)!r}, mode='a')"
    with ZarrIO(path, mode="r+"):
        other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "LockedFileError" in other.stderr


def test_readers_are_welcome(write, read):
    path = write(DatasetBuilder("d", 1))
    with ZarrIO(path, mode="r+"):
        assert read(path)["d"].data == 1


def test_a_new_file_is_locked_from_the_start(tmp_path):
    with ZarrIO(tmp_path / "new.zarr", mode="w"), pytest.raises(LockedFileError):
        ZarrIO(tmp_path / "new.zarr", mode="w")


def test_the_lock_stays_with_the_path_when_the_file_is_replaced(write):
    path = write(DatasetBuilder("d", 1))
    with ZarrIO(path, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("e", 2)]))
        with pytest.raises(LockedFileError):
            ZarrIO(path, mode="a")


@pytest.mark.parametrize("mode", WRITING)
def test_closing_lets_others_write(write, mode):
    path = write(DatasetBuilder("d", 1))
    ZarrIO(path, mode=mode).close()
    ZarrIO(path, mode="a").close()


def test_a_writer_that_could_not_open_holds_nothing(write):
    path = write(DatasetBuilder("d", 1))
    (path / "zarr.json").write_text("{")
    with pytest.raises(OSError, match="not JSON"):
        ZarrIO(path, mode="r+")
    ZarrIO(path, mode="w").close()
