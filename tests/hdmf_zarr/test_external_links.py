"""Links to other files are followed only as `external_links` allows (contract F19)."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from damaging import edit_attribute
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder
from zarr.storage import MemoryStore

from hdmf_zarr import DamagedFileError, ZarrIO


@pytest.fixture
def folder(tmp_path, write):
    """A folder with a file, another beside it and one below, and a file outside of it."""
    (tmp_path / "folder" / "below").mkdir(parents=True)
    for name in ("secret.zarr", "folder/beside.zarr", "folder/below/deep.zarr"):
        write(DatasetBuilder("d", np.arange(3)), name=name)
    write(GroupBuilder("g"), name="folder/a.zarr")
    return tmp_path / "folder"


def link(path: Path, source: str) -> None:
    edit_attribute(path, "g", "_LINKS", [{"name": "far", "path": "/d", "source": source}])


def read_far(path: Path, **options: str) -> list[int]:
    with ZarrIO(path, **options) as io:
        return io.read_builder()["g"].links["far"].builder.data[:].tolist()


NEAR = ["../beside.zarr", "../below/deep.zarr", "../../folder/beside.zarr"]
FAR = ["../../secret.zarr", "../below/../../secret.zarr", "{outside}/secret.zarr", "file://{outside}/secret.zarr"]


@pytest.mark.parametrize("source", NEAR)
@pytest.mark.parametrize("choice", ["folder", "any"])
def test_files_in_the_same_folder_and_below(folder, source, choice):
    link(folder / "a.zarr", source)
    assert read_far(folder / "a.zarr", external_links=choice) == [0, 1, 2]


@pytest.mark.parametrize("source", FAR)
def test_files_outside_of_it_only_if_any_is_asked_for(folder, source):
    link(folder / "a.zarr", source.format(outside=folder.parent))
    with ZarrIO(folder / "a.zarr") as io, pytest.warns(BrokenLinkWarning, match='external_links="any"'):
        assert not io.read_builder()["g"].links
    assert read_far(folder / "a.zarr", external_links="any") == [0, 1, 2]


@pytest.mark.parametrize("source", NEAR + FAR)
def test_none(folder, source):
    link(folder / "a.zarr", source.format(outside=folder.parent))
    with ZarrIO(folder / "a.zarr", external_links="none") as io, pytest.warns(BrokenLinkWarning, match="far"):
        assert not io.read_builder()["g"].links


def test_links_within_the_file_are_no_external_ones(folder, write):
    path = write(GroupBuilder("g"), DatasetBuilder("d", np.arange(3)), name="folder/own.zarr")
    link(path, ".")
    assert read_far(path, external_links="none") == [0, 1, 2]


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need a privilege on Windows")
def test_symbolic_links_count_as_what_they_lead_to(folder):
    (folder / "disguised.zarr").symlink_to(folder.parent / "secret.zarr")
    link(folder / "a.zarr", "../disguised.zarr")
    with ZarrIO(folder / "a.zarr") as io, pytest.warns(BrokenLinkWarning, match="outside"):
        io.read_builder()


def test_a_linked_file_may_not_lead_further_than_the_one_that_was_opened(folder, write):
    write(GroupBuilder("g"), name="folder/below/middle.zarr")
    link(folder / "below" / "middle.zarr", "../../../secret.zarr")
    edit_attribute(
        folder / "a.zarr", "g", "_LINKS", [{"name": "far", "path": "/g/far", "source": "../below/middle.zarr"}]
    )
    with ZarrIO(folder / "a.zarr") as io, pytest.warns(BrokenLinkWarning, match="outside"):
        assert not io.read_builder()["g"].links


@pytest.mark.parametrize("source", ["http://localhost:9/a.zarr", "s3://bucket/a.zarr", "zip://x::file:///a.zip"])
def test_no_server_is_asked(folder, source):
    link(folder / "a.zarr", source)
    with ZarrIO(folder / "a.zarr") as io, pytest.warns(BrokenLinkWarning, match="external_links"):
        assert not io.read_builder()["g"].links


@pytest.mark.parametrize(
    "source", ["../../outside/b.zarr", "../%2e%2e/%2e%2e/outside/b.zarr", "../x::memory://outside/b.zarr", "/b.zarr"]
)
def test_urls_are_held_to_their_folder(source):
    for name in ("memory://hold/inside/b.zarr", "memory://outside/b.zarr"):
        with ZarrIO(name, mode="w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    links = [{"name": "far", "path": "/d", "source": source}, {"name": "near", "path": "/d", "source": "../b.zarr"}]
    url = "memory://hold/inside/a.zarr"
    with ZarrIO(url, mode="w") as io:
        io.write_builder(GroupBuilder("root", groups=[GroupBuilder("g")]))
        io._opened.place.write("zarr.json", root_with(links))
    with ZarrIO(url) as io, pytest.warns(BrokenLinkWarning, match="'far'"):
        assert set(io.read_builder().links) == {"near"}


def root_with(links) -> bytes:
    return json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {"_LINKS": links}}).encode()


def test_strict_reading_raises(folder):
    link(folder / "a.zarr", "../../secret.zarr")
    with ZarrIO(folder / "a.zarr", strict=True) as io, pytest.raises(DamagedFileError, match="'far'"):
        io.read_builder()


def test_other_choices_are_refused():
    with pytest.raises(ValueError, match="'siblings'"):
        ZarrIO(MemoryStore(), mode="w", external_links="siblings")
