"""A file that was made to do harm does none: it neither leads out of its place nor takes the process with it."""

import json
import zipfile

import numcodecs
import numpy as np
import pytest
from damaging import edit, edit_member, forget_copy
from hdmf.build import DatasetBuilder, GroupBuilder
from zarr.storage import ZipStore

from hdmf_zarr import DamagedFileError, DamagedFileWarning, ZarrIO, verify

GROUP = {"zarr_format": 3, "node_type": "group", "attributes": {}}


def nested_groups(depth: int) -> GroupBuilder:
    group = GroupBuilder("g", datasets=[DatasetBuilder("d", 1)])
    for _ in range(depth - 1):
        group = GroupBuilder("g", groups=[group])
    return group


#: HDMF's own builders call themselves once for each level, and the tests are some way down already.
LEVELS = 500


def test_a_deep_hierarchy_is_written_and_read(write):
    path = write(nested_groups(LEVELS))
    with ZarrIO(path) as io:
        group = io.read_builder()
        for _ in range(LEVELS):
            group = group.groups["g"]
        assert group.datasets["d"].data == 1


@pytest.mark.parametrize("bomb", ["[" * 1_000_000, '{"a":' * 1_000_000, "[" * 5000 + "]" * 5000])
def test_json_that_is_nested_without_end(write, bomb):
    path = write(GroupBuilder("g"), GroupBuilder("sound"))
    forget_copy(path)
    (path / "g" / "zarr.json").write_text(f'{{"zarr_format":3,"node_type":"group","attributes":{{"x":{bomb}}}}}')
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="g"):
        assert "sound" in io.read_builder().groups
    (path / "zarr.json").write_text(bomb)
    with pytest.raises(DamagedFileError, match=r"zarr\.json"):
        ZarrIO(path)


def test_a_huge_shape_takes_no_memory_until_it_is_asked_for(write):
    path = write(DatasetBuilder("d", np.arange(3)))
    edit_member(path, "d", "shape", [2**40, 2**20])
    edit_member(path, "d", "chunk_grid", {"name": "regular", "configuration": {"chunk_shape": [2**10, 2**10]}})
    with ZarrIO(path) as io:
        data = io.read_builder()["d"].data
        assert data.shape == (2**40, 2**20)
        assert data[5, 5] == 0
    assert {problem.kind for problem in verify(path)} == {"leftover"}


@pytest.mark.parametrize("name", ["../../outside", "..", "a/../b", "/absolute", "a//b", "a/./b", "", "nul\0"])
def test_a_name_that_leads_elsewhere_is_left_out(write, name, tmp_path):
    write(DatasetBuilder("d", 7), name="outside")
    path = write(DatasetBuilder("d", np.arange(3)))

    def plant(document):
        metadata = document["consolidated_metadata"]["metadata"]
        metadata[name] = metadata["d"]

    edit(path, "", plant)
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="left out"):
        assert set(io.read_builder().datasets) == {"d"}


def test_an_archive_whose_members_lead_elsewhere(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("zarr.json", json.dumps(GROUP))
        archive.writestr("../evil/zarr.json", json.dumps(GROUP))
        archive.writestr("sound/zarr.json", json.dumps(GROUP))
    with ZarrIO(ZipStore(tmp_path / "a.zip", mode="r")) as io, pytest.warns(DamagedFileWarning, match="evil"):
        assert set(io.read_builder().groups) == {"sound"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zip"]


def test_control_characters_in_a_name_are_just_that(write, read):
    name = "a\n\x1b[31mb"
    assert set(read(write(GroupBuilder(name))).groups) == {name}


@pytest.mark.parametrize(
    ("codec", "encode"),
    [
        ({"name": "gzip", "configuration": {"level": 9}}, numcodecs.GZip(9).encode),
        ({"name": "zstd", "configuration": {"level": 9, "checksum": False}}, numcodecs.Zstd(9).encode),
        (
            {"name": "blosc", "configuration": {"cname": "zstd", "clevel": 9, "shuffle": "noshuffle", "typesize": 8}},
            numcodecs.Blosc("zstd", 9).encode,
        ),
    ],
    ids=["gzip", "zstd", "blosc"],
)
def test_a_chunk_that_inflates_beyond_its_size_is_refused(write, codec, encode):
    path = write(DatasetBuilder("d", np.arange(3)))
    edit_member(path, "d", "codecs", [{"name": "bytes", "configuration": {"endian": "little"}}, codec])
    (chunk,) = (file for file in (path / "d").rglob("*") if file.is_file() and file.name != "zarr.json")
    chunk.write_bytes(encode(np.zeros(4_000_000)))
    with ZarrIO(path) as io, pytest.raises(DamagedFileError, match="would decompress to"):
        io.read_builder()["d"].data[:]


def test_a_chunk_that_would_be_huge_takes_no_memory_where_it_is_not_stored(write):
    path = write(DatasetBuilder("d", np.arange(3)))
    edit_member(path, "d", "chunk_grid", {"name": "regular", "configuration": {"chunk_shape": [2**45]}})
    edit(path, "d", lambda document: document.pop("hdmf"))
    with ZarrIO(path) as io, pytest.raises(DamagedFileError, match="/d"):
        io.read_builder()["d"].data[:]
    for file in (path / "d").rglob("c*"):
        file.unlink()
    with ZarrIO(path) as io:
        data = io.read_builder()["d"].data
        assert data[:].tolist() == [0, 0, 0]
        assert data[1] == 0
