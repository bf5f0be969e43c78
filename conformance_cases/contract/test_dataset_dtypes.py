"""Numbers in datasets: what a dtype holds is kept to the bit, whichever keyword names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.data_utils import DataChunkIterator

from conformance_cases.contract.datasets import (
    NAME,
    Array,
    assert_kept,
    assert_kept_or_refused,
    reading,
    same_bits,
    tree,
    wrapped,
)
from harness import Backend
from harness.round_trip import round_trip
from harness.strategies import NUMERIC_DTYPES

#: The numeric keywords of the specification language, and the dtype that each names.
KEYWORDS = {
    "bool": "bool",
    "int8": "int8",
    "int16": "int16",
    "short": "int16",
    "int32": "int32",
    "int": "int32",
    "int64": "int64",
    "long": "int64",
    "uint8": "uint8",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint": "uint32",
    "uint64": "uint64",
    "float32": "float32",
    "float": "float32",
    "float64": "float64",
    "double": "float64",
}
#: Bit patterns of floats that a careless writer takes for one another: both zeros, the least subnormal, the least
#: normal and the greatest number, the infinities, and two NaN, one of them with a sign and a payload.
FLOAT_BITS = {
    "float16": (0, 0x8000, 0x0001, 0x0400, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0xFE01),
    "float32": (0, 0x80000000, 1, 0x00800000, 0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00001),
    "float64": (
        *(0, 0x8000000000000000, 1, 0x0010000000000000, 0x7FEFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF),
        *(0x7FF0000000000000, 0xFFF0000000000000, 0x7FF8000000000000, 0xFFF8000000000001),
    ),
}

#: Of a dataset.
ATTRIBUTES = {"unit": "µV", "factor": np.float32(0.1)}

per_dtype = pytest.mark.parametrize("dtype", NUMERIC_DTYPES)
per_keyword = pytest.mark.parametrize(("keyword", "dtype"), KEYWORDS.items())


def telling(dtype: str) -> Array:
    """Return values of a dtype that tell it from all others: its extremes, and what is special in it."""
    if dtype in FLOAT_BITS:
        return np.array(FLOAT_BITS[dtype], f"uint{dtype.removeprefix('float')}").view(dtype)
    if dtype == "bool":
        return np.array([True, False, True])
    limits = np.iinfo(dtype)
    return np.array([limits.min, 0, 1, limits.max // 2 + 1, limits.max], dtype)


def compound_of(dtype: str, keyword: str) -> tuple[Array, list[dict[str, str]]]:
    """Return structured values of one field, beside one of text, and the dtype that a builder states."""
    values = telling(dtype)
    rows = np.empty(len(values), [("text", object), ("number", dtype)])
    rows["text"] = [f"row {row}" for row in range(len(values))]
    rows["number"] = values
    return rows, [{"name": "text", "dtype": "utf"}, {"name": "number", "dtype": keyword}]


@pytest.mark.clause("D01", "D116")
@per_dtype
def test_scalars(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """Each telling value of a dtype, alone in a dataset, is read as one numpy scalar."""
    for value in telling(dtype):
        with reading(backend, tmp_path, value) as got:
            assert isinstance(got, np.generic)
            assert same_bits(got, value)


@pytest.mark.clause("D02")
@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        *((2**63 - 1, "int64"), (-(2**63), "int64"), (2**40, "int64"), (0.1, "float64"), (1e300, "float64")),
        *((True, "bool"), (False, "bool"), (0, "int64"), (0.0, "float64"), (-0.0, "float64")),
    ],
)
def test_python_scalars(backend: Backend, tmp_path: Path, value: float, dtype: str) -> None:
    """Numbers of Python take the widest type of their kind."""
    with reading(backend, tmp_path, value) as got:
        assert same_bits(got, np.dtype(dtype).type(value))


@pytest.mark.clause("D01")
@per_dtype
def test_arrays_without_dimensions(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """An array of no dimensions is such a value as well."""
    value = telling(dtype)[-1]
    with reading(backend, tmp_path, np.array(value)) as got:
        assert isinstance(got, np.generic)
        assert same_bits(got, value)


@pytest.mark.clause("D115", "D01", "D02")
@per_keyword
def test_scalars_of_keywords(backend: Backend, tmp_path: Path, keyword: str, dtype: str) -> None:
    """A value in the dtype that the keyword names keeps that dtype."""
    for value in telling(dtype):
        with reading(backend, tmp_path, value, keyword) as got:
            assert same_bits(got, value)


@pytest.mark.clause("D115", "D116", "D08")
@per_keyword
@pytest.mark.parametrize("ndim", [1, 2, 3, 4, 5])
def test_arrays_of_keywords(backend: Backend, tmp_path: Path, keyword: str, dtype: str, ndim: int) -> None:
    """An array in the dtype that the keyword names, of one to five dimensions, keeps dtype, shape and bits."""
    array = telling(dtype).reshape((1,) * (ndim - 1) + (-1,))
    with reading(backend, tmp_path, array, keyword) as got:
        assert not isinstance(got, np.ndarray)
        assert same_bits(got[()], array)


@pytest.mark.clause("D115", "D10")
@per_keyword
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 2)])
def test_empty_arrays_of_keywords(
    backend: Backend, tmp_path: Path, keyword: str, dtype: str, shape: tuple[int, ...]
) -> None:
    """An array without elements keeps dtype and shape, whether the keyword is stated beside it or not."""
    array = np.empty(shape, dtype)
    for stated in (keyword, None):
        with reading(backend, tmp_path, array, stated) as got:
            assert same_bits(got[()], array)


@pytest.mark.clause("D115")
@per_keyword
def test_lists_of_keywords(backend: Backend, tmp_path: Path, keyword: str, dtype: str) -> None:
    """A list of numpy scalars, or of numbers of Python, takes the dtype that the keyword names."""
    values = telling(dtype)
    for listed in (list(values), values.tolist(), tuple(values)):
        with reading(backend, tmp_path, listed, keyword) as got:
            assert got.dtype == dtype
            np.testing.assert_array_equal(got[()], values)


@pytest.mark.clause("D115", "D116", "D43", "D47")
@per_keyword
def test_compound_fields_of_keywords(backend: Backend, tmp_path: Path, keyword: str, dtype: str) -> None:
    """A compound field of the keyword keeps dtype and bits, in structured arrays and in lists of rows."""
    rows, stated = compound_of(dtype, keyword)
    for data in (rows, rows.tolist()):
        with reading(backend, tmp_path, data, stated) as got:
            column = got[()]["number"]
            assert column.dtype == dtype
            np.testing.assert_array_equal(column, rows["number"])
    with reading(backend, tmp_path, rows, stated) as got:
        assert same_bits(np.ascontiguousarray(got[()]["number"]), np.ascontiguousarray(rows["number"]))


@pytest.mark.clause("D08", "D19", "D20", "D116")
@per_dtype
def test_arrays(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """An array of which no one states the dtype keeps it, whatever its layout in memory."""
    array = np.stack([telling(dtype), telling(dtype)[::-1]])
    for laid_out in (array, np.asfortranarray(array), np.repeat(array, 2, axis=1)[:, ::2]):
        with reading(backend, tmp_path, laid_out) as got:
            assert same_bits(got[()], array)


@pytest.mark.clause("D09")
@pytest.mark.parametrize("dtype", [dtype for dtype in NUMERIC_DTYPES if np.dtype(dtype).itemsize > 1])
def test_foreign_byte_order(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """The values of an array in the order of bytes that the machine has not are kept."""
    array = telling(dtype)
    with reading(backend, tmp_path, array.astype(array.dtype.newbyteorder())) as got:
        assert same_bits(got[()].astype(dtype), array)


@pytest.mark.clause("D21")
@pytest.mark.parametrize("value", [1, np.pi, np.longdouble(1) / 3], ids=["1", "pi", "third"])
def test_extended_precision(backend: Backend, tmp_path: Path, value: Any) -> None:
    """What float64 would round is kept or refused."""
    assert_kept_or_refused(backend, tmp_path, np.array([value, 0], np.longdouble))


@pytest.mark.clause("D22")
@pytest.mark.parametrize("dtype", ["M8[D]", "M8[s]", "M8[ns]", "m8[s]", "m8[ms]"])
def test_dates_of_numpy(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """Dates and durations are kept with their unit, or refused; the file stays readable."""
    assert_kept_or_refused(backend, tmp_path, np.array([0, 86400], dtype))


@pytest.mark.clause("D126")
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """Complex numbers keep both parts, or are refused."""
    array = np.array([1.5 - 2.5j, complex(0.0, -0.0), complex(-0.0, np.inf)], dtype)
    assert_kept_or_refused(backend, tmp_path, array)
    assert_kept_or_refused(backend, tmp_path, array.reshape(3, 1))


@pytest.mark.clause("D17")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (np.int16(3), None),
        (np.arange(3), None),
        ("a text", "utf"),
        (["a", "text"], "utf"),
        (np.empty((0, 3)), None),
        ([(1, "a")], [{"name": "number", "dtype": "int"}, {"name": "text", "dtype": "utf"}]),
    ],
    ids=["scalar", "array", "text", "texts", "empty", "compound"],
)
def test_attributes_of_datasets(backend: Backend, tmp_path: Path, data: Any, dtype: Any) -> None:
    """Whatever a dataset holds, its attributes are stored beside it."""
    assert_kept(backend, tmp_path, data, dtype, **ATTRIBUTES)


@pytest.mark.clause("D17")
@pytest.mark.parametrize("way", ["settings", "iterator", "both", "allocated", "texts", "nothing"])
def test_attributes_beside_data_given_otherwise(backend: Backend, tmp_path: Path, way: str) -> None:
    """So they are however its data come."""
    data = {
        "settings": wrapped(backend, np.arange(6), chunks=(4,)),
        "iterator": DataChunkIterator(iter(range(6)), buffer_size=4),
        "both": wrapped(backend, DataChunkIterator(iter(range(6)), buffer_size=4), chunks=(4,)),
        "allocated": wrapped(backend, shape=(6,), dtype=np.dtype("int64")),
        "texts": DataChunkIterator(iter(["a", "b"]), dtype=np.dtype(str), maxshape=(None,)),
        "nothing": DataChunkIterator(iter(()), dtype=np.dtype("int64"), maxshape=(None,)),
    }[way]
    with round_trip(backend, tree(data, "utf" if way == "texts" else None, **ATTRIBUTES), tmp_path) as got:
        attributes = got[NAME].attributes
        assert attributes == ATTRIBUTES
        assert attributes["factor"].dtype == np.dtype("float32")
