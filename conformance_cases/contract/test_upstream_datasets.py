"""What HDMF itself does not hold of the clauses on datasets: minimal reproductions, the same for every backend."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import BuildError, ConstructError
from hdmf.common import DynamicTable, VectorData
from hdmf.data_utils import DataChunkIterator
from hdmf.spec import AttributeSpec, DatasetSpec, DtypeSpec, GroupSpec

from conformance_cases.contract.datasets import hold, holder
from conformance_cases.contract.parts import Schema
from harness import Backend


def vector(keyword: str | None, *shape: None) -> DatasetSpec:
    """Return the specification of an array, of one dimension if no shape is given."""
    return DatasetSpec("values", keyword, name="field", shape=shape or (None,))


def carried(backend: Backend, directory: Path, spec: AttributeSpec | DatasetSpec, value: Any) -> list[Any]:
    """Return the elements of a field as they are read."""
    holds = holder(spec)
    path = backend.location(directory, "file")
    holds.write(backend, path, hold(holds, field=value))
    with holds.reading(backend, path) as got:
        return list(got.field[:])


def column_type(dtype: Any) -> DatasetSpec:
    """Return the specification of a column type with a dtype of its own."""
    return DatasetSpec("a column", dtype, data_type_def="Column", data_type_inc="VectorData", shape=(None,))


def table_of(schema: Schema, data: Any) -> Any:
    """Return a ``Holder`` of a table with one such column."""
    column = schema.type("Column")(name="column", description="-", data=data)
    return hold(schema, table=DynamicTable(name="table", description="-", columns=[column]))


def tables(dtype: Any) -> Schema:
    """Return a schema of a table, and of such a column type."""
    return holder(GroupSpec("a table", name="table", data_type_inc="DynamicTable"), column_type(dtype))


@pytest.mark.clause("D16")
@pytest.mark.xfail(raises=BuildError, reason="HDMF casts to fixed-width text without naming a width")
@pytest.mark.parametrize("keyword", ["utf", "utf8", "utf-8"])
def test_variable_width_strings(backend: Backend, tmp_path: Path, keyword: str) -> None:
    """Numpy's strings of variable width are text, whichever keyword specifies it."""
    texts = np.array(["a", "long" * 100], np.dtypes.StringDType())
    assert carried(backend, tmp_path, vector(keyword), texts) == texts.tolist()


@pytest.mark.clause("D26")
@pytest.mark.filterwarnings("ignore:overflow encountered in cast:RuntimeWarning")
@pytest.mark.xfail(raises=(AssertionError, ValueError), reason="HDMF takes the dtype of the last element for all")
def test_lists_of_several_widths(backend: Backend, tmp_path: Path) -> None:
    """The widest of a list of numbers is not narrowed."""
    got = carried(backend, tmp_path, vector("float32"), [np.float64(1e300), np.float32(1)])
    assert [float(value) for value in got] == [1e300, 1]


@pytest.mark.clause("D28")
@pytest.mark.filterwarnings("ignore::hdmf.build.warnings.DtypeConversionWarning")
@pytest.mark.xfail(raises=pytest.fail.Exception, reason="HDMF casts integers of any value")
@pytest.mark.parametrize(
    ("keyword", "value"), [("int64", np.uint64(2**64 - 1)), ("uint64", np.int64(-1))], ids=["unsigned", "negative"]
)
def test_integers_out_of_range(backend: Backend, tmp_path: Path, keyword: str, value: Any) -> None:
    """An integer that the specified type does not have is refused."""
    with pytest.raises((ValueError, OverflowError)):
        carried(backend, tmp_path, vector(keyword), np.array([value]))


@pytest.mark.clause("D29")
@pytest.mark.xfail(raises=AssertionError, reason="HDMF takes the Python representation of bytes for text")
def test_bytes_as_text(backend: Backend, tmp_path: Path) -> None:
    """Bytes are decoded where text is specified, or refused."""
    assert carried(backend, tmp_path, vector("text"), [b"abc"]) == ["abc"]


@pytest.mark.clause("D31")
@pytest.mark.xfail(raises=AssertionError, reason="HDMF parses the outermost list alone")
def test_dates_in_two_dimensions(backend: Backend, tmp_path: Path) -> None:
    """Arrays of dates of any rank are read as dates."""
    days = [[date(2017, 4, 3), date(2018, 1, 1)]]
    assert carried(backend, tmp_path, vector("isodatetime", None, None), days) == days


@pytest.mark.clause("D49")
@pytest.mark.xfail(raises=(TypeError, ValueError), reason="HDMF hands the rows of compounds on unchanged")
def test_dates_in_compounds(backend: Backend, tmp_path: Path) -> None:
    """A time in a field of a compound is stored as text."""
    when = datetime(2017, 4, 3, tzinfo=UTC)
    events = DatasetSpec(
        "events",
        [DtypeSpec("number", "-", "int"), DtypeSpec("when", "-", "isodatetime")],
        name="field",
        shape=(None,),
    )
    rows = np.array([(1, when)], [("number", "int32"), ("when", object)])
    assert carried(backend, tmp_path, events, rows)[0][1] == when.isoformat()


