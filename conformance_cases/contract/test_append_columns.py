"""Tables of every kind take rows and columns (M07 to M09), also where they lie deeper, and in an export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.common import DynamicTable, DynamicTableRegion, SimpleMultiContainer, VectorData, VectorIndex

from conformance_cases.contract.exporting import exported
from conformance_cases.contract.parts import sessions
from harness import Backend

pytestmark = pytest.mark.needs("append")


def written(backend: Backend, path: Path, *columns: VectorData) -> None:
    """Write a file of a table with these columns, in a container within the root."""
    table = DynamicTable(name="table", description="x", columns=list(columns))
    box = SimpleMultiContainer(name="box", containers=[table])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[box]))


def column(data: Any, name: str = "column") -> VectorData:
    """Make a column."""
    return VectorData(name=name, description="x", data=data)


def index(target: VectorData, ends: list[int]) -> VectorIndex:
    """Make the index of a ragged column."""
    return VectorIndex(name=f"{target.name}_index", target=target, data=ends)


def rows(table: DynamicTable, name: str = "column") -> list[Any]:
    """Return the rows of a column as lists and Python's own values."""
    return [np.asarray(table[name][number]).tolist() for number in range(len(table))]


@pytest.mark.clause("M07")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([True, False], True),
        ([[1, 2], [3, 4]], [5, 6]),
        (np.array([2**63, 1], "uint64"), np.uint64(2**64 - 1)),
        (np.array([0.5, -0.0], "float32"), np.float32(np.inf)),
    ],
    ids=["truths", "pairs", "unsigned", "single"],
)
def test_columns_of_any_kind_take_rows(backend: Backend, path: Path, old: Any, new: Any) -> None:
    """Each row has its value, and the column the type that it had."""
    written(backend, path, column(np.array(old)))
    with sessions().reading(backend, path, "r+") as read:
        for _ in range(2):
            read["box"]["table"].add_row(column=new)

    with sessions().reading(backend, path) as read:
        table = read["box"]["table"]
        assert rows(table) == [*np.asarray(old).tolist(), *[np.asarray(new).tolist()] * 2]
        assert table["column"].data.dtype == np.asarray(old).dtype


@pytest.mark.clause("M08", "M09")
def test_ragged_columns_of_text_take_rows(backend: Backend, path: Path) -> None:
    """Text in lists is as long as it is, too."""
    words = column(["a", "b", "c"])
    written(backend, path, words, index(words, [1, 3]))
    added = [["é" * 500, ""], ["d"]]
    with sessions().reading(backend, path, "r+") as read:
        for row in added:
            read["box"]["table"].add_row(column=row)

    with sessions().reading(backend, path) as read:
        assert rows(read["box"]["table"]) == [["a"], ["b", "c"], *added]


@pytest.mark.clause("M07", "E39")
@pytest.mark.needs("references")
def test_regions_take_rows(backend: Backend, path: Path) -> None:
    """A row is added to a column of rows of another table, and is one of that table."""
    table = DynamicTable(name="table", description="x", columns=[column([10, 20, 30])])
    region = DynamicTableRegion(name="region", description="x", data=[2, 0], table=table)
    picks = DynamicTable(name="picks", description="x", columns=[region])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table, picks]))
    with sessions().reading(backend, path, "r+") as read:
        read["picks"].add_row(region=1)

    with sessions().reading(backend, path) as read:
        assert read["picks"]["region"].table is read["table"]
        assert read["picks"]["region"][:]["column"].tolist() == [30, 10, 20]


@pytest.mark.clause("M07")
def test_tables_take_ragged_columns(backend: Backend, path: Path) -> None:
    """A column that is added may have any number of elements in a row."""
    written(backend, path, column([1, 2, 3]))
    with sessions().open(backend, path, "r+") as io:
        read: Any = io.read()
        read["box"]["table"].add_column(name="words", description="x", data=["a", "é", "c"], index=[2, 2, 3])
        io.write(read)

    with sessions().reading(backend, path) as read:
        table = read["box"]["table"]
        assert table.colnames == ("column", "words")
        assert rows(table) == [1, 2, 3]
        assert rows(table, "words") == [["a", "é"], [], ["c"]]


@pytest.mark.clause("M07", "M08", "M09")
@pytest.mark.local
@pytest.mark.needs("export")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_tables_of_exports_take_rows_and_columns(backend: Backend, path: Path, read: bool) -> None:
    """What is exported can grow as what was written, and the source is as it was."""
    ragged = column([1, 2, 3], "ragged")
    written(backend, path, column(["a", "b"]), ragged, index(ragged, [1, 3]))
    export = exported(backend, path, read=read)
    with sessions().open(backend, export, "r+") as io:
        root: Any = io.read()
        root["box"]["table"].add_row(column="é" * 1000, ragged=[4, 5])
        root["box"]["table"].add_column(name="letter", description="x", data=["x", "y", "z"])
        io.write(root)

    with sessions().reading(backend, export) as got:
        table = got["box"]["table"]
        assert rows(table) == ["a", "b", "é" * 1000]
        assert rows(table, "ragged") == [[1], [2, 3], [4, 5]]
        assert rows(table, "letter") == ["x", "y", "z"]
    with sessions().reading(backend, path) as got:
        assert (rows(got["box"]["table"]), got["box"]["table"].colnames) == (["a", "b"], ("column", "ragged"))
