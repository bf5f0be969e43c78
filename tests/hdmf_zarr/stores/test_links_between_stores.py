"""Links and references from file to file hold, whatever the stores, and say where the other file lies."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from zarr.storage import MemoryStore

from hdmf_zarr import StorageError, ZarrIO
from hdmf_zarr.stores import open_place


def write_target(file) -> None:
    with ZarrIO(**file, mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))


def write_pointing(file, target) -> str:
    """Write a link, a reference and linked data of another file; return the link's stored source."""
    with ZarrIO(**target, mode="r") as source, ZarrIO(**file, mode="w") as io:
        far = source.read_builder()["d"]
        pointing = GroupBuilder("g", links=[LinkBuilder(far, name="far")], attributes={"ref": ReferenceBuilder(far)})
        io.write_builder(GroupBuilder("root", groups=[pointing], datasets=[DatasetBuilder("e", far.data)]))
    with ZarrIO(**file, mode="r") as io:
        (source,) = {link["source"] for group in (io._file, io._file["g"]) for link in group.attrs["_LINKS"]}
        return source


def check_pointing(file) -> None:
    with ZarrIO(**file, mode="r", external_links="any") as io:
        root = io.read_builder()
        far = root["g"].links["far"].builder
        assert far.data[:].tolist() == [0, 1, 2]
        assert root["g"].attributes["ref"] is far
        assert root.links["e"].builder is far


def test_files_side_by_side_link_to_one_another(named_location):
    target, file = named_location.arguments("target.zarr"), named_location.arguments("pointing.zarr")
    write_target(target)
    assert write_pointing(file, target).startswith("../target.zarr")
    check_pointing(file)


@pytest.mark.parametrize("kind", ["directory", "zip"])
def test_a_local_file_is_named_by_its_path_from_elsewhere(locations, kind):
    target, file = locations(kind).arguments("target.zarr"), locations("memory url").arguments("pointing.zarr")
    write_target(target)
    assert write_pointing(file, target) == str(target["path"])
    check_pointing(file)


@pytest.mark.parametrize("kind", ["memory url", "zip at a url"])
def test_a_url_is_kept_whole_in_a_local_file(locations, kind):
    target, file = locations(kind).arguments("target.zarr"), locations("directory").arguments("pointing.zarr")
    write_target(target)
    assert write_pointing(file, target) == target["path"]
    check_pointing(file)


def test_an_archive_and_a_directory_link_to_one_another(locations):
    directory, archive = locations("directory"), locations("zip")
    write_target(archive.arguments("a.zarr"))
    assert write_pointing(directory.arguments("b.zarr"), archive.arguments("a.zarr")) == "../a.zarr.zip"
    check_pointing(directory.arguments("b.zarr"))
    write_target(directory.arguments("c.zarr"))
    assert write_pointing(archive.arguments("d.zarr"), directory.arguments("c.zarr")) == "../c.zarr"
    check_pointing(archive.arguments("d.zarr"))


def test_the_store_of_a_link_is_reached_as_the_file_is(bucket):
    target, file = {"path": bucket.object_store("target.zarr")}, {"path": bucket.object_store("pointing.zarr")}
    write_target(target)
    write_pointing(file, target)
    (link,) = json.loads(bucket.text("pointing.zarr", "zarr.json"))["attributes"]["_LINKS"]
    assert link["source"] == "../target.zarr"
    check_pointing(file)
    check_pointing({"path": bucket.url("pointing.zarr"), "storage_options": bucket.options})


def test_data_of_a_nameless_store_are_copied_and_nothing_links_to_it(nameless_location, tmp_path):
    target = nameless_location.arguments("target.zarr")
    write_target(target)
    with ZarrIO(**target, mode="r") as source:
        far = source.read_builder()["d"]
        with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("e", far.data)]))
        group = GroupBuilder("g", links=[LinkBuilder(far, name="far")])
        with ZarrIO(tmp_path / "b.zarr", mode="w") as io, pytest.raises(StorageError, match="store has no name"):
            io.write_builder(GroupBuilder("root", groups=[group]))
    with ZarrIO(tmp_path / "a.zarr", mode="r") as io:
        assert io.read_builder().datasets["e"].data[:].tolist() == [0, 1, 2]


def test_nothing_that_is_stored_names_a_store_of_the_program(nameless_location, tmp_path):
    kept: dict = {}
    write_target({"path": tmp_path / "target.zarr"})
    write_pointing({"path": MemoryStore(kept)}, {"path": tmp_path / "target.zarr"})
    assert kept
    for value in kept.values():
        stored = value.to_bytes()
        assert b"Store" not in stored
        assert b"object at 0x" not in stored
    check_pointing({"path": MemoryStore(kept)})


def test_a_relative_link_in_a_nameless_store_leads_nowhere(tmp_path, monkeypatch):
    write_target({"path": tmp_path / "target.zarr"})
    write_pointing({"path": tmp_path / "pointing.zarr"}, {"path": tmp_path / "target.zarr"})
    copied = MemoryStore()
    copied_place = open_place(copied, read_only=False)
    for file in (path for path in (tmp_path / "pointing.zarr").rglob("*") if path.is_file()):
        copied_place.write(file.relative_to(tmp_path / "pointing.zarr").as_posix(), file.read_bytes())
    monkeypatch.chdir(tmp_path / "pointing.zarr")  # from where ../target.zarr would be found
    with ZarrIO(copied, mode="r", external_links="any") as io, pytest.warns(BrokenLinkWarning):
        assert not io.read_builder()["g"].links