@pytest.mark.clause("D77")
@pytest.mark.xfail(raises=TypeError, reason="for some keywords HDMF iterates over the chunks itself")
@pytest.mark.parametrize(("keyword", "values"), [("text", ["a", "b"]), ("ascii", [b"a", b"b"])])
def test_iterators_of_text(backend: Backend, tmp_path: Path, keyword: str, values: list[Any]) -> None:
    """An iterator of text fills a dataset of the keywords 'text' and 'ascii'."""
    assert carried(backend, tmp_path, vector(keyword), DataChunkIterator(values)) == values


@pytest.mark.clause("D107")
@pytest.mark.xfail(raises=ValueError, reason="HDMF counts the fields of tuples as a dimension")
def test_compounds_of_tuples() -> None:
    """The class of a compound type takes a list of tuples."""
    fields = [DtypeSpec("number", "-", "int"), DtypeSpec("share", "-", "float64")]
    pairs = DatasetSpec("pairs", fields, data_type_def="Pairs", data_type_inc="Data", shape=(None,))
    schema = holder(DatasetSpec("pairs", name="pairs", data_type_inc="Pairs"), pairs)
    schema.type("Pairs")(name="pairs", data=[(1, 0.5), (2, 1.5)])


@pytest.mark.clause("D109")
@pytest.mark.xfail(raises=pytest.fail.Exception, reason="HDMF drops the attribute without a word")
def test_attributes_of_absent_datasets(backend: Backend, tmp_path: Path) -> None:
    """A value that has no place in the file is reported."""
    unit = AttributeSpec("unit", "-", "text", required=False)
    field = DatasetSpec("values", "numeric", name="field", shape=(None,), quantity="?", attributes=[unit])
    holds = holder(field)
    with pytest.warns(UserWarning, match="unit"):
        holds.write(backend, backend.location(tmp_path, "file"), hold(holds, field__unit="V"))


@pytest.mark.clause("D110")
@pytest.mark.xfail(raises=AssertionError, reason="HDMF writes no names where every column is empty")
def test_columns_of_empty_tables(backend: Backend, tmp_path: Path) -> None:
    """A table without rows keeps the order of its columns."""
    schema = tables("float64")
    columns = [VectorData(name=name, description="-", data=np.empty(0)) for name in ("second", "first")]
    path = backend.location(tmp_path, "file")
    table = DynamicTable(name="table", description="-", columns=columns)
    schema.write(backend, path, hold(schema, table=table))
    with schema.reading(backend, path) as got:
        assert got.table.colnames == ("second", "first")


@pytest.mark.clause("D111")
@pytest.mark.xfail(raises=AssertionError, reason="HDMF goes by the specification of the base type")
def test_dtype_of_subtypes(backend: Backend, tmp_path: Path) -> None:
    """A column of a type that specifies float64 is stored as that in any table."""
    schema = tables("float64")
    path = backend.location(tmp_path, "file")
    schema.write(backend, path, table_of(schema, [1, 2]))
    with schema.reading(backend, path) as got:
        assert got.table["column"].data.dtype == "float64"


@pytest.mark.clause("D112")
@pytest.mark.xfail(raises=Exception, reason="HDMF goes by the specification of the base type")
def test_compound_subtypes(backend: Backend, tmp_path: Path) -> None:
    """A column of a compound type can be part of any table."""
    schema = tables([DtypeSpec("number", "-", "int"), DtypeSpec("share", "-", "float64")])
    path = backend.location(tmp_path, "file")
    rows = np.array([(1, 0.5)], [("number", "int32"), ("share", "float64")])
    schema.write(backend, path, table_of(schema, rows))
    with schema.reading(backend, path) as got:
        assert tuple(got.table["column"].data[0]) == (1, 0.5)


@pytest.mark.clause("D113")
@pytest.mark.xfail(raises=ConstructError, reason="HDMF's generated classes demand bytes, and read text")
@pytest.mark.parametrize("keyword", ["ascii", "bytes"])
@pytest.mark.parametrize("spec", [AttributeSpec, DatasetSpec], ids=["attribute", "dataset"])
def test_bytes_of_generated_classes(backend: Backend, tmp_path: Path, keyword: str, spec: Any) -> None:
    """What a generated class takes for a scalar of bytes is read into that class."""
    holds = holder(spec(doc="bytes", dtype=keyword, name="field"))
    path = backend.location(tmp_path, "file")
    holds.write(backend, path, hold(holds, field=b"abc"))
    with holds.reading(backend, path) as got:
        assert got.field in {"abc", b"abc"}
