"""Fields of containers: what HDMF makes of a value on its way to a backend and back, for each specified dtype."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import BuildError
from hdmf.build.warnings import DtypeConversionWarning
from hdmf.spec import AttributeSpec, DatasetSpec

from conformance_cases.contract.datasets import hold, holder
from conformance_cases.contract.parts import recording, session, sessions
from conformance_cases.properties.reading import causes
from harness import Backend

EAST = timezone(timedelta(hours=5, minutes=30))


def vector(keyword: str | None) -> DatasetSpec:
    """Return the specification of a vector."""
    return DatasetSpec("values", keyword, name="field", shape=(None,))


def carried(backend: Backend, directory: Path, spec: AttributeSpec | DatasetSpec, value: Any) -> Any:
    """Return a field as it is read, as numpy has it where it is an array."""
    holds = holder(spec)
    path = backend.location(directory, "file")
    holds.write(backend, path, hold(holds, field=value))
    with holds.reading(backend, path) as got:
        return got.field[()] if hasattr(got.field, "shape") else got.field


@pytest.mark.clause("D18")
def test_absent_datasets(backend: Backend, tmp_path: Path) -> None:
    """An optional dataset of None is not in the file, and reads as None."""
    path = backend.location(tmp_path, "file")
    sessions().write(backend, path, session(recording(data=None)))
    with sessions().open(backend, path, "r") as io:
        assert "data" not in io.read_builder()["first"]
        assert io.read().recordings["first"].data is None


@pytest.mark.clause("D16")
def test_variable_width_strings(backend: Backend, tmp_path: Path) -> None:
    """Numpy's strings of variable width are text where the keyword is 'text'; the others are upstream's to mend."""
    texts = np.array(["a", "", "long" * 100], np.dtypes.StringDType())
    assert list(carried(backend, tmp_path, vector("text"), texts)) == texts.tolist()


@pytest.mark.clause("D23")
@pytest.mark.parametrize("value", [np.array([1j]), [1j, 2.0]], ids=["array", "list"])
def test_complex_numbers(backend: Backend, tmp_path: Path, value: Any) -> None:
    """Complex numbers are refused when the container is built."""
    with pytest.raises(BuildError) as caught:
        carried(backend, tmp_path, vector(None), value)
    assert [str(error) for error in causes(caught.value) if isinstance(error, ValueError)] == [
        "Complex numbers are not supported"
    ]


@pytest.mark.clause("D24")
def test_structured_arrays(backend: Backend, tmp_path: Path) -> None:
    """A structured array is refused where no compound is specified."""
    with pytest.raises(BuildError) as caught:
        carried(backend, tmp_path, vector(None), np.zeros(2, [("a", "int32")]))
    assert any(isinstance(error, ValueError) and "compound" in str(error) for error in causes(caught.value))


@pytest.mark.clause("D25")
@pytest.mark.parametrize(
    ("keyword", "given", "stored"),
    [
        *(("float32", "float32", "float32"), ("float32", "float64", "float64"), ("int8", "int64", "int64")),
        *(("uint8", "uint32", "uint32"), ("bool", "bool", "bool"), ("numeric", "int16", "int16")),
    ],
)
def test_wider_numbers(backend: Backend, tmp_path: Path, keyword: str, given: str, stored: str) -> None:
    """Numbers of the specified kind, as wide as is specified or wider, stay as they are."""
    got = carried(backend, tmp_path, vector(keyword), np.array([0, 1, 1], given))
    np.testing.assert_array_equal(got, np.array([0, 1, 1], stored), strict=True)


@pytest.mark.clause("D25")
@pytest.mark.parametrize(
    ("keyword", "given", "stored"),
    [
        *(("float64", "float32", "float64"), ("int32", "int8", "int32"), ("uint64", "uint8", "uint64")),
        *(("float64", "int16", "float64"), ("int32", "uint8", "int32"), ("int32", "bool", "int32")),
        *(("float32", "int64", "float64"), ("uint8", "int64", "uint64"), ("int8", "uint32", "int32")),
    ],
)
def test_narrower_and_other_numbers(backend: Backend, tmp_path: Path, keyword: str, given: str, stored: str) -> None:
    """Narrower numbers are widened, those of another kind take the specified one, and a warning says so."""
    with pytest.warns(DtypeConversionWarning):
        got = carried(backend, tmp_path, vector(keyword), np.array([0, 1, 1], given))
    np.testing.assert_array_equal(got, np.array([0, 1, 1], stored), strict=True)


@pytest.mark.clause("D27")
@pytest.mark.parametrize("value", [[1, 2.5], [-3, 0.125, 2**40]], ids=repr)
def test_lists_of_integers_and_fractions(backend: Backend, tmp_path: Path, value: list[float]) -> None:
    """Where no dtype is specified, each number of a list keeps its value, whatever the first one is."""
    assert carried(backend, tmp_path, vector(None), value).tolist() == value


@pytest.mark.clause("D30")
@pytest.mark.parametrize("keyword", ["isodatetime", "datetime"])
@pytest.mark.parametrize("dataset", [True, False], ids=["dataset", "attribute"])
@pytest.mark.parametrize(
    "value",
    [
        datetime(2017, 4, 3, 11, 30, 15, 123456, tzinfo=UTC),
        datetime(2017, 4, 3, 11, 30, tzinfo=EAST),
        datetime(1, 1, 1, tzinfo=UTC),
        date(2017, 4, 3),
    ],
    ids=["microseconds", "offset", "year 1", "date"],
)
def test_dates(backend: Backend, tmp_path: Path, keyword: str, dataset: bool, value: date) -> None:
    """Dates and times read as they were given, with offset and microseconds; the file has ISO 8601 text."""
    spec = DatasetSpec if dataset else AttributeSpec
    holds = holder(spec(doc="a time", dtype=keyword, name="field"))
    path = backend.location(tmp_path, "file")
    holds.write(backend, path, hold(holds, field=value))
    with holds.open(backend, path, "r") as io:
        builder = io.read_builder()
        assert (builder["field"].data if dataset else builder.attributes["field"]) == value.isoformat()
        got = io.read().field
        assert got == value
        assert type(got) is type(value)
        if isinstance(value, datetime) and isinstance(got, datetime):
            assert got.utcoffset() == value.utcoffset()


@pytest.mark.clause("D30")
def test_lists_of_dates(backend: Backend, tmp_path: Path) -> None:
    """So does each of a list."""
    values = [datetime(2017, 4, 3, 11, 30, 15, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=EAST)]
    assert carried(backend, tmp_path, vector("isodatetime"), values) == values


@pytest.mark.clause("D114")
@pytest.mark.parametrize("keyword", ["int64", "long", "uint8", "uint16", "uint32", "uint64"])
@pytest.mark.parametrize("spec", [AttributeSpec, DatasetSpec], ids=["attribute", "dataset"])
def test_integer_widths(backend: Backend, tmp_path: Path, keyword: str, spec: Any) -> None:
    """A scalar of a width that the constructor of a generated class insists on is read in that width."""
    dtype = np.dtype("int64" if keyword == "long" else keyword)
    for value in (np.iinfo(dtype).min, np.iinfo(dtype).max):
        got = carried(backend, tmp_path, spec(doc="a number", dtype=keyword, name="field"), dtype.type(value))
        assert (got, np.asarray(got).dtype) == (value, dtype)
