"""Builder trees that say the same have no differences; each thing that differs is named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import DataChunkIterator

from harness import compare_builders

FIELDS = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "text"}]


def group(name: str = "group", *children: Any, **attributes: Any) -> GroupBuilder:
    built = GroupBuilder(name, attributes=attributes)
    for child in children:
        {DatasetBuilder: built.set_dataset, GroupBuilder: built.set_group, LinkBuilder: built.set_link}[type(child)](
            child
        )
    return built


def dataset(data: Any, dtype: Any = None, **attributes: Any) -> DatasetBuilder:
    return DatasetBuilder("data", data, dtype=dtype, attributes=attributes)


def tree(*children: Any, **attributes: Any) -> GroupBuilder:
    return group("root", *children, **attributes)


def linked(target: str, **attributes: Any) -> GroupBuilder:
    """Return a tree with two alike siblings and a link to one of them."""
    siblings = {name: group(name) for name in ("a", "b")}
    return tree(*siblings.values(), LinkBuilder(siblings[target], name="link"), **attributes)


def referring(*targets: str) -> GroupBuilder:
    siblings = {name: group(name) for name in ("a", "b")}
    return tree(*siblings.values(), dataset([ReferenceBuilder(siblings[target]) for target in targets], "object"))


DIFFERENT = {
    "last element missing": (tree(dataset([1, 2, 3])), tree(dataset([1, 2])), "/data: shape: expected (3,), got (2,)"),
    "element": (tree(dataset([1, 2, 3])), tree(dataset([1, 5, 3])), "/data: value at [1]: expected 2, got 5"),
    "elements": (tree(dataset([1, 2])), tree(dataset([5, 6])), "/data: value at [0] and 1 more: expected 1, got 5"),
    "width": (tree(dataset([1])), tree(dataset(np.int32([1]))), "/data: dtype: expected int64, got int32"),
    "sign": (tree(dataset(np.int8(1))), tree(dataset(np.uint8(1))), "/data: dtype: expected int8, got uint8"),
    "kind of number": (tree(dataset(1)), tree(dataset(1.0)), "/data: dtype: expected int64, got float64"),
    "declared width": (tree(dataset([1])), tree(dataset([1], "int8")), "/data: dtype: expected int64, got int8"),
    "overflow": (
        tree(dataset([300], "uint8")),
        tree(dataset(np.uint8([44]))),
        "/data: value at [0]: expected 300, got 44",
    ),
    "not a number": (tree(dataset([np.nan])), tree(dataset([0.0])), "/data: value at [0]: expected nan, got 0.0"),
    "negative zero": (tree(dataset([-0.0])), tree(dataset([0.0])), "/data: value at [0]: expected -0.0, got 0.0"),
    "text or bytes": (tree(dataset(["a"])), tree(dataset([b"a"])), "/data: dtype: expected text, got bytes"),
    "text": (tree(dataset("é")), tree(dataset("e")), "/data: value: expected 'é', got 'e'"),
    "scalar or array": (tree(dataset(1)), tree(dataset([1])), "/data: shape: expected (), got (1,)"),
    "dataset missing": (tree(dataset(1)), tree(), "/data: kind: expected dataset, got nothing"),
    "dataset not expected": (tree(), tree(dataset(1)), "/data: kind: expected nothing, got dataset"),
    "group or dataset": (tree(group("data")), tree(dataset(1)), "/data: kind: expected group, got dataset"),
    "attribute missing": (
        tree(group(unit="V")),
        tree(group()),
        "/group: attribute 'unit': expected 'V' (text), got nothing",
    ),
    "attribute not expected": (tree(), tree(unit="V"), "/: attribute 'unit': expected nothing, got 'V' (text)"),
    "attribute width": (tree(n=np.uint8(1)), tree(n=1), "/: attribute 'n': dtype: expected uint8, got int64"),
    "attribute of a dataset": (
        tree(dataset(1, unit="V")),
        tree(dataset(1, unit="A")),
        "/data: attribute 'unit': value: expected 'V', got 'A'",
    ),
    "link to the sibling": (linked("a"), linked("b"), "/link: link target: expected /a, got /b"),
    "copy for a link": (
        linked("a"),
        tree(group("a"), group("b"), group("link")),
        "/link: kind: expected link, got group",
    ),
    "reference to the sibling": (
        referring("a", "b"),
        referring("a", "a"),
        "/data: value at [1]: expected '/b', got '/a'",
    ),
    "field": (
        tree(dataset([(1, "a")], FIELDS)),
        tree(dataset([(1, "b")], FIELDS)),
        "/data: field 'text': value at [0]: expected 'a', got 'b'",
    ),
    "field missing": (
        tree(dataset([(1, "a")], FIELDS)),
        tree(dataset([(1,)], FIELDS[:1])),
        "/data: fields: expected number, text, got number",
    ),
    "width of a field": (
        tree(dataset([(1,)], FIELDS[:1])),
        tree(dataset([(1,)], [{"name": "number", "dtype": "int64"}])),
        "/data: field 'number': dtype: expected int32, got int64",
    ),
    "row missing": (
        tree(dataset([(1,), (2,)], FIELDS[:1])),
        tree(dataset([(1,)], FIELDS[:1])),
        "/data: field 'number': shape: expected (2,), got (1,)",
    ),
}


@pytest.mark.parametrize(("expected", "got", "difference"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_difference_is_named(expected: GroupBuilder, got: GroupBuilder, difference: str) -> None:
    assert difference in [str(found) for found in compare_builders(expected, got)]


def test_every_difference_is_told() -> None:
    expected = tree(group("a", unit="V"), group("b"), dataset([1, 2]), n=1)
    got = tree(group("a"), dataset([1.0, 3.0]), n=2)
    assert [(found.path, found.what) for found in compare_builders(expected, got)] == [
        ("/", "attribute 'n': value"),
        ("/a", "attribute 'unit'"),
        ("/b", "kind"),
        ("/data", "dtype"),
        ("/data", "value at [1]"),
    ]


SAME = {
    "python numbers have the greatest width": (
        tree(dataset([1, 2]), n=1.5, b=True),
        tree(dataset(np.int64([1, 2])), n=np.float64(1.5), b=np.True_),
    ),
    "not a number": (tree(dataset([np.nan])), tree(dataset([np.nan]))),
    "byte order": (tree(dataset(np.array([1], ">i4"))), tree(dataset(np.array([1], "<i4")))),
    "list, tuple and array": (tree(dataset([[1, 2]]), n=(1, 2)), tree(dataset(np.array([[1, 2]])), n=[1, 2])),
    "declared dtype": (tree(dataset([1, 2], np.float32)), tree(dataset(np.float32([1, 2])))),
    "storage settings": (tree(dataset(H5DataIO([1, 2], chunks=(1,)))), tree(dataset([1, 2]))),
    "iterator over an array": (tree(dataset(DataChunkIterator(np.arange(3.0)))), tree(dataset(np.arange(3.0)))),
    "bytes as single value": (tree(dataset(b"a"), n=b"b"), tree(dataset("a"), n="b")),
    "bytes in an attribute": (tree(n=[b"a", b"b"]), tree(n=np.array(["a", "b"]))),
    "text of fixed width": (tree(dataset(np.array(["a", "bc"]))), tree(dataset(["a", "bc"]))),
    "empty list": (tree(n=[]), tree(n=np.zeros(0, "i4"))),
    "rows and structured array": (
        tree(dataset([(1, "a")], FIELDS)),
        tree(dataset(np.array([(1, "a")], [("number", "i4"), ("text", "O")]), FIELDS)),
    ),
    "order of children": (tree(group("a"), group("b"), x=1, y=2), tree(group("b"), group("a"), y=2, x=1)),
    "name of the root": (group("here", group("a")), group("there", group("a"))),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_says_the_same_has_no_differences(one: GroupBuilder, other: GroupBuilder) -> None:
    assert compare_builders(one, other) == []
    assert compare_builders(other, one) == []


def test_an_iterator_that_runs_once_is_known_by_dtype_and_shape() -> None:
    def rows() -> Iterator[np.ndarray[Any, Any]]:
        yield from np.ones((3, 2))

    streamed = tree(dataset(DataChunkIterator(rows(), buffer_size=2)))
    assert compare_builders(streamed, tree(dataset(np.zeros((3, 2))))) == []
    assert {found.what for found in compare_builders(streamed, tree(dataset(np.zeros((3, 1), "f4"))))} == {
        "dtype",
        "shape",
    }


def test_circles_come_to_an_end() -> None:
    def circular() -> GroupBuilder:
        inner, outer = group("inner"), group("outer")
        outer.set_group(inner)
        inner.set_link(LinkBuilder(outer, name="up"))
        inner.set_attribute("owner", ReferenceBuilder(outer))
        outer.set_attribute("self", outer)
        return tree(outer)

    assert compare_builders(circular(), circular()) == []


def test_a_link_to_another_file_names_the_file(tmp_path: Path) -> None:
    def linking(source: Path) -> GroupBuilder:
        target = DatasetBuilder("data", 1, source=str(source))
        target.location = "/there"
        return GroupBuilder("root", links=[LinkBuilder(target, name="link")], source=str(tmp_path / "here"))

    expected, got = linking(tmp_path / "one"), linking(tmp_path / "two")
    assert compare_builders(expected, expected) == []
    assert [str(found) for found in compare_builders(expected, got)] == [
        f"/link: link target: expected /there/data of {tmp_path}/one, got /there/data of {tmp_path}/two"
    ]


def test_what_hdf5_reads_is_what_was_written(tmp_path: Path) -> None:
    a, b = group("a", dataset(np.arange(6, dtype="u2").reshape(2, 3), "uint16", unit="V")), group("b", note=b"bytes")
    written = tree(
        a,
        b,
        LinkBuilder(a, name="link"),
        DatasetBuilder("bytes", [b"a", b"bc"]),
        DatasetBuilder("compound", [(1, "é")], dtype=FIELDS),
        DatasetBuilder("empty", np.zeros((0, 3), "f4")),
        DatasetBuilder("references", [ReferenceBuilder(a), ReferenceBuilder(b)], dtype="object"),
        DatasetBuilder("rows", [(7, ReferenceBuilder(b))], dtype=[FIELDS[0], {"name": "to", "dtype": "object"}]),
        DatasetBuilder("scalar", -0.0),
        DatasetBuilder("text", [["a", "é"], ["", "😀"]]),
        DatasetBuilder("truth", [True, False]),
        nothing=[],
        texts=["a", "b"],
        to=ReferenceBuilder(a),
        widths=np.float32([1.5, np.nan]),
    )
    with HDF5IO(str(tmp_path / "a.h5"), mode="w") as io:
        io.write_builder(written)
    with HDF5IO(str(tmp_path / "a.h5"), mode="r") as io:
        assert compare_builders(written, io.read_builder()) == []
