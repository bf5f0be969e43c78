"""Links from one file to another."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pytest
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from conformance_cases.contract.parts import recording, session, sessions, tree
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs, trace
from harness import Backend
from harness.round_trip import read_tree, write_tree

pytestmark = pytest.mark.needs("external_links")


def remove(path: Path) -> None:
    """Delete a file, be it a directory."""
    if path.is_dir():
        rmtree(path)
    else:
        path.unlink()


def target_file(backend: Backend, directory: Path, name: str = "target", serial: str = "№ 7") -> Path:
    """Write a rig with a probe and a trace, and return where it is."""
    path: Path = backend.location(directory, name)
    rigs().write(backend, path, rig(probe(serial=serial), trace()))
    return path


def linking_file(backend: Backend, target: Path, directory: Path, name: str = "linking") -> Path:
    """Write a rig with a probe of its own and a channel that links to both objects of the target's file."""
    path: Path = backend.location(directory, name)
    manager = rigs().manager()
    with backend.open(target, mode="r", manager=manager) as source:
        other = source.read()
        made = rig(probe("own"))
        add(made, channel(probe=other.probes["tetrode"], trace=other.traces["voltage"]))
        with backend.open(path, mode="w", manager=manager) as io:
            io.write(made)
    return path


def write_link(backend: Backend, path: Path, name: str, *, to: tuple[str, str, Path]) -> None:
    """Write a file with a group, and a link to the object of a location, a name and a file."""
    location, target, source = to
    place = GroupBuilder(target, source=str(source))
    place.location = location
    links = [LinkBuilder(place, name)]
    write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("group")], links=links, source=str(path)), path)


def names(backend: Backend, path: Path) -> set[str]:
    """Return the names of all members that the root of a file has, beside attributes."""
    with read_tree(backend, path) as root:
        return {*root.groups, *root.datasets, *root.links}


def broken(backend: Backend, directory: Path) -> Path:
    """Write a file with links, and delete the file that they lead to."""
    target = target_file(backend, directory)
    path = linking_file(backend, target, directory)
    remove(target)
    return path


@pytest.mark.clause("F06")
@pytest.mark.local
@pytest.mark.parametrize("name", ["target", "a target (50%) #1, é", "target%20&x=1;y"])
def test_links_reach_their_container(backend: Backend, tmp_path: Path, name: str) -> None:
    """The targets are there, and name their own file as their source, whatever it is called."""
    target = target_file(backend, tmp_path, name)

    with rigs().open(backend, linking_file(backend, target, tmp_path), "r") as io:
        linked = io.read().channels["channel"]
        assert linked.probe.serial == "№ 7"
        np.testing.assert_array_equal(linked.trace.data[:], np.arange(4.0))
        assert {linked.probe.container_source, linked.trace.container_source} == {str(target)}
        links = io.read_builder()["channel"].links
        assert {name: link.builder.source for name, link in links.items()} == dict.fromkeys(
            ("probe", "trace"), str(target)
        )


