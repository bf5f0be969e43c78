"""What HDMF and its users call besides reading and writing."""

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.data_utils import append_data
from hdmf.spec import NamespaceCatalog
from pynwb import TimeSeries
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespace
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrIO

ROWS = [{"name": "i", "dtype": "int32"}, {"name": "t", "dtype": "text"}]
REFERRING_ROWS = [{"name": "i", "dtype": "int32"}, {"name": "r", "dtype": "object"}]


def catalog() -> NamespaceCatalog:
    return NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)


@pytest.fixture
def nwb(tmp_path):
    nwbfile = mock_NWBFile()
    series = TimeSeries(name="series", data=[1.0, 2.0], rate=1.0, unit="V")
    nwbfile.add_acquisition(series)
    nwbfile.add_trial(start_time=0.0, stop_time=1.0, timeseries=[series])
    nwbfile.add_unit(spike_times=[1.0, 2.0])
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    return tmp_path / "a.nwb.zarr"


def test_cached_namespaces_by_path_root_and_open_file(nwb):
    assert {"core", "hdmf-common", "hdmf-experimental"} <= NWBZarrIO.get_namespaces(path=nwb).keys()
    assert "core" in NWBZarrIO.load_namespaces(catalog(), path=nwb)
    with NWBZarrIO(nwb) as io:
        assert "core" in NWBZarrIO.load_namespaces(catalog(), file=io._file)
        assert list(io.load_namespaces_io(catalog(), ["hdmf-common"])) == ["hdmf-common"]
    with pytest.raises(UnsupportedOperation, match="closed"):
        io.load_namespaces_io(catalog())


def test_builders_by_what_zarr_has(write):
    path = write(GroupBuilder("g", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(path) as io:
        with pytest.raises(ValueError, match="not been built"):
            io.get_builder(io._file["g"])
        root = io.read_builder()
        assert io.get_builder(io._file["g/d"]) is root["g/d"]
        assert io.get_written(root["g"])
        assert not io.get_written(GroupBuilder("g"))


def test_a_table_for_notebooks(write, read):
    group = GroupBuilder("g")
    root = read(
        write(
            group,
            DatasetBuilder("numbers", np.arange(3)),
            DatasetBuilder("texts", ["a"]),
            DatasetBuilder("references", [ReferenceBuilder(group)], dtype="object"),
            DatasetBuilder("rows", [(1, ReferenceBuilder(group))], dtype=REFERRING_ROWS),
        )
    )
    for dataset in root.datasets.values():
        assert "Shape" in ZarrIO.generate_dataset_html(dataset.data)
    assert "Shape" in ZarrIO.generate_dataset_html(np.arange(3))


def test_names_that_the_convention_or_a_store_keeps_for_itself(write, read):
    kept = dict.fromkeys(("_LINKS", "_DTYPE", ".specloc", "zarr_dtype", "_ARRAY_DIMENSIONS"), "mine")
    names = {"zarr.json", "a\\b", "__x", "x" * 260}
    root = read(write(*(GroupBuilder(name, attributes=dict(kept)) for name in names), attributes=kept))
    assert dict(root.attributes) == kept
    assert set(root.groups) == names
    assert all(dict(group.attributes) == kept for group in root.groups.values())


def test_rows_of_references_and_ragged_rows_are_appended(nwb):
    with NWBZarrIO(nwb, mode="r+") as io:
        nwbfile = io.read()
        nwbfile.add_trial(start_time=1.0, stop_time=2.0, timeseries=[nwbfile.acquisition["series"]])
        nwbfile.add_unit(spike_times=[7.0, 8.0, 9.0])
    with NWBZarrIO(nwb) as io:
        nwbfile = io.read()
        assert nwbfile.trials["timeseries"][1][0].timeseries is nwbfile.acquisition["series"]
        assert [list(nwbfile.units["spike_times"][row]) for row in range(2)] == [[1.0, 2.0], [7.0, 8.0, 9.0]]


def test_a_longer_text_is_appended_whole(write, read):
    path = write(DatasetBuilder("d", [(1, "short")], dtype=ROWS))
    with ZarrIO(path, mode="r+") as io:
        append_data(io.read_builder()["d"].data, (2, "long" * 300))
    assert read(path)["d"].data["t"].tolist() == ["short", "long" * 300]


def test_a_reference_is_appended(write, read):
    group = GroupBuilder("g")
    path = write(group, DatasetBuilder("d", [None], dtype="object"))
    with ZarrIO(path, mode="r+") as io:
        root = io.read_builder()
        root["d"].data.append(root["g"])
    assert read(path)["d"].data[1].name == "g"
