"""Any zarr store holds what a directory holds, links and references included."""

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import LocalStore, MemoryStore, ZipStore

from hdmf_zarr import NWBZarrIO, ZarrIO


@pytest.fixture(params=["memory", "local", "zip"])
def stores(request, tmp_path):
    """A store to write, and one to read the same file."""
    match request.param:
        case "memory":
            kept: dict = {}
            return MemoryStore(kept), MemoryStore(kept, read_only=True)
        case "local":
            return LocalStore(tmp_path / "a.zarr"), LocalStore(tmp_path / "a.zarr", read_only=True)
        case _:
            return ZipStore(tmp_path / "a.zip", mode="w"), ZipStore(tmp_path / "a.zip", mode="r")


def test_links_and_references_stay_inside(stores):
    target = DatasetBuilder("d", np.arange(3))
    pointing = GroupBuilder("g", links=[LinkBuilder(target, name="link")], attributes={"ref": ReferenceBuilder(target)})
    references = DatasetBuilder("refs", [ReferenceBuilder(target)], dtype="object")
    root = GroupBuilder("root", datasets=[target, references], groups=[pointing])
    writable, readable = stores
    with ZarrIO(writable, mode="w") as io:
        io.write_builder(root)
    writable.close()
    with ZarrIO(readable, mode="r") as io:
        read = io.read_builder()
        assert read["g"].links["link"].builder is read["d"]
        assert read["g"].attributes["ref"] is read["d"]
        assert read["refs"].data[0] is read["d"]
        assert read["d"].data[:].tolist() == [0, 1, 2]


def test_an_nwb_file(stores):
    nwbfile = mock_NWBFile()
    first = TimeSeries(name="first", data=[1.0, 2.0], timestamps=[0.5, 1.5], unit="V")
    nwbfile.add_acquisition(first)
    nwbfile.add_acquisition(TimeSeries(name="second", data=[3.0, 4.0], timestamps=first, unit="V"))
    writable, readable = stores
    with NWBZarrIO(writable, mode="w") as io:
        io.write(nwbfile)
    writable.close()
    with NWBZarrIO(readable, mode="r") as io:
        read = io.read()
        assert read.acquisition["second"].timestamps is read.acquisition["first"].timestamps


def test_a_url_is_the_name_of_its_file():
    url = "memory://somewhere/a.nwb.zarr"
    with NWBZarrIO(url, mode="w") as io:
        io.write(mock_NWBFile())
    with NWBZarrIO(url, mode="r") as io:
        assert io.source == url
        assert io.read().container_source == url
