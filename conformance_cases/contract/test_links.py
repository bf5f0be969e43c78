"""Links within a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from hdmf.build.errors import OrphanContainerBuildError

from conformance_cases.contract.exporting import full_rig
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs, trace
from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, round_trip_differences, write_tree


def linked(backend: Backend, directory: Path) -> Path:
    """Write a rig with a channel that links to a group and to a dataset; return where it is."""
    group, dataset = probe(), trace()
    path: Path = backend.location(directory, "rig")
    rigs().write(backend, path, rig(group, dataset, channel(probe=group, trace=dataset)))
    return path


@pytest.mark.clause("F01", "F03")
def test_a_link_to_a_group(backend: Backend, tmp_path: Path) -> None:
    """The field is the target's own container, whose parent is the one that it had; the builder has the link's name."""
    with rigs().open(backend, linked(backend, tmp_path), "r") as io:
        read = io.read()
        assert read.channels["channel"].probe is read.probes["tetrode"]
        assert read.probes["tetrode"].parent is read
        link = io.read_builder()["channel"].links["probe"]
        assert isinstance(link, LinkBuilder)
        assert link.name == "probe"
        assert link.builder is io.read_builder()["tetrode"]


@pytest.mark.clause("F02", "F03")
def test_a_link_to_a_dataset(backend: Backend, tmp_path: Path) -> None:
    """A target that is a dataset is reached like a group."""
    with rigs().open(backend, linked(backend, tmp_path), "r") as io:
        read = io.read()
        assert read.channels["channel"].trace is read.traces["voltage"]
        assert read.traces["voltage"].parent is read
        assert io.read_builder()["channel"].links["trace"].builder is io.read_builder()["voltage"]


@pytest.mark.clause("F01", "F02", "F03")
def test_several_links_of_a_group(backend: Backend, tmp_path: Path) -> None:
    """Each leads to its own target, in the tree and, to a second witness, in the file."""
    targets = [GroupBuilder(name, attributes={"name": name}) for name in ("first", "second")]
    data = DatasetBuilder("data", [1, 2])
    links = [*(LinkBuilder(target, f"to the {target.name}") for target in targets), LinkBuilder(data, "to data")]
    tree = GroupBuilder("root", groups=[*targets, GroupBuilder("holder", links=links)], datasets=[data])
    assert round_trip_differences(backend, tree, tmp_path) == []


@pytest.mark.clause("B10")
def test_links_with_equally_named_targets(backend: Backend, tmp_path: Path) -> None:
    """Links to objects of one name in two groups lead each to its own."""
    targets = [GroupBuilder("same", attributes={"number": number}) for number in range(2)]
    around = [GroupBuilder(f"around {number}", groups=[target]) for number, target in enumerate(targets)]
    links = [LinkBuilder(target, f"link {number}") for number, target in enumerate(targets)]
    tree = GroupBuilder("root", groups=[*around, GroupBuilder("holder", links=links)])
    assert round_trip_differences(backend, tree, tmp_path) == []


@pytest.mark.clause("F04")
def test_links_stay_links(backend: Backend, tmp_path: Path) -> None:
    """What a group links to is among its links, and not among its groups and datasets."""
    with rigs().open(backend, linked(backend, tmp_path), "r") as io:
        holder = io.read_builder()["channel"]
        assert set(holder.links) == {"probe", "trace"}
        assert not holder.groups
        assert not holder.datasets


@pytest.mark.clause("F05")
def test_a_second_parent_gets_a_link(backend: Backend, tmp_path: Path) -> None:
    """A container that is in one place already is a link in any other, also where the object itself could be."""
    shared = probe()
    rigs().write(backend, backend.location(tmp_path, "rig"), rig(shared, channel(probe=shared)))

    with read_tree(backend, backend.location(tmp_path, "rig")) as root:
        assert set(root.groups) == {"tetrode", "channel"}
        assert set(root["channel"].links) == {"probe"}


@pytest.mark.clause("F10")
def test_a_link_to_an_orphan_is_refused(backend: Backend, tmp_path: Path) -> None:
    """What is in no file cannot be linked to."""
    with pytest.raises(OrphanContainerBuildError):
        rigs().write(backend, backend.location(tmp_path, "rig"), rig(channel(probe=probe("orphan"))))


@pytest.mark.clause("F12")
def test_a_linked_dataset_shows_its_attributes(backend: Backend, tmp_path: Path) -> None:
    """Through the link one sees the attributes of the target, which are there once."""
    with rigs().open(backend, linked(backend, tmp_path), "r") as io:
        link = io.read_builder()["channel"].links["trace"]
        assert link.builder.attributes["unit"] == "µV"
        assert normal_form(io.read_builder())["/channel/trace"].attributes == {}


@pytest.mark.clause("F13")
@pytest.mark.needs("append")
def test_links_to_objects_that_are_there_already(backend: Backend, tmp_path: Path) -> None:
    """In append mode a new container may link to old ones."""
    path = linked(backend, tmp_path)
    with rigs().open(backend, path, "r+") as io:
        read = io.read()
        add(read, channel("second", probe=read.probes["tetrode"], trace=read.traces["voltage"]))
        io.write(read)

    with rigs().reading(backend, path) as read:
        second = read.channels["second"]
        assert second.probe is read.probes["tetrode"]
        assert second.trace is read.traces["voltage"]


@pytest.mark.clause("F14")
def test_a_link_builder_points_to_an_object() -> None:
    """HDMF refuses a link to a link."""
    link: Any = LinkBuilder(GroupBuilder("target"), "link")
    with pytest.raises(TypeError):
        LinkBuilder(link, "second")


@pytest.mark.clause("F17")
@pytest.mark.parametrize("kind", ["group", "dataset"])
def test_chains_of_links(backend: Backend, path: Path, kind: str) -> None:
    """A link to the place of another link is refused, or is a link to the object at the end of the chain."""
    tree = GroupBuilder("root", groups=[GroupBuilder("group")], datasets=[DatasetBuilder("dataset", [1, 2])])
    tree.set_link(LinkBuilder(tree[kind], "first"))
    tree.set_link(LinkBuilder(place_of(tree[kind], "first"), "second"))
    try:
        write_tree(backend, tree, path)
    except ValueError:
        return

    with read_tree(backend, path) as root:
        assert {link.name: link.builder for link in root.links.values()} == dict.fromkeys(
            ("first", "second"), root[kind]
        )


@pytest.mark.clause("F21")
@pytest.mark.filterwarnings("ignore::hdmf.backends.warnings.BrokenLinkWarning")
def test_links_in_a_circle(backend: Backend, path: Path) -> None:
    """Links that lead to one another and never to an object are refused, or broken; the rest of the file is read."""
    group = GroupBuilder("group")
    links = [LinkBuilder(place_of(group, "b"), "a"), LinkBuilder(place_of(group, "a"), "b")]
    try:
        write_tree(backend, GroupBuilder("root", groups=[group], links=links), path)
    except ValueError:
        return

    with read_tree(backend, path) as root:
        assert set(root.groups) == {"group"}
        assert not root.links


def place_of(kind: GroupBuilder | DatasetBuilder, name: str) -> GroupBuilder | DatasetBuilder:
    """Return a builder that stands for what is at that name in the root, a link: HDMF has none for a link to a link."""
    builder = type(kind)(name)
    builder.location = "/"
    return builder


@pytest.mark.clause("F22")
@pytest.mark.local
def test_a_moved_file_is_whole(backend: Backend, tmp_path: Path) -> None:
    """A file under another name in another place has every link and reference that it had."""
    path: Path = backend.location(tmp_path, "rig")
    rigs().write(backend, path, full_rig())
    with read_tree(backend, path) as root:
        before = normal_form(root)

    (tmp_path / "elsewhere").mkdir()
    moved = path.rename(backend.location(tmp_path / "elsewhere", "renamed"))

    with rigs().open(backend, moved, "r") as io:
        assert compare_builders(before, io.read_builder()) == []
        read = io.read()
        assert read.channels["channel"].probe_ref is read.probes["tetrode"]
        assert read.channels["channel"].trace is read.traces["voltage"]
        assert read.probe_lists["list"].data[0] is read.probe_rows["rows"].data[1][0] is read.probes["tetrode"]
        assert read.dynamic_tables["picks"]["region"].table is read.dynamic_tables["table"]