@pytest.mark.clause("F06", "F23")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["w", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_what_a_link_reached_is_linked_to(backend: Backend, tmp_path: Path, mode: str) -> None:
    """An object that was itself reached by a link is linked to where it lies, though here is one of the same path."""
    target, path = target_file(backend, tmp_path), backend.location(tmp_path, "last")
    middle, manager = linking_file(backend, target, tmp_path), rigs().manager()
    rigs().write(backend, path, rig(probe(serial="of its own")))
    with backend.open(middle, mode="r", manager=manager) as other, backend.open(path, mode, manager=manager) as io:
        linked = other.read().channels["channel"]
        made: Any = io.read() if mode == "r+" else rig(probe(serial="of its own"))
        add(made, channel(probe=linked.probe, trace=linked.trace))
        io.write(made)

    with rigs().reading(backend, path) as read:
        linked = read.channels["channel"]
        assert (read.probes["tetrode"].serial, linked.probe.serial) == ("of its own", "№ 7")
        assert {linked.probe.container_source, linked.trace.container_source} == {str(target)}


@pytest.mark.clause("B06")
@pytest.mark.local
def test_links_lie_in_their_own_file(backend: Backend, tmp_path: Path) -> None:
    """A link that was read has the file and the group that it stands in, wherever it leads."""
    path = linking_file(backend, target_file(backend, tmp_path), tmp_path)

    with rigs().open(backend, path, "r") as io:
        links = io.read_builder()["channel"].links.values()
        assert [(link.source, link.location) for link in links] == [(str(path), "/channel")] * 2


@pytest.mark.clause("F07")
@pytest.mark.local
@pytest.mark.parametrize("place", ["", "below", "far/below"])
def test_links_move_with_the_files(backend: Backend, tmp_path: Path, place: str) -> None:
    """Two files in a directory that is moved are still linked, be they side by side or one further down."""
    (tmp_path / "before" / place).mkdir(parents=True)
    path = linking_file(backend, target_file(backend, tmp_path / "before" / place), tmp_path / "before")

    (tmp_path / "before").rename(tmp_path / "after")

    with rigs().reading(backend, tmp_path / "after" / path.name) as read:
        assert read.channels["channel"].probe.serial == "№ 7"
        assert Path(read.channels["channel"].probe.container_source).parent == tmp_path / "after" / place


@pytest.mark.clause("F08")
@pytest.mark.local
def test_a_broken_link_costs_only_itself(backend: Backend, tmp_path: Path) -> None:
    """A warning names each such link, and all the rest is read."""
    with rigs().open(backend, broken(backend, tmp_path), "r") as io, pytest.warns(BrokenLinkWarning) as caught:
        root = io.read_builder()
    for name in ("probe", "trace"):
        assert any(re.search(rf"(?=.*\bchannel\b).*\b{name}\b", str(warning.message)) for warning in caught)
    assert set(root.groups) == {"own", "channel"}


@pytest.mark.clause("F08")
@pytest.mark.local
def test_a_link_to_nothing_in_a_file_is_broken(backend: Backend, tmp_path: Path) -> None:
    """So is a link to an object that is not in a file that is there."""
    there, path = (backend.location(tmp_path, stem) for stem in ("there", "linking"))
    write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("another")]), there)
    write_link(backend, path, "link", to=("/", "object", there))

    with pytest.warns(BrokenLinkWarning, match="link"):
        members = names(backend, path)
    assert members == {"group"}


@pytest.mark.clause("F08", "F09")
@pytest.mark.local
@pytest.mark.parametrize("content", [b"", b"not of any format", None], ids=["empty", "foreign", "folder"])
def test_a_link_into_a_damaged_file_is_broken(backend: Backend, tmp_path: Path, content: bytes | None) -> None:
    """So is one into a file that is there and cannot be read."""
    target = target_file(backend, tmp_path)
    path = linking_file(backend, target, tmp_path)
    remove(target)
    if content is None:
        target.mkdir()
    else:
        target.write_bytes(content)

    with rigs().open(backend, path, "r") as io, pytest.warns(BrokenLinkWarning):
        read = io.read()
    assert read.channels["channel"].probe is None
    assert read.probes["own"].serial == "№ 7"


@pytest.mark.clause("F08", "M04")
@pytest.mark.local
@pytest.mark.needs("append")
def test_broken_links_outlast_an_append(backend: Backend, tmp_path: Path) -> None:
    """A link that is broken while its group is changed leads to its target as soon as that is there again."""
    target = target_file(backend, tmp_path)
    path = linking_file(backend, target, tmp_path)
    away = target.rename(tmp_path / "away")
    with rigs().open(backend, path, "r+") as io:
        with pytest.warns(BrokenLinkWarning):
            read = io.read()
        read.channels["channel"].probe_ref = read.probes["own"]
        read.channels["channel"].set_modified()
        io.write(read)
    away.rename(target)

    with rigs().reading(backend, path) as read:
        assert read.channels["channel"].probe_ref is read.probes["own"]
        assert read.channels["channel"].probe.serial == "№ 7"


@pytest.mark.clause("F09")
@pytest.mark.local
def test_a_broken_link_is_none(backend: Backend, tmp_path: Path) -> None:
    """The containers are made, and the field of the link is None."""
    with rigs().open(backend, broken(backend, tmp_path), "r") as io, pytest.warns(BrokenLinkWarning):
        read = io.read()
    assert read.channels["channel"].probe is None
    assert read.channels["channel"].trace is None
    assert read.probes["own"].serial == "№ 7"


