"""`verify` reads all of a file and tells of each thing that is wrong."""

import numpy as np
import pytest
import zarr
from damaging import chunk, edit, edit_attribute, edit_member, flip, forget_copy
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import MemoryStore

from hdmf_zarr import NWBZarrIO, ZarrDataIO, ZarrIO, verify
from hdmf_zarr.upkeep import Problem

ROWS = [{"name": "i", "dtype": "int32"}, {"name": "r", "dtype": "object"}]


def tree() -> GroupBuilder:
    target = DatasetBuilder("d", ZarrDataIO(np.arange(10), chunks=(4,)))
    group = GroupBuilder("g", links=[LinkBuilder(target, name="l")], attributes={"ref": ReferenceBuilder(target)})
    references = DatasetBuilder("refs", [ReferenceBuilder(target)] * 3, dtype="object")
    rows = DatasetBuilder("rows", [(1, ReferenceBuilder(group))], dtype=ROWS)
    shards = DatasetBuilder("shards", ZarrDataIO(np.arange(40), chunks=(5,), shards=(20,)))
    turned = ZarrDataIO(np.ones((2, 3)), filters=[zarr.codecs.TransposeCodec(order=(1, 0))])
    datasets = [target, references, rows, shards, DatasetBuilder("turned", turned), DatasetBuilder("text", ["a", "b"])]
    return GroupBuilder("root", groups=[group], datasets=[*datasets, DatasetBuilder("scalar", 3)])


@pytest.fixture
def path(tmp_path):
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        io.write_builder(tree())
    return tmp_path / "a.zarr"


def found(path) -> set[tuple[str, str]]:
    return {(problem.kind, problem.path) for problem in verify(path)}


def test_a_sound_file_has_no_problems(path):
    assert list(verify(path)) == []


def test_a_sound_nwb_file_has_no_problems_in_any_store():
    store = MemoryStore()
    with NWBZarrIO(store, mode="w") as io:
        io.write(mock_NWBFile())
    assert list(verify(store)) == []


@pytest.mark.parametrize("name", ["refs", "turned", "text", "rows"])
def test_a_chunk_that_is_altered_or_missing(path, name):
    flip(chunk(path, name))
    assert found(path) == {("chunk", f"/{name}")}
    chunk(path, name).unlink()
    (problem,) = verify(path)
    assert (problem.kind, problem.path) == ("chunk", f"/{name}")
    assert "1 of 1 chunks are missing" in problem.message


@pytest.mark.parametrize("name", ["d", "shards"])
def test_each_chunk_is_told_of(path, name):
    files = sorted(file for file in (path / name).rglob("*") if file.is_file() and file.name != "zarr.json")
    flip(files[0])
    files[1].unlink()
    assert [problem.kind for problem in verify(path)] == ["chunk", "chunk"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda path: edit_member(path, "d", "data_type", "float128"), ("object", "/d")),
        (lambda path: edit_attribute(path, "g", "ref", {"_REFERENCE": {"path": "/nowhere"}}), ("reference", "/g")),
        (lambda path: edit_attribute(path, "g", "_LINKS", [{"name": "l", "path": "/nowhere"}]), ("link", "/g/l")),
        (lambda path: edit_attribute(path, "g", "_LINKS", [{"name": "l", "path": "/d"}] * 2), ("name", "/g")),
        (lambda path: (path / "d" / "c.7").write_bytes(b"?"), ("leftover", "/d")),
        (lambda path: (path / "d" / "c.0.partial").write_bytes(b"?"), ("leftover", "/")),
        (lambda path: (path.parent / ".a.zarr.x.partial").mkdir(), ("leftover", "/")),
        (
            lambda path: edit(path, "", lambda root: root["consolidated_metadata"]["metadata"]["d"].update(shape=[9])),
            ("copy", "/d"),
        ),
        (
            lambda path: edit(path, "", lambda root: root["consolidated_metadata"]["metadata"].pop("d")),
            ("copy", "/d"),
        ),
        (lambda path: (path / "scalar" / "zarr.json").unlink(), ("copy", "/scalar")),
        (lambda path: (path / "d" / "zarr.json").write_text("{"), ("object", "/d")),
    ],
)
def test_what_is_wrong_with_an_object(path, change, problem):
    change(path)
    assert problem in found(path)


def test_every_element_of_a_dataset_of_references_is_followed(path):
    with ZarrIO(path, mode="r+") as io:
        io.read_builder()["refs"].data.dataset[2] = "/nowhere"
    (problem,) = verify(path)
    assert (problem.kind, problem.path) == ("reference", "/refs")
    assert "element 2" in problem.message


@pytest.mark.parametrize("text", ["", "{", '{"namespaces":[{}]}'])
def test_a_cached_namespace_that_is_damaged(tmp_path, text):
    path = tmp_path / "a.nwb.zarr"
    with NWBZarrIO(path, mode="w") as io:
        io.write(mock_NWBFile())
    folder = next((path / "specifications" / "core").iterdir()).relative_to(path).as_posix()
    edit_member(path, f"{folder}/namespace", "fill_value", text)
    assert found(path) == {("specification", f"/{folder}")}


def test_no_file(tmp_path):
    (problem,) = verify(tmp_path / "none.zarr")
    assert problem.kind == "file"


def test_a_root_that_can_not_be_read(path):
    (path / "zarr.json").write_text("{")
    (problem,) = verify(path)
    assert isinstance(problem, Problem)
    assert problem.kind == "file"


def test_a_file_without_consolidated_metadata(path):
    forget_copy(path)
    assert list(verify(path)) == []


def test_an_older_file_is_refused(tmp_path):
    (tmp_path / ".zgroup").write_text('{"zarr_format": 2}')
    with pytest.raises(UnsupportedOperation, match="convert"):
        list(verify(tmp_path))
