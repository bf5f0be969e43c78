"""References to a part of a dataset keep target and selection, wherever they stand and wherever they come from."""

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.hdf5 import HDF5IO
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder

from hdmf_zarr import DamagedFileError, RegionReference, ZarrIO

DATA = np.arange(60, dtype="i4").reshape(6, 10)
MASK = DATA % 7 == 0
ROW = [{"name": "number", "dtype": "int32"}, {"name": "part", "dtype": "region"}]

SELECTIONS = {
    "all": np.s_[...],
    "slices": np.s_[1:5:2, 3:6],
    "one row": np.s_[2],
    "from the end": np.s_[-2:, -1],
    "positions": np.s_[[0, 2, 5], 2:4],
    "a mask": MASK,
    "points": (np.array([5, 0, 2]), np.array([9, 0, 3])),
    "nothing": np.s_[0:0],
}


@pytest.fixture(params=SELECTIONS.values(), ids=SELECTIONS)
def selection(request):
    return request.param


@pytest.fixture
def target():
    return DatasetBuilder("target", DATA)


def test_the_selected_data(target, selection):
    region = RegionReference(target, selection)
    np.testing.assert_array_equal(region.data.ravel(), DATA[selection].ravel())
    np.testing.assert_array_equal(DATA[region.selection], region.data)


def test_in_a_scalar_dataset(write, read, target, selection):
    root = read(write(target, DatasetBuilder("part", RegionReference(target, selection))))
    part = root["part"].data
    assert part.target is root["target"]
    np.testing.assert_array_equal(part[...].ravel(), DATA[selection].ravel())


@pytest.mark.parametrize("dtype", [None, "region", "object"])
def test_in_an_array(write, read, target, dtype):
    parts = [RegionReference(target, np.s_[:2]), None, RegionReference(target, MASK)]
    root = read(write(target, DatasetBuilder("parts", parts, dtype=dtype)))
    assert root["parts"].data[:] == [parts[0].towards(root["target"]), None, parts[2].towards(root["target"])]


def test_in_an_array_of_two_dimensions(write, read, target):
    parts = [[RegionReference(target, np.s_[row, column]) for column in range(3)] for row in range(2)]
    root = read(write(target, DatasetBuilder("parts", parts)))
    assert root["parts"].data.shape == (2, 3)
    assert root["parts"].data[1, 2].data.tolist() == [[12]]


@pytest.mark.parametrize("rows", [3, None], ids=["rows", "a single row"])
def test_in_compounds(write, read, target, rows):
    values = [(number, RegionReference(target, np.s_[number])) for number in range(3)]
    root = read(write(target, DatasetBuilder("rows", values if rows else values[2], dtype=ROW)))
    number, part = root["rows"].data[2 if rows else ()]
    assert number == 2
    assert part == RegionReference(root["target"], np.s_[2])


def test_in_attributes(write, read, target):
    part = RegionReference(target, np.s_[1:3])
    holder = GroupBuilder("holder", attributes={"part": part, "parts": [part, None, ReferenceBuilder(target)]})
    root = read(write(target, holder))
    there = part.towards(root["target"])
    assert root["holder"].attributes["part"] == there
    assert root["holder"].attributes["parts"] == [there, None, root["target"]]


def test_of_a_dataset_in_another_file(write, target):
    path = write(target, name="far.zarr")
    with ZarrIO(path) as other:
        region = RegionReference(other.read_builder()["target"], np.s_[1:3])
        here = write(DatasetBuilder("parts", [region, None]), attributes={"held": region})
    with ZarrIO(here) as io:
        root = io.read_builder()
        assert root.attributes["held"] == root["parts"].data[0]
        assert root.attributes["held"].target.source == str(path)
        np.testing.assert_array_equal(root.attributes["held"].data, DATA[1:3])


def test_appending(write, read, target):
    path = write(target, DatasetBuilder("parts", [RegionReference(target, np.s_[:2])]))
    with ZarrIO(path, mode="r+") as io:
        root = io.read_builder()
        root["parts"].data.append(RegionReference(root["target"], np.s_[4]))
    root = read(path)
    assert root["parts"].data[1] == RegionReference(root["target"], np.s_[4])


def test_the_data_are_read_when_asked_for(write):
    target = DatasetBuilder("target", DATA)
    path = write(target, DatasetBuilder("part", RegionReference(target, np.s_[1:3])))
    with ZarrIO(path) as io:
        part = io.read_builder()["part"].data
        (path / "target" / "c.0.0").unlink()
        with pytest.raises(DamagedFileError):
            _ = part.data


def test_exporting_to_zarr_keeps_them(write, read, target, tmp_path, selection):
    region = RegionReference(target, selection)
    children = DatasetBuilder("rows", [(1, region), (2, None)], dtype=ROW), DatasetBuilder("part", region)
    path = write(target, *children, DatasetBuilder("parts", [region, None]), attributes={"held": region})
    with ZarrIO(path) as source, ZarrIO(tmp_path / "b.zarr", mode="w") as io:
        io.export(source)
    root = read(tmp_path / "b.zarr")
    there = region.towards(root["target"])
    assert root["rows"].data[0]["part"] == root["part"].data == root.attributes["held"] == there
    assert root["parts"].data[:] == [there, None]


@pytest.mark.parametrize("selection", [np.s_[3, 10], np.s_[0, 0, 0], np.s_[[6]]])
def test_a_selection_of_what_is_not_there_is_refused(target, selection):
    with pytest.raises(IndexError):
        RegionReference(target, selection) if selection != np.s_[3, 10] else RegionReference(target, selection).data


def test_a_negative_step_is_refused(target):
    with pytest.raises(ValueError, match="negative"):
        RegionReference(target, np.s_[::-1])


# ---- to HDF5


@pytest.mark.parametrize("place", ["single", "many", "rows", "attribute"])
def test_writing_them_as_hdf5_is_refused(write, target, tmp_path, place):
    region = RegionReference(target, np.s_[1:3])
    holder = {
        "single": DatasetBuilder("single", region),
        "many": DatasetBuilder("many", [region]),
        "rows": DatasetBuilder("rows", [(1, region)], dtype=ROW),
        "attribute": GroupBuilder("attribute", attributes={"part": region}),
    }[place]
    with ZarrIO(write(target, holder)) as source, HDF5IO(tmp_path / "b.h5", mode="w") as io:
        with pytest.raises(Exception, match=r"region references|Could not|unable") as caught:
            io.write_builder(source.read_builder())
        assert any(isinstance(error, UnsupportedOperation) for error in (caught.value, caught.value.__cause__))
