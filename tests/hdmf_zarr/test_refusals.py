"""Values that would be changed by storing them are refused, by an error that names the path."""

import dask.array
import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.data_utils import DataChunkIterator

from hdmf_zarr import StorageError

COMPOUND = [{"name": "i", "dtype": "int32"}, {"name": "t", "dtype": "text"}]


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        pytest.param([[1, 2], [3]], None, id="ragged numbers"),
        pytest.param([["a"], ["b", "c"]], "text", id="ragged texts"),
        pytest.param(["a", None], "text", id="None among texts"),
        pytest.param(["a", 1], "text", id="number among texts"),
        pytest.param(["a", 1], None, id="number among texts, undeclared"),
        pytest.param([True, 2], None, id="boolean among numbers"),
        pytest.param(np.array([300]), "int8", id="too large for int8"),
        pytest.param(np.array([-1]), "uint8", id="negative for uint8"),
        pytest.param(np.array([2**64 - 1], "u8"), "int64", id="too large for int64"),
        pytest.param(np.array([0.5]), "int32", id="fraction for int32"),
        pytest.param(np.array([2**53 + 1]), "float64", id="integer that float64 rounds"),
        pytest.param(np.array([0.1]), "float32", id="double for float32"),
        pytest.param([1e300], "float32", id="too large for float32"),
        pytest.param(np.array([1 + 2j]), "float64", id="complex for float64"),
        pytest.param(np.complex64(2j), "int32", id="complex scalar for int32"),
        pytest.param([2**53 + 1, 0.5], None, id="integer too large for its neighbours"),
        pytest.param(np.ma.masked_array([1, 2], [True, False]), None, id="mask"),
        pytest.param(np.array(["2020-01-01"], "M8[D]"), None, id="datetime64"),
        pytest.param(np.array([1], np.longdouble), None, id="longdouble"),
        pytest.param([b"\xff"], "ascii", id="bytes that are not UTF-8"),
        pytest.param(["\ud800"], "text", id="lone surrogate"),
        pytest.param([(2**40, "a")], COMPOUND, id="too large for a field"),
        pytest.param([(1, "a\0")], COMPOUND, id="NUL at the end of a field"),
        pytest.param([(1,)], COMPOUND, id="row too short"),
        pytest.param(np.array([(1, 2)], [("i", "i4"), ("x", "i4")]), COMPOUND, id="field of another name"),
        pytest.param(np.zeros(1, [("i", "i4", (3,))]), None, id="field with a shape"),
        pytest.param([], None, id="empty list without dtype"),
        pytest.param({"a": 1}, None, id="dict"),
        pytest.param([{"a": 1}], None, id="dicts"),
        pytest.param(DataChunkIterator(np.array([["a"]], object)), None, id="objects from an iterator"),
    ],
)
def test_refused(write, data, dtype):
    with pytest.raises(StorageError, match=r"^/d"):
        write(DatasetBuilder("d", data, dtype=dtype))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(object(), id="object"),
        pytest.param({"a": 1}, id="dict"),
        pytest.param(["a", 1], id="mixed"),
        pytest.param([[1], [2, 3]], id="ragged"),
        pytest.param(np.datetime64("2020-01-01"), id="date"),
        pytest.param([True, 2], id="boolean among numbers"),
        pytest.param([2**63, -1], id="integers of no common type"),
        pytest.param([2**53 + 1, 0.5], id="integer too large for its neighbours"),
    ],
)
def test_refused_as_attribute(write, value):
    with pytest.raises(StorageError, match="/@x"):
        write(attributes={"x": value})


def test_objects_without_a_name_are_refused(write):
    linked = GroupBuilder("linking", links=[LinkBuilder(GroupBuilder("target"), "")])
    for child in (DatasetBuilder("", 1), GroupBuilder(""), GroupBuilder("outer", groups=[GroupBuilder("")]), linked):
        with pytest.raises(StorageError, match="without a name"):
            write(child)


def test_fields_are_matched_by_name(write, read):
    rows = np.array([("a", 1), ("b", 2)], [("t", "U1"), ("i", "i4")])
    path = write(DatasetBuilder("d", rows, dtype=COMPOUND))
    assert read(path)["d"].data[:].tolist() == [(1, "a"), (2, "b")]


def test_integers_and_fractions_in_one_list_keep_their_values(write, read):
    assert read(write(DatasetBuilder("d", [1, 2.5], dtype=int)))["d"].data[:].tolist() == [1.0, 2.5]


def test_large_integers_in_a_list_keep_their_values(write, read):
    values = [2**64 - 1, 5]
    root = read(write(DatasetBuilder("d", values), attributes={"x": values}))
    assert root["d"].data[:].tolist() == root.attributes["x"].tolist() == values


def test_text_of_numpy_keeps_nul_at_its_end(write, read):
    text = np.str_("a\0")
    root = read(write(DatasetBuilder("d", text), DatasetBuilder("e", [text]), attributes={"x": text, "y": [text]}))
    assert {root["d"].data, *root["e"].data, root.attributes["x"], *root.attributes["y"]} == {"a\0"}


@pytest.mark.parametrize("dtype", [object, str])
def test_text_of_a_lazy_array_of_another_library(write, read, dtype):
    texts = np.array([["a", "é"], ["", "long"]], dtype)
    root = read(write(DatasetBuilder("d", dask.array.from_array(texts, chunks=1))))
    assert root["d"].data[:].tolist() == texts.tolist()
