"""What PyNWB itself offers works on Zarr files."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from pynwb import NWBHDF5IO, read_nwb, validate
from pynwb.testing.mock.ecephys import mock_ElectricalSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO


@pytest.fixture
def path(tmp_path) -> Path:
    nwbfile = mock_NWBFile()
    mock_ElectricalSeries(name="lfp", nwbfile=nwbfile)
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    return tmp_path / "a.nwb.zarr"


def test_read_nwb(path):
    assert read_nwb(path).acquisition["lfp"].data.shape == (10, 5)


def test_validate(path):
    assert validate(path=str(path)) == []
    assert validate(path=str(path), use_cached_namespaces=False) == []


def test_the_validate_command(path):
    done = subprocess.run(
        [sys.executable, "-m", "pynwb.validation_cli", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "no errors found" in done.stdout


def test_can_read(path, tmp_path):
    assert NWBZarrIO.can_read(path)
    assert not NWBZarrIO.can_read(tmp_path / "missing")
    assert not NWBZarrIO.can_read(tmp_path)


def test_the_version(path):
    with NWBZarrIO(path) as io:
        text, parts = io.nwb_version
    assert text.startswith("2.")
    assert parts[0] == 2


def test_writing_and_reading_warn_of_nothing(path, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with NWBZarrIO(path) as io, NWBZarrIO(tmp_path / "b.nwb.zarr", mode="w") as target:
            target.export(src_io=io)
            io.read()


def test_a_conversion_from_hdf5_needs_no_arguments(path, tmp_path):
    with NWBZarrIO(path) as source, NWBHDF5IO(tmp_path / "b.nwb", mode="w") as target:
        target.export(src_io=source, write_args={"link_data": False})
    with NWBHDF5IO(tmp_path / "b.nwb", mode="r") as source:
        NWBZarrIO.export_io(path=tmp_path / "c.nwb.zarr", src_io=source)
    assert validate(path=str(tmp_path / "c.nwb.zarr")) == []
    assert read_nwb(tmp_path / "c.nwb.zarr").acquisition["lfp"].data.shape == (10, 5)
