"""A digest is the same for what says the same, whatever holds it, and another for each single change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from zarr.codecs import GzipCodec, ZstdCodec

from harness import Backend
from harness.digest import UndigestibleError, digest
from harness.registry import Registry
from harness.round_trip import read_tree, write_tree

FIELDS = [{"name": "count", "dtype": "int32"}, {"name": "label", "dtype": "text"}, {"name": "of", "dtype": "object"}]
IDENTITY = {
    "neurodata_type": "Device",
    "namespace": "core",
    "object_id": "0c2b0a2e-3d5c-4f0e-9d0a-6f6d1c5a7b11",
}


class Tree:
    """A tree of everything, whose parts a test may change before it is built."""

    def __init__(self) -> None:
        self.number: Any = np.int32(3)
        self.attribute_name = "number"
        self.name = "floats"
        self.floats: Any = np.array([[0.0, 1.5, np.nan], [np.inf, -2.0, 4.0]])
        self.integers: Any = np.arange(4000, dtype=np.int16).reshape(40, 10, 10)
        self.words: Any = ["a", "é", ""]
        self.words_dtype = "text"
        self.flag: Any = True
        self.title = "a title"
        self.link_name = "link"
        self.link_to = "floats"
        self.rows: Any = [(1, "x", "group"), (2, "yy", "floats")]
        self.fields = list(FIELDS)
        self.references = ["group", "floats"]
        self.attribute_to = "group"
        self.identity: dict[str, Any] = dict(IDENTITY)
        self.began: Any = "2017-04-03T11:30:15.250000+02:00"
        self.empty: Any = []
        self.left_out: set[str] = set()
        self.extra: list[GroupBuilder] = []

    def built(self, wrap: Callable[[Any], Any] = lambda data: data) -> GroupBuilder:
        own = {self.attribute_name: self.number, "flag": self.flag, "empty": self.empty, "began": self.began}
        kept = {name: value for name, value in (self.identity | own).items() if name not in self.left_out}
        group = GroupBuilder("group", attributes=kept)
        floats = DatasetBuilder(self.name, wrap(self.floats))
        targets = {"group": group, "floats": floats}
        floats.set_attribute("of", ReferenceBuilder(targets[self.attribute_to]))
        rows = [(*row[:-1], ReferenceBuilder(targets[row[-1]])) for row in self.rows]
        datasets = [
            floats,
            DatasetBuilder("integers", wrap(self.integers)),
            DatasetBuilder("words", self.words, dtype=self.words_dtype),
            DatasetBuilder("title", self.title),
            DatasetBuilder("rows", rows, dtype=self.fields),
            DatasetBuilder("references", [ReferenceBuilder(targets[to]) for to in self.references], dtype="object"),
        ]
        datasets = [dataset for dataset in datasets if dataset.name not in self.left_out]
        links = [LinkBuilder(targets[self.link_to], self.link_name)] if "link" not in self.left_out else []
        return GroupBuilder("root", groups=[group, *self.extra], datasets=datasets, links=links)


SAME = str(digest(Tree().built()))
ZARR: list[dict[str, Any]] = [
    {},
    {"compressors": False},
    {"compressors": [GzipCodec()]},
    {"compressors": [ZstdCodec(level=9)]},
    {"chunks": True},
]
STORED: dict[str, list[dict[str, Any]]] = {
    "hdf5": [
        {},
        {"chunks": True, "compression": "gzip"},
        {"compression": "gzip", "fletcher32": True},
        {"maxshape": None, "shuffle": True},
    ],
    **dict.fromkeys(["zarr", "zarr+zip", "zarr+memory"], ZARR),
}


@pytest.fixture(params=STORED)
def backend(request: pytest.FixtureRequest) -> Backend:
    return Registry().choose([request.param])[0]


def digest_of(backend: Backend, location: Any) -> str:
    if backend.is_local:
        return str(digest(location))
    with read_tree(backend, location) as tree:
        return str(digest(tree))


def test_it_is_the_same_however_the_file_is_stored(backend: Backend, tmp_path: Path) -> None:
    for number, settings in enumerate(STORED[backend.name]):
        location = backend.location(tmp_path, f"file {number}")
        write_tree(backend, Tree().built(lambda data, kept=settings: backend.data_io(data, **kept)), location)
        assert digest_of(backend, location) == SAME


@pytest.mark.parametrize("chunks", [(1, 10, 10), (7, 3, 10), (40, 10, 10)], ids=str)
def test_it_is_the_same_whatever_the_chunks(backend: Backend, chunks: tuple[int, ...], tmp_path: Path) -> None:
    def chunked(data: Any) -> Any:
        return backend.data_io(data, chunks=chunks[-data.ndim :] if data.ndim == 3 else True)

    location = backend.location(tmp_path, "file")
    write_tree(backend, Tree().built(chunked), location)
    assert digest_of(backend, location) == SAME


@pytest.mark.parametrize("nbytes", [1, 100, 5000, 2**20])
def test_it_does_not_depend_on_how_much_is_read_at_a_time(backend: Backend, tmp_path: Path, nbytes: int) -> None:
    location = backend.location(tmp_path, "file")
    write_tree(backend, Tree().built(), location)
    with read_tree(backend, location) as tree:
        assert str(digest(tree, nbytes=nbytes)) == SAME


def change(attribute: str, value: Any) -> Callable[[Tree], None]:
    return lambda tree: setattr(tree, attribute, value)


EQUAL = {
    "byte order": change("integers", Tree().integers.astype(">i2")),
    "layout in memory": change("integers", np.asfortranarray(Tree().integers)),
    "another NaN": change("floats", np.array([[0.0, 1.5, -np.float64(np.nan)], [np.inf, -2.0, 4.0]])),
    "array for list": change("words", np.array(["a", "é", ""])),
}
DIFFERENT = {
    "a value": change("floats", np.array([[0.0, 1.25, np.nan], [np.inf, -2.0, 4.0]])),
    "a number for NaN": change("floats", np.array([[0.0, 1.5, 0.0], [np.inf, -2.0, 4.0]])),
    "a negative zero": change("floats", np.array([[-0.0, 1.5, np.nan], [np.inf, -2.0, 4.0]])),
    "the order of elements": change("floats", np.array([[0.0, np.nan, 1.5], [np.inf, -2.0, 4.0]])),
    "a shape": change("floats", Tree().floats.reshape(3, 2)),
    "the width of floats": change("floats", Tree().floats.astype(np.float32)),
    "the width of integers": change("integers", Tree().integers.astype(np.int32)),
    "the sign of integers": change("integers", Tree().integers.astype(np.uint16)),
    "one of many values": change("integers", np.where(Tree().integers == 3999, 0, Tree().integers).astype(np.int16)),
    "an attribute's value": change("number", np.int32(4)),
    "an attribute's dtype": change("number", np.int64(3)),
    "an attribute as an array": change("number", np.array([3], np.int32)),
    "an attribute as text": change("number", "3"),
    "an attribute's name": change("attribute_name", "count"),
    "a truth value as a number": change("flag", np.int8(1)),
    "a dataset's name": change("name", "Floats"),
    "text": change("title", "a Title"),
    "a space at the end": change("title", "a title "),
    "another way to write é": change("words", ["a", "e\u0301", ""]),
    "where one text ends": change("words", ["aé", "", ""]),
    "bytes for text": lambda tree: (change("words", [b"a", b"e", b""])(tree), change("words_dtype", "ascii")(tree)),
    "a link's name": change("link_name", "Link"),
    "a link's target": change("link_to", "group"),
    "references exchanged": change("references", ["floats", "group"]),
    "an attribute's reference": change("attribute_to", "floats"),
    "a field's value": change("rows", [(1, "x", "group"), (2, "y", "floats")]),
    "references in rows": change("rows", [(1, "x", "floats"), (2, "yy", "group")]),
    "a field's name": change("fields", [{"name": "number", "dtype": "int32"}, *FIELDS[1:]]),
    "a field's dtype": change("fields", [{"name": "count", "dtype": "int64"}, *FIELDS[1:]]),
    "one more group": change("extra", [GroupBuilder("another")]),
    "the last bit of a value": change("floats", np.array([[0.0, np.nextafter(1.5, 2), np.nan], [np.inf, -2.0, 4.0]])),
    "NaN for a number": change("floats", np.array([[0.0, 1.5, np.nan], [np.inf, -2.0, np.nan]])),
    "the sign of infinity": change("floats", np.array([[0.0, 1.5, np.nan], [-np.inf, -2.0, 4.0]])),
    "one axis more": change("floats", Tree().floats[np.newaxis]),
    "rows exchanged": change("floats", Tree().floats[::-1].copy()),
    "one element less": change("integers", Tree().integers[:-1]),
    "one element more": change("words", ["a", "é", "", ""]),
    "text instead of a list": change("words", "a"),
    "a truth value": change("flag", False),
    "a truth value as an array": change("flag", np.array([True])),
    "an attribute left out": change("left_out", {"flag"}),
    "an attribute's case": change("attribute_name", "Number"),
    "an attribute's sign": change("number", np.int32(-3)),
    "an attribute's unsigned dtype": change("number", np.uint32(3)),
    "an attribute as a fraction": change("number", np.float64(3)),
    "an attribute that was empty": change("empty", [0.0]),
    "an empty attribute as text": change("empty", ""),
    "an empty attribute left out": change("left_out", {"empty"}),
    "a time zone": change("began", "2017-04-03T11:30:15.250000+01:00"),
    "no time zone": change("began", "2017-04-03T11:30:15.250000"),
    "the fraction of a second": change("began", "2017-04-03T11:30:15+02:00"),
    "an object id": change("identity", IDENTITY | {"object_id": "0c2b0a2e-3d5c-4f0e-9d0a-6f6d1c5a7b12"}),
    "a type": change("identity", IDENTITY | {"neurodata_type": "DeviceModel"}),
    "a namespace": change("identity", IDENTITY | {"namespace": "hdmf-common"}),
    "a dataset left out": change("left_out", {"words"}),
    "a link left out": change("left_out", {"link"}),
    "empty text": change("title", ""),
    "a line's end": change("title", "a title\n"),
    "a character that is not seen": change("title", "a\u00a0title"),
    "rows in another order": change("rows", Tree().rows[::-1]),
    "one row more": change("rows", [*Tree().rows, (3, "", "group")]),
    "a number in a row": change("rows", [(1, "x", "group"), (3, "yy", "floats")]),
    "the order of fields": lambda tree: (
        change("fields", [FIELDS[1], FIELDS[0], FIELDS[2]])(tree),
        change("rows", [(label, count, of) for count, label, of in Tree().rows])(tree),
    ),
    "one reference more": change("references", ["group", "floats", "floats"]),
    "one reference less": change("references", ["group"]),
    "a group within a group": change("extra", [GroupBuilder("another", groups=[GroupBuilder("inner")])]),
    "a dataset more": change("extra", [GroupBuilder("another", datasets=[DatasetBuilder("a", 1)])]),
}


def test_there_are_fifty_changes() -> None:
    assert len(DIFFERENT) >= 50


@pytest.mark.parametrize("name", EQUAL)
def test_what_does_not_count(name: str) -> None:
    tree = Tree()
    EQUAL[name](tree)
    assert str(digest(tree.built())) == SAME


@pytest.mark.parametrize("name", DIFFERENT)
def test_each_single_change_shows(name: str) -> None:
    tree = Tree()
    DIFFERENT[name](tree)
    assert str(digest(tree.built())) != SAME


def test_no_two_changes_have_one_digest() -> None:
    trees = [Tree() for _ in DIFFERENT]
    for tree, name in zip(trees, DIFFERENT, strict=True):
        DIFFERENT[name](tree)
    assert len({str(digest(tree.built())) for tree in trees}) == len(DIFFERENT)


@pytest.mark.parametrize("name", ["a value", "a link's target", "bytes for text", "references in rows"])
def test_a_change_shows_in_a_file(name: str, backend: Backend, tmp_path: Path) -> None:
    tree = Tree()
    DIFFERENT[name](tree)
    path = backend.location(tmp_path, "file")
    write_tree(backend, tree.built(), path)
    assert digest_of(backend, path) == str(digest(tree.built())) != SAME


def test_two_digests_tell_which_objects_differ() -> None:
    tree = Tree()
    tree.number = np.int32(4)
    tree.extra = [GroupBuilder("another")]
    differences = digest(Tree().built()).differences(digest(tree.built()))
    assert [difference.path for difference in differences] == ["/another", "/group"]
    assert differences[0].expected == "nothing"


def test_what_has_no_known_meaning_is_refused() -> None:
    tree = GroupBuilder("root", groups=[GroupBuilder("group", attributes={"odd": object()})])
    with pytest.raises(UndigestibleError, match="'odd' of /group"):
        digest(tree)
