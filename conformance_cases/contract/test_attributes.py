"""Attributes that the properties leave out: large ones, odd ones, and those of containers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData
from hdmf.spec import AttributeSpec, GroupSpec

from conformance_cases.contract.parts import schema, session, sessions
from harness import Backend, compare_builders
from harness.round_trip import read_tree, round_trip, write_tree


def tree(value: Any) -> GroupBuilder:
    """Return a group and a dataset, each with the value as its attribute ``held``."""
    return GroupBuilder(
        "root",
        groups=[GroupBuilder("group", attributes={"held": value})],
        datasets=[DatasetBuilder("dataset", [1, 2], attributes={"held": value})],
    )


def read(backend: Backend, value: Any, directory: Path) -> tuple[Any, Any]:
    """Return the value as it is read from the group and from the dataset."""
    with round_trip(backend, tree(value), directory) as root:
        return root["group"].attributes["held"], root["dataset"].attributes["held"]


def as_bytes(element: str | bytes) -> bytes:
    """Return the bytes that an element stands for, be it bytes or text with the odd ones escaped as surrogates."""
    return element.encode("utf-8", errors="surrogateescape") if isinstance(element, str) else element


@pytest.mark.clause("E02", "E12")
@pytest.mark.parametrize("texts", ["naïve ☃", ["naïve", "☃", ""]], ids=["one", "several"])
def test_bytes_are_utf_8(backend: Backend, tmp_path: Path, texts: str | list[str]) -> None:
    """Bytes are read as the text that they encode, beyond ASCII too."""
    encoded = texts.encode() if isinstance(texts, str) else [text.encode() for text in texts]

    for value in read(backend, encoded, tmp_path):
        assert isinstance(value, str) or not isinstance(texts, str)
        assert [as_bytes(element).decode() for element in np.atleast_1d(value)] == list(np.atleast_1d(texts))


@pytest.mark.clause("E05", "E07")
@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, 2**63 + 1, 2**64 - 2])
def test_unsigned_numbers_are_exact(backend: Backend, tmp_path: Path, number: int) -> None:
    """A number beyond what int64, or float64 without rounding, can hold is kept, alone and in an array."""
    for value in (np.uint64(number), np.array([1, number], "uint64"), np.array([[number]], "uint64")):
        for got in read(backend, value, tmp_path):
            np.testing.assert_array_equal(got, value, strict=True)


@pytest.mark.clause("E14")
def test_none_is_refused_or_left_out(backend: Backend, tmp_path: Path) -> None:
    """None, which HDMF's mapper never makes of anything, is not stored as if it were a value."""
    path, written = backend.location(tmp_path, "none"), tree("something")
    for builder in (written["group"], written["dataset"]):
        builder.attributes["held"] = None  # which HDMF's own methods do not take
    try:
        write_tree(backend, written, path)
    except (TypeError, ValueError, RuntimeError):
        return
    with read_tree(backend, path) as root:
        assert "held" not in root["group"].attributes
        assert "held" not in root["dataset"].attributes


@pytest.mark.clause("E15")
@pytest.mark.parametrize("holder", ["group", "dataset"])
def test_a_refusal_names_attribute_and_object(backend: Backend, tmp_path: Path, holder: str) -> None:
    """The error says which attribute cannot be stored, and of which object."""
    root = GroupBuilder("root", groups=[GroupBuilder("group")], datasets=[DatasetBuilder("dataset", 1)])
    root[holder].set_attribute("odd", object())

    with pytest.raises(Exception, match=rf"(?s)(?=.*\bodd\b).*\b{holder}\b"):
        write_tree(backend, root, backend.location(tmp_path, "odd"))


@pytest.mark.clause("E16")
def test_a_megabyte_of_text(backend: Backend, tmp_path: Path) -> None:
    """A long text is kept."""
    text = "§" * 500_000

    assert read(backend, text, tmp_path) == (text, text)


@pytest.mark.clause("E16")
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(np.arange(100_000.0), id="a hundred thousand numbers"),
        pytest.param([f"{number}" for number in range(20_000)], id="twenty thousand texts"),
    ],
)
def test_large_arrays(backend: Backend, tmp_path: Path, value: Any) -> None:
    """Long lists and arrays are kept."""
    for got in read(backend, value, tmp_path):
        np.testing.assert_array_equal(got, value)


