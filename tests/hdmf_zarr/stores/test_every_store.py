"""Whatever the store, what is written to it is read from it, in every mode."""

from __future__ import annotations

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import DataChunkIterator
from hdmf.spec import NamespaceCatalog
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrDataIO, ZarrIO


def series(name: str, **data) -> TimeSeries:
    return TimeSeries(name=name, unit="V", **({"data": [1.0, 2.0], "rate": 1.0} | data))


def test_links_and_references_stay_inside(location):
    file = location.arguments("a.zarr")
    target = DatasetBuilder("d", np.arange(3))
    pointing = GroupBuilder("g", links=[LinkBuilder(target, name="link")], attributes={"ref": ReferenceBuilder(target)})
    references = DatasetBuilder("refs", [ReferenceBuilder(target)], dtype="object")
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[target, references], groups=[pointing]))
    with ZarrIO(**file, mode="r") as io:
        read = io.read_builder()
        assert read["g"].links["link"].builder is read["d"]
        assert read["g"].attributes["ref"] is read["d"]
        assert read["refs"].data[0] is read["d"]
        assert read["d"].data[:].tolist() == [0, 1, 2]


def test_data_arrive_whatever_they_come_in(location):
    file = location.arguments("a.zarr")
    many = np.arange(600).reshape(30, 20)
    rows = DataChunkIterator(data=iter(many), buffer_size=7, maxshape=(None, 20), dtype=many.dtype)
    datasets = {
        "whole": ZarrDataIO(many, chunks=(8, 8)),
        "sharded": ZarrDataIO(many, chunks=(5, 5), shards=(10, 10)),
        "iterated": ZarrDataIO(rows, chunks=(8, 20)),
        "scalar": 3.5,
        "text": ["a", "µ", ""],
    }
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder(name, data) for name, data in datasets.items()]))
    with ZarrIO(**file, mode="r") as io:
        read = io.read_builder().datasets
        for name in ("whole", "sharded", "iterated"):
            np.testing.assert_array_equal(read[name].data[:], many)
            np.testing.assert_array_equal(read[name].data[3:9, 4], many[3:9, 4])
        assert read["scalar"].data == 3.5
        assert read["text"].data[:].tolist() == ["a", "µ", ""]


@pytest.mark.parametrize(
    "index",
    [
        np.arange(30) % 4 == 1,
        np.arange(600).reshape(30, 20) % 7 == 3,
        np.array([2, 11, 29]),
        [2, 11, 29],
        np.int64(7),
        np.s_[[1, 9], 3],
        np.s_[np.arange(30) < 5, 2:4],
    ],
    ids=["mask of rows", "mask", "array", "list", "number", "list and column", "mask and columns"],
)
def test_what_is_selected_of_many_chunks(location, index):
    file, many = location.arguments("a.zarr"), np.arange(600).reshape(30, 20)
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", ZarrDataIO(many, chunks=(8, 8)))]))
    with ZarrIO(**file, mode="r") as io:
        np.testing.assert_array_equal(io.read_builder()["d"].data[index], many[index])


def test_an_nwb_file_is_written_appended_to_and_grown(location):
    file = location.arguments("a.nwb.zarr")
    with NWBZarrIO(**file, mode="w") as io:
        nwbfile = mock_NWBFile()
        nwbfile.add_acquisition(series("first"))
        io.write(nwbfile)
    with NWBZarrIO(**file, mode="r+") as io:
        nwbfile = io.read()
        nwbfile.add_acquisition(series("second", timestamps=[0.5, 1.5], rate=None))
        nwbfile.add_acquisition(series("third", timestamps=nwbfile.acquisition["second"], rate=None))
        io.write(nwbfile)
    with NWBZarrIO(**file, mode="a") as io:
        io.read().acquisition["first"].data.append(3.0)
    with NWBZarrIO(**file, mode="r") as io:
        read = io.read().acquisition
        assert read["first"].data[:].tolist() == [1.0, 2.0, 3.0]
        assert read["third"].timestamps is read["second"].timestamps


def test_a_new_file_takes_the_place_of_an_old_one_whole(location):
    file = location.arguments("a.zarr")
    for name in ("old", "new"):
        with ZarrIO(**file, mode="w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder(name, np.arange(3))]))
    for mode in ("r", "r-"):
        with ZarrIO(**file, mode=mode) as io:
            assert list(io.read_builder().datasets) == ["new"]


def test_a_file_is_exported_to_it_and_from_it(location, tmp_path):
    with NWBZarrIO(**location.arguments("a.nwb.zarr"), mode="w") as io:
        nwbfile = mock_NWBFile()
        nwbfile.add_acquisition(series("first"))
        io.write(nwbfile)
    copy = location.arguments("b.nwb.zarr")
    with NWBZarrIO(**location.arguments("a.nwb.zarr"), mode="r") as source:
        for target in (copy, {"path": tmp_path / "local.nwb.zarr"}):
            with NWBZarrIO(**target, mode="w") as io:
                io.export(source)
    for target in (copy, {"path": tmp_path / "local.nwb.zarr"}):
        with NWBZarrIO(**target, mode="r") as io:
            assert io.read().acquisition["first"].data[:].tolist() == [1.0, 2.0]


def test_modes_have_the_same_rules_as_for_directories(location):
    file = location.arguments("a.zarr")
    for mode in ("r", "r+"):
        with pytest.raises(UnsupportedOperation, match="does not exist"):
            ZarrIO(**file, mode=mode)
    ZarrIO(**file, mode="w").close()
    with ZarrIO(**file, mode="r") as io, pytest.raises(UnsupportedOperation, match="no values"):
        io.read()
    with pytest.raises(UnsupportedOperation, match="already exists"):
        ZarrIO(**file, mode="w-")
    with ZarrIO(**file, mode="a") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", 1)]))
    with ZarrIO(**file, mode="r") as io:
        assert io.read_builder()["d"].data == 1


def test_awkward_names_are_kept(location):
    names = ["a\\b", "a?b#c", "50 %", "ä", "zarr.json"]
    file = location.arguments("a.zarr")
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder(name, [1, 2]) for name in names]))
    with ZarrIO(**file, mode="r") as io:
        datasets = io.read_builder().datasets
        assert sorted(datasets) == sorted(names)
        assert all(dataset.data[:].tolist() == [1, 2] for dataset in datasets.values())


def test_its_root_stands_for_the_file(location):
    file = location.arguments("a.zarr")
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", groups=[GroupBuilder("g")]))
    with ZarrIO(**file, mode="r") as io:
        group = io.read_builder()["g"]
        assert io.get_builder(io._file["g"]) is group
        assert ZarrIO.load_namespaces(NamespaceCatalog(), **file, file=io._file) == {}
