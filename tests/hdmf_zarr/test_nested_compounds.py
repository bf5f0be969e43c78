"""Compounds in compounds, as HDMF's specification language and numpy know them."""

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder

from hdmf_zarr import StorageError

INNER = np.dtype([("c", "i4"), ("d", "f8")])
DTYPE = np.dtype([("a", "i4"), ("b", INNER)])
DECLARED = [
    {"name": "a", "dtype": "int32"},
    {"name": "b", "dtype": [{"name": "c", "dtype": "int32"}, {"name": "d", "dtype": "float64"}]},
]
ROWS = [(1, (2, 3.5)), (4, (5, np.inf))]
ARRAY = np.array(ROWS, DTYPE)


@pytest.mark.parametrize(
    ("data", "dtype"),
    [(ARRAY, None), (ARRAY, DECLARED), (ROWS, DECLARED), (ARRAY[1], DECLARED)],
    ids=["undeclared", "array", "rows", "scalar"],
)
def test_numbers_in_a_compound_in_a_compound(write, read, data, dtype):
    path = write(DatasetBuilder("d", data, dtype=dtype))
    builder = read(path)["d"]
    values = np.asarray(builder.data[()])
    np.testing.assert_array_equal(values, np.array(data, DTYPE))
    assert values.dtype == DTYPE
    assert builder.dtype == DECLARED
    np.testing.assert_array_equal(zarr.open_group(path, mode="r")["d"][()], values)


def test_text_in_a_compound_in_a_compound_is_refused(write):
    dtype = [{"name": "a", "dtype": [{"name": "b", "dtype": "text"}]}]
    with pytest.raises(StorageError, match=r"/d\['a'\]: a compound in a compound, with text"):
        write(DatasetBuilder("d", [(("x",),)], dtype=dtype))


def test_a_field_that_has_a_shape_is_refused(write):
    data = np.zeros(2, [("a", "i4", (3,))])
    with pytest.raises(StorageError, match=r"/d\['a'\]: a field of shape \(3,\)"):
        write(DatasetBuilder("d", data, dtype=[{"name": "a", "dtype": "int32"}]))