@pytest.mark.clause("E17")
@pytest.mark.needs("append")
def test_changed_attributes(backend: Backend, tmp_path: Path) -> None:
    """An attribute of the root, changed in append mode, is stored by the next write."""
    path = backend.location(tmp_path, "session")
    sessions().write(backend, path, session(place="here"))

    with sessions().open(backend, path, "r+") as io:
        container = io.read()
        container.fields["place"] = "there"
        container.set_modified()
        io.write(container)

    with sessions().reading(backend, path) as container:
        assert container.place == "there"


@pytest.mark.clause("E17")
@pytest.mark.needs("append")
@pytest.mark.parametrize(
    ("dtype", "old", "new"),
    [
        ("text", "one", ""),
        ("text", "one", "é" * 1000),
        ("int32", 7, 0),
        ("float64", 0.5, -0.0),
        ("bool", True, False),
        ("numeric", 5, 2.5),
        ("numeric", np.int8(5), np.int64(2**40)),
        ("numeric", np.uint8(5), np.int16(-1)),
    ],
    ids=repr,
)
def test_attributes_changed_in_kind(backend: Backend, tmp_path: Path, dtype: str, old: Any, new: Any) -> None:
    """So is one that is changed to an empty text, to zero or to false, or to what takes another type to store."""
    types = schema(
        GroupSpec(
            "any", data_type_def="Holder", data_type_inc="Container", attributes=[AttributeSpec("held", "any", dtype)]
        )
    )
    path = backend.location(tmp_path, "holder")
    types.write(backend, path, types.type("Holder")(name="root", held=old))

    with types.open(backend, path, "r+") as io:
        container = io.read()
        container.fields["held"] = new
        container.set_modified()
        io.write(container)

    with types.reading(backend, path) as container:
        assert container.held == new


@pytest.mark.clause("E17", "M06")
@pytest.mark.needs("append")
@pytest.mark.parametrize(
    ("dtype", "old", "new"),
    [("text", ["a"], ["b", "é" * 50, ""]), ("int32", [1, 2, 3], [4]), ("float64", None, [0.5, -0.0])],
    ids=["longer", "shorter", "new"],
)
def test_changed_lists(backend: Backend, tmp_path: Path, dtype: str, old: Any, new: Any) -> None:
    """So is a list of another length in one of two groups below the root; what lies beside it stays as it is."""
    held = AttributeSpec("held", "any", dtype, shape=(None,), required=False)
    attributes = [held, AttributeSpec("other", "any", "text")]
    types = schema(
        GroupSpec("any", data_type_def="Holder", data_type_inc="Container", attributes=attributes),
        GroupSpec(
            "any",
            data_type_def="Shelf",
            data_type_inc="Container",
            groups=[GroupSpec("any", data_type_inc="Holder", quantity="*")],
        ),
    )
    given = {} if old is None else {"held": old}
    holders = [types.type("Holder")(name=name, other="kept", **given) for name in ("first", "second")]
    path = backend.location(tmp_path, "shelf")
    types.write(backend, path, types.type("Shelf")(name="root", holders=holders))

    with types.open(backend, path, "r+") as io:
        container = io.read()
        container.holders["second"].fields["held"] = new
        container.holders["second"].set_modified()
        io.write(container)

    with types.reading(backend, path) as container:
        assert [each.other for each in container.holders.values()] == ["kept", "kept"]
        assert np.array_equal(container.holders["first"].held, old)
        assert np.array_equal(container.holders["second"].held, new)


@pytest.mark.clause("E17", "M23")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r", "r+"])
def test_changed_attributes_of_datasets(backend: Backend, tmp_path: Path, mode: str) -> None:
    """So is that of a dataset, and each reader sees the new one."""
    path = backend.location(tmp_path, "table")
    column = VectorData(name="column", description="old", data=[1, 2])
    table = DynamicTable(name="table", description="rows", columns=[column])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))

    with sessions().open(backend, path, "r+") as io:
        container = io.read()
        container["table"]["column"].fields["description"] = "new"
        container["table"]["column"].set_modified()
        io.write(container)

    with sessions().reading(backend, path, mode) as container:
        got = container["table"]["column"]
        assert (got.description, got.data[:].tolist()) == ("new", [1, 2])