@pytest.mark.clause("F11")
@pytest.mark.local
def test_lazy_data_are_linked_to(backend: Backend, tmp_path: Path) -> None:
    """Data that lie in another file are not copied: the dataset is a link to the one there."""
    target, path = backend.location(tmp_path, "target"), backend.location(tmp_path, "linking")
    sessions().write(backend, target, session(recording(data=np.arange(5))))
    with sessions().reading(backend, target) as other:
        copy = recording("copy", other.recordings["first"].data)
        sessions().write(backend, path, session(copy), link_data=True)

    with sessions().open(backend, path, "r") as io:
        assert io.read_builder()["copy"].links["data"].builder.source == str(target)
        np.testing.assert_array_equal(io.read().recordings["copy"].data[:], np.arange(5))


@pytest.mark.clause("F12")
@pytest.mark.local
def test_linked_data_have_the_attributes_of_their_target(backend: Backend, tmp_path: Path) -> None:
    """Attributes given along with data that become a link are not stored with it."""
    target, path = target_file(backend, tmp_path), backend.location(tmp_path, "linking")
    with rigs().reading(backend, target) as other:
        copy = trace("copy", other.traces["voltage"].data, unit="another unit")
        rigs().write(backend, path, rig(copy), link_data=True)

    with read_tree(backend, path) as root:
        (link,) = root.links.values()
        assert link.name == "copy"
        assert link.builder.attributes["unit"] == "µV"


