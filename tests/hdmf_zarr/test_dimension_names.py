"""Readers of labelled arrays, such as xarray, take each group as a whole: one name of a dimension has one length."""

import json

import numpy as np
from hdmf.build import DatasetBuilder
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO


def dimensions(path, group):
    """Return the native names of the dimensions of each array in a group, and their lengths."""
    documents = [
        json.loads(file.read_text()) | {"name": file.parent.name} for file in (path / group).glob("*/zarr.json")
    ]
    arrays = [document for document in documents if document["node_type"] == "array" and document["shape"]]
    return {
        document["name"]: dict(zip(document["dimension_names"], document["shape"], strict=True)) for document in arrays
    }


def assert_consistent(found):
    lengths = {}
    for sizes in found.values():
        for name, length in sizes.items():
            assert lengths.setdefault(name, length) == length


def table(path):
    """Write a table of units with ragged columns, one of them twice."""
    nwbfile = mock_NWBFile()
    nwbfile.add_unit_column("quality", "text")
    nwbfile.add_unit(spike_times=[0.1, 0.2], quality="good")
    nwbfile.add_unit(spike_times=[0.3, 0.4, 0.5], quality="bad")
    nwbfile.units.add_column(name="deep", description="d", data=[[[1], [2, 3]], [[4]]], index=2)
    with NWBZarrIO(path, mode="w") as io:
        io.write(nwbfile)
    return path


def test_ragged_columns_have_rows_of_their_own(tmp_path):
    found = dimensions(table(tmp_path / "a.nwb.zarr"), "units")
    assert_consistent(found)
    assert found["spike_times"] == {"spike_times_dim0": 5}
    assert found["deep"] == {"deep_dim0": 4}


def test_a_column_that_is_added_later_takes_part(tmp_path):
    path = table(tmp_path / "a.nwb.zarr")
    before = dimensions(path, "units")
    with NWBZarrIO(path, mode="a") as io:
        nwbfile = io.read()
        nwbfile.units.add_column(name="late", description="d", data=[1, 2])
        io.write(nwbfile)
    after = dimensions(path, "units")
    assert_consistent(after)
    assert after["late"] == before["quality"]


def test_labels_that_name_several_lengths(write, read):
    labels = ("x", "y")
    builders = [DatasetBuilder(name, np.zeros(shape), dimension_labels=labels) for name, shape in SHAPES.items()]
    path = write(*builders)
    found = dimensions(path, ".")
    assert found["a"] == found["b"] == {"x": 2, "y": 3}
    assert found["other"] == {"other_x": 5, "y": 3}
    assert read(path)["other"].dimension_labels == labels


SHAPES = {"a": (2, 3), "b": (2, 3), "other": (5, 3)}


def test_dimensions_without_labels_are_named_after_their_array(write, read):
    path = write(DatasetBuilder("d", np.zeros((2, 3))))
    assert dimensions(path, ".") == {"d": {"d_dim0": 2, "d_dim1": 3}}
    assert read(path)["d"].dimension_labels is None


def test_one_array_has_no_name_twice(write):
    path = write(DatasetBuilder("d", np.zeros((2, 2)), dimension_labels=("x", "x")))
    assert dimensions(path, ".") == {"d": {"x": 2, "x_1": 2}}