@pytest.mark.clause("E06", "E07")
@pytest.mark.parametrize("dtype", [">i2", ">i4", ">u8", ">f4", ">f8"])
def test_byte_orders(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """Arrays in either byte order have their values, on the root, a group and a dataset."""
    held = np.array([1, 258, 3], dtype)
    attributes = {"held": held}
    groups = [GroupBuilder("inner", attributes=attributes)]
    datasets = [DatasetBuilder("data", [1], attributes=attributes)]
    made = GroupBuilder("root", groups=groups, datasets=datasets, attributes=attributes)
    with round_trip(backend, made, tmp_path) as got:
        for node in (got, got["inner"], got["data"]):
            found = node.attributes["held"]
            assert found.dtype.newbyteorder("=") == held.dtype.newbyteorder("=")
            assert found.tolist() == [1, 258, 3]


@pytest.mark.clause("E18")
def test_fixed_and_default_values(backend: Backend, tmp_path: Path) -> None:
    """What a specification says of an attribute's value is in the file, though no one gave it."""
    attributes = [
        AttributeSpec("fixed", "always the same", "text", value="seconds"),
        AttributeSpec("usual", "mostly the same", "int32", default_value=5, required=False),
    ]
    types = schema(
        GroupSpec("any", data_type_def="Clock", data_type_inc="Container", attributes=attributes),
    )
    path = backend.location(tmp_path, "clock")
    types.write(backend, path, types.type("Clock")(name="root"))

    with types.open(backend, path, "r") as io:
        stored = io.read_builder().attributes
        assert stored["fixed"] == "seconds"
        assert stored["usual"] == 5


@pytest.mark.clause("E49")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_special_floats(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """NaN, infinities and negative zero are kept, alone and in arrays."""
    array = np.array([np.nan, np.inf, -np.inf, -0.0, 1.5], dtype=dtype)

    for value in [*array, array, array.reshape(1, 5), array.tolist()]:
        with round_trip(backend, tree(value), tmp_path) as root:
            assert compare_builders(tree(value), root) == []
            assert np.array_equal(np.signbit(root["group"].attributes["held"]), np.signbit(value))


@pytest.mark.clause("E50")
@pytest.mark.parametrize("value", [b"\xff\xfe", [b"\xff\xfe", b"ok"]], ids=["one", "several"])
def test_bytes_that_are_not_text(backend: Backend, tmp_path: Path, value: Any) -> None:
    """Bytes that encode no text are kept or refused, and never altered."""
    path = backend.location(tmp_path, "bytes")
    try:
        write_tree(backend, tree(value), path)
    except (ValueError, TypeError, RuntimeError):
        return
    with read_tree(backend, path) as root:
        for holder in ("group", "dataset"):
            got = np.atleast_1d(root[holder].attributes["held"])
            assert [as_bytes(element) for element in got] == list(np.atleast_1d(np.array(value, dtype=object)))


@pytest.mark.clause("E51")
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers(backend: Backend, tmp_path: Path, dtype: str) -> None:
    """A complex number and an array of them keep values and dtype."""
    array = np.array([1.5 - 2j, complex(np.inf, -0.0)], dtype=dtype)

    for value in (array[0], array):
        for got in read(backend, value, tmp_path):
            assert got.dtype == np.dtype(dtype)
            np.testing.assert_array_equal(got, value)


@pytest.mark.clause("E52")
def test_compounds(backend: Backend, tmp_path: Path) -> None:
    """A structured value, single or an array, keeps its fields, their types and values."""
    rows = np.array([(1, 2.5, True), (-3, np.inf, False)], dtype=[("count", "i2"), ("gain", "f4"), ("on", "?")])

    for value in (rows[0], rows):
        for got in read(backend, value, tmp_path):
            assert got.dtype == rows.dtype
            np.testing.assert_array_equal(got, value)
