"""References that h5py wrote arrive in Zarr as the file has them, where HDF5IO knows less of them."""

import h5py
import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.hdf5 import HDF5IO
from hdmf.build import BuildManager, TypeMap
from hdmf.spec import NamespaceCatalog
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, RegionReference, StorageError, ZarrIO

DATA = np.arange(60, dtype="i4").reshape(6, 10)
MASK = DATA % 7 == 0


@pytest.fixture
def hdf5(tmp_path):
    """An HDF5 file with region references of every kind that h5py writes, in every place that HDF5IO reads."""
    path = tmp_path / "a.h5"
    row = np.dtype(
        [("number", "i4"), ("part", h5py.regionref_dtype), ("whole", h5py.ref_dtype), ("text", h5py.string_dtype())]
    )
    with h5py.File(path, "w") as file:
        data = file.create_dataset("group/target", data=DATA)
        parts = [data.regionref[key] for key in (np.s_[...], np.s_[1:5:2, 3:6], np.s_[[0, 2, 5], :], MASK)]
        many = file.create_dataset("many", (5,), h5py.regionref_dtype)
        grid = file.create_dataset("grid", (2, 2), h5py.regionref_dtype)
        rows = file.create_dataset("rows", (2,), row)
        single_row = file.create_dataset("single_row", (), row)
        for number, part in enumerate(parts):
            many[number] = part
            grid[number // 2, number % 2] = part
        for number in range(2):
            rows[number] = (number, parts[number], data.ref, "käse")
        single_row[()] = (7, parts[3], data.ref, "käse")
        file["many"].attrs["part"] = parts[2]
        file.create_group("holder").attrs["part"] = parts[3]
        file.attrs["part"] = parts[1]
        file.attrs["parts"] = np.array(parts, dtype=h5py.regionref_dtype)
    return path


@pytest.fixture
def export(tmp_path):
    """Export an HDF5 file; returns the tree of the Zarr file."""
    opened = []

    def export(path):
        manager = BuildManager(TypeMap(NamespaceCatalog()))
        with HDF5IO(path, mode="r", manager=manager) as source, ZarrIO(tmp_path / "b.zarr", mode="w") as io:
            io.export(source)
        opened.append(ZarrIO(tmp_path / "b.zarr"))
        return opened[0].read_builder()

    yield export
    for io in opened:
        io.close()


@pytest.fixture
def exported(export, hdf5):
    return export(hdf5)


def test_object_references(export, tmp_path):
    row = np.dtype([("number", "i4"), ("to", h5py.ref_dtype)])
    with h5py.File(tmp_path / "a.h5", "w") as file:
        data = file.create_dataset("data", data=DATA)
        grid = file.create_dataset("grid", (2, 2), h5py.ref_dtype)
        grid[0, 0], grid[1, 1] = data.ref, file.ref
        file.create_dataset("none", (0,), h5py.ref_dtype)
        table = file.create_dataset("table", (1, 2), row)
        table[0, 1] = (7, data.ref)
        file.create_dataset("row", (), row)[()] = (8, data.ref)
        data.attrs["list"] = np.array([data.ref, file.ref], dtype=h5py.ref_dtype)
    root = export(tmp_path / "a.h5")
    data = root["data"]
    (first, null), (other, last) = root["grid"].data[:]
    assert first is data
    assert last is root
    assert null is None
    assert other is None
    assert root["none"].data.shape == (0,)
    assert root["table"].data.shape == (1, 2)
    assert root["table"].data[0, 1]["to"] is root["row"].data[()]["to"] is data
    assert all(found is wanted for found, wanted in zip(data.attributes["list"], [data, root], strict=True))


def test_a_reference_that_leads_nowhere_is_refused_by_name(export, tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        gone = file.create_group("gone")
        references = file.create_dataset("references", (2,), h5py.ref_dtype)
        references[0], references[1] = file.create_group("there").ref, gone.ref
        del file["gone"]
    with pytest.raises(StorageError, match=r"/references: a reference in .* that leads nowhere"):
        export(tmp_path / "a.h5")


def test_regions_in_arrays(exported):
    target = exported["group"]["target"]
    wanted = [RegionReference(target, key) for key in (np.s_[...], np.s_[1:5:2, 3:6], np.s_[[0, 2, 5], :], MASK)]
    assert exported["many"].data[:] == [*wanted, None]
    assert exported["grid"].data[:] == [wanted[:2], wanted[2:]]


def test_regions_in_compounds(exported):
    target = exported["group"]["target"]
    rows, row = exported["rows"].data[:], exported["single_row"].data[()]
    assert rows["part"].tolist() == [RegionReference(target), RegionReference(target, np.s_[1:5:2, 3:6])]
    assert rows["whole"].tolist() == [target, target]
    assert row["part"] == RegionReference(target, MASK)
    assert (row["number"], row["whole"], row["text"]) == (7, target, "käse")


def test_regions_in_attributes(exported):
    target = exported["group"]["target"]
    assert exported.attributes["part"] == RegionReference(target, np.s_[1:5:2, 3:6])
    assert exported["holder"].attributes["part"] == RegionReference(target, MASK)
    assert exported["many"].attributes["part"] == RegionReference(target, np.s_[[0, 2, 5], :])
    assert [part.data.size for part in exported.attributes["parts"]] == [60, 6, 30, MASK.sum()]


@pytest.fixture
def nwb_path(tmp_path):
    """An NWB file whose scratch data are regions of a time series."""
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="series", data=DATA, rate=1.0, unit="V"))
    nwbfile.add_scratch(np.arange(3), name="parts", description="regions")
    with NWBHDF5IO(tmp_path / "a.nwb", "w") as io:
        io.write(nwbfile)
    with h5py.File(tmp_path / "a.nwb", "r+") as file:
        _put_regions(file, file["acquisition/series/data"].regionref[1:3], h5py.RegionReference())
    with NWBHDF5IO(tmp_path / "a.nwb", "r") as source, NWBZarrIO(tmp_path / "a.nwb.zarr", "w") as io:
        io.export(source)
    return tmp_path / "a.nwb.zarr"