@pytest.mark.clause("F15")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["r", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_closing_closes_linked_files(backend: Backend, tmp_path: Path, mode: str) -> None:
    """Once the IO that followed the links is closed, their targets can be replaced."""
    target = target_file(backend, tmp_path)
    path = linking_file(backend, target, tmp_path)
    with rigs().reading(backend, path, mode) as read:
        assert read.channels["channel"].probe.serial == "№ 7"

    rigs().write(backend, target, rig(probe(serial="№ 8"), trace()))

    with rigs().reading(backend, path) as read:
        assert read.channels["channel"].probe.serial == "№ 8"


@pytest.mark.clause("F15")
@pytest.mark.local
def test_closing_closes_every_linked_file(backend: Backend, tmp_path: Path) -> None:
    """Where links lead to several files, none of them stays open, though what was read of them is still known."""
    targets = {name: backend.location(tmp_path, name) for name in ("one", "two", "three")}
    for name, target in targets.items():
        write_tree(backend, tree(DatasetBuilder(name, [1, 2])), target)
    places = [DatasetBuilder(name, source=str(target)) for name, target in targets.items()]
    for place in places:
        place.location = "/"
    path = backend.location(tmp_path, "linking")
    root = GroupBuilder("root", links=[LinkBuilder(place, f"to {place.name}") for place in places], source=str(path))
    write_tree(backend, root, path)
    with read_tree(backend, path) as root:
        linked = [link.builder.data for link in root.links.values()]
        assert [data[:].tolist() for data in linked] == [[1, 2]] * 3

    for name, target in targets.items():
        write_tree(backend, tree(DatasetBuilder(name, [3])), target)

    with read_tree(backend, path) as root:
        assert [link.builder.data[:].tolist() for link in root.links.values()] == [[3]] * 3


@pytest.mark.clause("F17")
@pytest.mark.local
@pytest.mark.parametrize("place", ["", "below"], ids=["one folder", "a folder each"])
def test_chains_of_links_between_files(backend: Backend, tmp_path: Path, place: str) -> None:
    """A link to the place of a link in another file leads to the object at the end, in a third file."""
    (tmp_path / place / place).mkdir(parents=True, exist_ok=True)
    target, path = target_file(backend, tmp_path / place / place), backend.location(tmp_path, "last")
    middle = linking_file(backend, target, tmp_path / place)
    write_link(backend, path, "chained", to=("/channel", "probe", middle))

    with read_tree(backend, path) as root:
        assert root.links["chained"].builder.attributes["serial"] == "№ 7"
        assert root.links["chained"].builder.source == str(target)


@pytest.mark.clause("F06", "E24", "E29")
@pytest.mark.local
@pytest.mark.parametrize("kind", ["references", "rows"])
def test_references_beneath_links(backend: Backend, tmp_path: Path, kind: str) -> None:
    """What a linked object refers to lies in its own file, though here is an object of the same path."""
    there, path = backend.location(tmp_path, "there"), backend.location(tmp_path, "linking")
    theirs = DatasetBuilder("same", "theirs")
    data, dtype = {
        "references": ([ReferenceBuilder(theirs)], "object"),
        "rows": (
            [(1, ReferenceBuilder(theirs))],
            [{"name": n, "dtype": t} for n, t in (("n", "int"), ("to", "object"))],
        ),
    }[kind]
    holder = GroupBuilder("holder", datasets=[DatasetBuilder("data", data, dtype=dtype)])
    write_tree(backend, tree(theirs, holder), there)
    place = GroupBuilder("holder", source=str(there))
    place.location = "/"
    ours = DatasetBuilder("same", "ours")
    write_tree(backend, GroupBuilder("root", datasets=[ours], links=[LinkBuilder(place, "l")], source=str(path)), path)

    with read_tree(backend, path) as root:
        (element,) = root.links["l"].builder["data"].data[:]
        found = element if kind == "references" else element["to"]
        assert found.data == "theirs"
        assert found.source == str(there)


@pytest.mark.clause("B11", "F17")
@pytest.mark.local
def test_two_ways_to_one_object(backend: Backend, tmp_path: Path) -> None:
    """An object of another file is one object, be it reached at once or by way of a third file in another folder."""
    (tmp_path / "below").mkdir()
    target, path = target_file(backend, tmp_path), backend.location(tmp_path, "last")
    middle = backend.location(tmp_path / "below", "middle")
    write_link(backend, middle, "on", to=("/", "tetrode", target))
    places = [GroupBuilder("tetrode", source=str(target)), GroupBuilder("on", source=str(middle))]
    for place in places:
        place.location = "/"
    links = [LinkBuilder(place, name) for place, name in zip(places, ("at once", "by way"), strict=True)]
    write_tree(backend, GroupBuilder("root", links=links, source=str(path)), path)

    with read_tree(backend, path) as root:
        assert root.links["at once"].builder is root.links["by way"].builder


@pytest.mark.clause("F18")
@pytest.mark.local
def test_the_source_of_a_link_is_a_location(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the files were named when they were opened, the link leads to the target's absolute path."""
    target = target_file(backend, tmp_path)
    monkeypatch.chdir(tmp_path)
    path = linking_file(backend, Path(target.name), Path())

    monkeypatch.chdir(tmp_path.parent)
    with read_tree(backend, tmp_path / path) as root:
        assert root["channel"].links["probe"].builder.source == str(target)


@pytest.mark.clause("F20")
def test_a_link_into_another_format_is_not_stored(backend: Backend, tmp_path: Path) -> None:
    """A link to an object in a file of no format that the backend reads is refused."""
    foreign = tmp_path / "notes.txt"
    foreign.write_text("no container of anything", encoding="utf-8")

    with pytest.raises(ValueError, match=foreign.name):
        write_link(backend, backend.location(tmp_path, "linking"), "link", to=("/", "object", foreign))


@pytest.mark.clause("F21")
def test_links_in_a_circle_of_files(backend: Backend, tmp_path: Path) -> None:
    """Links that lead to one another and never to an object are broken; the rest of the file is read."""
    here, there = (backend.location(tmp_path, name) for name in ("here", "there"))
    write_link(backend, there, "back", to=("/", "forth", here))
    write_link(backend, here, "forth", to=("/", "back", there))

    with pytest.warns(BrokenLinkWarning, match="forth"):
        members = names(backend, here)
    assert members == {"group"}


@pytest.mark.clause("F23")
@pytest.mark.local
@pytest.mark.parametrize("stems", [("one", "two"), ("one/same", "two/same")], ids=["two names", "one name"])
def test_like_paths_in_different_files(backend: Backend, tmp_path: Path, stems: tuple[str, str]) -> None:
    """Links to the same path in two files lead to two objects, also if the files have one name."""
    manager = rigs().manager()
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    paths = [target_file(backend, tmp_path, stem, serial=stem) for stem in stems]
    path: Path = backend.location(tmp_path, "linking")
    with (
        backend.open(paths[0], mode="r", manager=manager) as one,
        backend.open(paths[1], mode="r", manager=manager) as two,
        backend.open(path, mode="w", manager=manager) as io,
    ):
        made = rig(channel("first", probe=one.read().probes["tetrode"]))
        add(made, channel("second", probe=two.read().probes["tetrode"]))
        io.write(made)

    with rigs().reading(backend, path) as read:
        assert [read.channels[name].probe.serial for name in ("first", "second")] == [*stems]
