"""Any zarr store holds what a directory holds, links and references included."""

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import LocalStore, MemoryStore, WrapperStore, ZipStore

from hdmf_zarr import NWBZarrIO, StorageError, ZarrIO


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


def test_opening_a_consolidated_file_is_one_request():
    asked = []

    class Counting(WrapperStore):
        async def get(self, key, prototype, byte_range=None):
            asked.append(key)
            return await super().get(key, prototype, byte_range)

    kept: dict = {}
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="first", data=[1.0, 2.0], rate=1.0, unit="V"))
    with NWBZarrIO(MemoryStore(kept), mode="w") as io:
        io.write(nwbfile)
    with NWBZarrIO(Counting(MemoryStore(kept)), mode="r") as io:
        first = io.read().acquisition["first"]
        # text and numbers without axes come with it; of arrays, HDMF itself parses the dates
        assert asked == ["zarr.json", "file_create_date/c.0"]
        assert first.data[:].tolist() == [1.0, 2.0]
        assert asked[2:] == ["acquisition/first/data/c.0"]


def test_data_of_a_nameless_store_are_copied_and_nothing_links_to_it(tmp_path):
    memory = MemoryStore()
    with ZarrIO(memory, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(memory, mode="r") as source:
        far = source.read_builder()["d"]
        with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("e", far.data)]))
        group = GroupBuilder("g", links=[LinkBuilder(far, name="far")])
        with ZarrIO(tmp_path / "b.zarr", mode="w") as io, pytest.raises(StorageError, match="store has no name"):
            io.write_builder(GroupBuilder("root", groups=[group]))
    with ZarrIO(tmp_path / "a.zarr", mode="r") as io:
        assert io.read_builder().datasets["e"].data[:].tolist() == [0, 1, 2]