def test_containers_have_them(nwb_path):
    with NWBZarrIO(nwb_path) as io:
        part, none = io.read().scratch["parts"].data
        assert none is None
        np.testing.assert_array_equal(part.data, DATA[1:3])


def test_exporting_containers_keeps_them(nwb_path, read, tmp_path):
    with NWBZarrIO(nwb_path) as source, NWBZarrIO(tmp_path / "b.nwb.zarr", "w") as io:
        nwbfile = source.read()
        nwbfile.scratch["parts"].set_modified()
        io.export(source, nwbfile=nwbfile)
    root = read(tmp_path / "b.nwb.zarr")
    assert root["scratch"]["parts"].data[0] == RegionReference(root["acquisition"]["series"]["data"], np.s_[1:3])


def test_containers_that_hdf5io_has_built_anew(tmp_path, read):
    """What it builds from containers says nothing of regions, but the file it has read does."""
    nwbfile = mock_NWBFile()
    nwbfile.add_trial_column("value", "v", data=[])
    for number in range(4):
        nwbfile.add_trial(float(number), number + 1.0, value=number)
    nwbfile.add_scratch(np.arange(1), name="parts", description="regions")
    with NWBHDF5IO(tmp_path / "a.nwb", "w") as io:
        io.write(nwbfile)
    with h5py.File(tmp_path / "a.nwb", "r+") as file:
        values = file["intervals/trials/value"]
        _put_regions(file, values.regionref[1:3], values.regionref[:1])
    with NWBHDF5IO(tmp_path / "a.nwb", "r") as source, NWBZarrIO(tmp_path / "a.nwb.zarr", "w") as io:
        nwbfile = source.read()
        nwbfile.scratch["parts"].set_modified()
        io.export(source, nwbfile=nwbfile)
    root = read(tmp_path / "a.nwb.zarr")
    values = root["intervals"]["trials"]["value"]
    assert root["scratch"]["parts"].data[:] == [RegionReference(values, np.s_[1:3]), RegionReference(values, np.s_[:1])]


def test_exporting_them_to_hdf5_is_refused(nwb_path, tmp_path):
    refused = pytest.raises(UnsupportedOperation, match="no region references")
    with NWBZarrIO(nwb_path) as source, NWBHDF5IO(tmp_path / "b.nwb", "w") as io, refused:
        io.export(source, write_args={"link_data": False})


def _put_regions(file, *regions):
    """Put regions in place of the scratch data."""
    attributes = dict(file["scratch/parts"].attrs)
    del file["scratch/parts"]
    parts = file.create_dataset("scratch/parts", (len(regions),), h5py.regionref_dtype)
    parts.attrs.update(attributes)
    for number, region in enumerate(regions):
        parts[number] = region
