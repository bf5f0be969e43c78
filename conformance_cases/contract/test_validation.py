"""What HDMF's validator says of trees that were written and read, and PyNWB's of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.spec import AttributeSpec, DatasetSpec, DtypeSpec, GroupSpec
from hdmf.validate import ValidatorMap
from hdmf.validate.errors import DtypeError, IllegalLinkError, MissingError
from pynwb import validate
from pynwb.validation import get_cached_namespaces_to_validate

from conformance_cases.contract.exporting import full_rig
from conformance_cases.contract.parts import NAMESPACE, Schema, empty_nwbfile, schema, write_invalid
from conformance_cases.contract.rigs import rigs
from harness import Backend
from harness.round_trip import read_tree, write_tree

type Names = list[tuple[type, str]]


def clocks(attributes: Sequence[AttributeSpec] = (), datasets: Sequence[DatasetSpec] = ()) -> Schema:
    """Return a schema of one type, ``Clock``, of these attributes and datasets."""
    return schema(
        GroupSpec(
            "any",
            data_type_def="Clock",
            data_type_inc="Container",
            attributes=list(attributes),
            datasets=list(datasets),
        )
    )


def clock(data_type: str = "Clock", **attributes: Any) -> GroupBuilder:
    """Return the builder of a ``Clock``, without what a specification may demand besides."""
    identity = {"data_type": data_type, "namespace": NAMESPACE, "object_id": "1"}
    return GroupBuilder("root", attributes={**identity, **attributes})


def errors(backend: Backend, path: Path, types: Schema, tree: GroupBuilder | None = None) -> Names:
    """Return kind and name of what the validator reports of a file; a tree that is given is written to it before."""
    if tree is not None:
        write_tree(backend, tree, path)
    validator = ValidatorMap(types.type_map.namespace_catalog.get_namespace(NAMESPACE))
    with read_tree(backend, path) as root:
        return [(type(error), error.name.rpartition("/")[2]) for error in validator.validate(root)]


@pytest.mark.clause("J01")
@pytest.mark.parametrize("mode", ["r", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_an_open_io(backend: Backend, path: Path, mode: str) -> None:
    """PyNWB validates an open file."""
    with backend.open_nwb(path, mode="w") as io:
        io.write(empty_nwbfile())

    with backend.open_nwb(path, mode=mode) as io:
        assert validate(io=io) == []


@pytest.mark.clause("J01")
def test_an_open_io_of_what_is_not_valid(backend: Backend, path: Path) -> None:
    """It tells what is missing, by the specifications in the file."""
    write_invalid(backend, path)

    with backend.open_nwb(path, mode="r") as io:
        assert any("empty" in error.location and "data" in error.name for error in validate(io=io))


@pytest.mark.clause("J14")
def test_the_most_specific_namespaces(backend: Backend, path: Path) -> None:
    """Of the cached namespaces, those that no other includes are to be validated."""
    rigs().write(backend, path, full_rig())
    with rigs().open(backend, path, "r") as io:
        assert get_cached_namespaces_to_validate(io=io)[0] == [NAMESPACE]


@pytest.mark.clause("J04")
def test_missing_content(backend: Backend, path: Path) -> None:
    """Each attribute and dataset that is not there is an error."""
    types = clocks([AttributeSpec("unit", "any", "text")], [DatasetSpec("any", "int32", name="ticks")])

    assert errors(backend, path, types, clock()) == [(MissingError, "unit"), (MissingError, "ticks")]


@pytest.mark.clause("J05")
def test_a_valid_file_of_links_and_references(backend: Backend, path: Path) -> None:
    """Groups, datasets, tables, compounds, links and references of all kinds have no error."""
    rigs().write(backend, path, full_rig())

    assert errors(backend, path, rigs()) == []


#: A value of each dtype that the validator knows, by the name that specifications have for it.
NUMBERS = {
    dtype.__name__: dtype(1)
    for dtype in (
        *(np.int8, np.int16, np.int32, np.int64),
        *(np.uint8, np.uint16, np.uint32, np.uint64),
        *(np.float32, np.float64),
    )
}
VALUES = {**NUMBERS, "bool": True, "text": "§", "ascii": b"a", "isodatetime": "2017-04-03T11:30:15+00:00"}


@pytest.mark.clause("J05")
@pytest.mark.parametrize("dtype", VALUES)
def test_valid_arrays(backend: Backend, path: Path, dtype: str) -> None:
    """An array of the specified dtype has no error."""
    tree = clock()
    tree.set_dataset(DatasetBuilder("data", [VALUES[dtype]] * 2, dtype=dtype))

    assert errors(backend, path, clocks(datasets=[DatasetSpec("any", dtype, name="data", shape=(None,))]), tree) == []


@pytest.mark.clause("J05")
@pytest.mark.parametrize("shape", [(0,), (2, 3)], ids=["empty", "grid"])
@pytest.mark.parametrize("dtype", VALUES)
def test_valid_arrays_of_any_shape(backend: Backend, path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    """Nor has one of two dimensions, or of no element; that texts are dates, only an element can show."""
    if dtype == "isodatetime" and 0 in shape:
        dtype = "text"
    tree, spec = clock(), DatasetSpec("any", dtype, name="data", shape=(None,) * len(shape))
    tree.set_dataset(DatasetBuilder("data", np.full(shape, VALUES[dtype]), dtype=dtype))

    assert errors(backend, path, clocks(datasets=[spec]), tree) == []


@pytest.mark.clause("J05")
@pytest.mark.parametrize("dtype", [dtype for dtype in VALUES if dtype != "ascii"])
def test_valid_attributes(backend: Backend, path: Path, dtype: str) -> None:
    """Nor has an attribute that is a list of them, or one of a dataset; bytes are read as text (E02, E12)."""
    value, shape = VALUES[dtype], (None,)
    held = [AttributeSpec("one", "any", dtype), AttributeSpec("several", "any", dtype, shape=shape)]
    types = clocks(held, [DatasetSpec("any", "int32", name="data", shape=shape, attributes=held)])
    attributes: dict[str, Any] = {"one": value, "several": [value, value]}
    tree = clock(**attributes)
    tree.set_dataset(DatasetBuilder("data", np.arange(2, dtype="int32"), attributes=attributes))

    assert errors(backend, path, types, tree) == []


@pytest.mark.clause("J05")
@pytest.mark.parametrize("dtype", [dtype for dtype in VALUES if dtype != "ascii"])
def test_valid_scalars(backend: Backend, path: Path, dtype: str) -> None:
    """A single value, of a dataset or of an attribute, has no error; one of bytes is read as text (D04, E02)."""
    types = clocks([AttributeSpec("held", "any", dtype)], [DatasetSpec("any", dtype, name="data")])
    tree = clock(held=VALUES[dtype])
    tree.set_dataset(DatasetBuilder("data", VALUES[dtype], dtype=dtype))

    assert errors(backend, path, types, tree) == []


@pytest.mark.clause("J05")
@pytest.mark.parametrize("dtype", [dtype for dtype in VALUES if dtype != "isodatetime"])
def test_valid_compounds(backend: Backend, path: Path, dtype: str) -> None:
    """Rows with a field of the specified dtype have no error."""
    assert errors(backend, path, *compound(dtype)) == []


@pytest.mark.clause("J05")
def test_valid_dates_in_compounds(backend: Backend, path: Path) -> None:
    """Rows with a field of dates have no error."""
    assert errors(backend, path, *compound("isodatetime")) == []


def compound(dtype: str) -> tuple[Schema, GroupBuilder]:
    """Return a schema of compounds with a field of that dtype, and a tree that is valid by it."""
    fields = [DtypeSpec("number", "any", "int32"), DtypeSpec("value", "any", dtype)]
    tree = clock()
    row = [{"name": "number", "dtype": "int32"}, {"name": "value", "dtype": dtype}]
    tree.set_dataset(DatasetBuilder("rows", [(1, VALUES[dtype]), (2, VALUES[dtype])], dtype=row))
    return clocks(datasets=[DatasetSpec("any", fields, name="rows", shape=(None,))]), tree


@pytest.mark.clause("J06")
def test_wrong_dtypes(backend: Backend, path: Path) -> None:
    """Text in the place of numbers is an error."""
    types = clocks([AttributeSpec("rate", "any", "float32")], [DatasetSpec("any", "int32", name="ticks")])
    tree = clock(rate="fast")
    tree.set_dataset(DatasetBuilder("ticks", "many"))

    assert errors(backend, path, types, tree) == [(DtypeError, "rate"), (DtypeError, "ticks")]


@pytest.mark.clause("J07")
@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (np.int8(1), "int64"),
        (np.uint8(1), "uint32"),
        (np.float32(1), "float64"),
        (np.array([1], "int16"), "int32"),
        (np.array([1], "float32"), "float64"),
    ],
    ids=["int", "uint", "float", "ints", "floats"],
)
def test_narrow_attributes(backend: Backend, path: Path, value: Any, dtype: str) -> None:
    """A number of fewer bits than are specified is an error, for which it must have kept its own; so are several."""
    count = AttributeSpec("count", "any", dtype, shape=(None,) * np.ndim(value) or None)
    types = clocks([count], [DatasetSpec("any", "int64", name="data", shape=(None,), attributes=[count])])
    tree = clock(count=value)
    tree.set_dataset(DatasetBuilder("data", [1, 2], attributes={"count": value}))

    assert errors(backend, path, types, tree) == [(DtypeError, "count")] * 2


@pytest.mark.clause("J08")
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "uint32", "uint64"])
def test_unsigned_attributes(backend: Backend, path: Path, dtype: str) -> None:
    """A number without sign is that after reading."""
    types = clocks([AttributeSpec("count", "any", dtype)])

    assert errors(backend, path, types, clock(count=np.dtype(dtype).type(1))) == []


@pytest.mark.clause("J09")
@pytest.mark.parametrize("kind", ["group", "dataset"])
def test_illegal_links(backend: Backend, path: Path, kind: str) -> None:
    """A link is an error where the object itself has to be."""
    assert [error for error, _ in errors(backend, path, *linked(kind, linkable=False))] == [IllegalLinkError]


@pytest.mark.clause("F16")
@pytest.mark.parametrize("kind", ["group", "dataset"])
def test_legal_links(backend: Backend, path: Path, kind: str) -> None:
    """A link in the place of an object is no error unless the specification forbids it."""
    assert errors(backend, path, *linked(kind, linkable=True)) == []


def linked(kind: str, *, linkable: bool) -> tuple[Schema, GroupBuilder]:
    """Return a schema of a group or dataset that a group holds, and a tree where that is a link."""
    made: Any = {"group": GroupSpec, "dataset": DatasetSpec}[kind]
    part = made("any", data_type_def="Part", data_type_inc={"group": "Container", "dataset": "Data"}[kind])
    members = [
        made("any", data_type_inc="Part", name="original"),
        made("any", data_type_inc="Part", name="other", linkable=linkable),
    ]
    parts: Any = {f"{kind}s": members}
    whole = GroupSpec("any", data_type_def="Whole", data_type_inc="Container", **parts)
    tree = clock("Whole")
    identity = {"data_type": "Part", "namespace": NAMESPACE, "object_id": "2"}
    if kind == "group":
        tree.set_group(GroupBuilder("original", attributes=identity))
    else:
        tree.set_dataset(DatasetBuilder("original", [1, 2], attributes=identity))
    tree.set_link(LinkBuilder(tree["original"], "other"))
    return schema(part, whole), tree


@pytest.mark.clause("J10")
def test_unspecified_content(backend: Backend, path: Path) -> None:
    """What no specification names is no error."""
    tree = clock(more="§")
    tree.set_group(GroupBuilder("further"))
    tree.set_dataset(DatasetBuilder("numbers", [1, 2]))

    assert errors(backend, path, clocks(), tree) == []
