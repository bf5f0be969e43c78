"""Links and references that are added to what is stored join those that are there (A25, B21, E34, F13, F22, M04)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.build import GroupBuilder, LinkBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData

from conformance_cases.contract.parts import sessions, tree
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs, trace
from harness import Backend
from harness.round_trip import read_tree, write_tree

pytestmark = pytest.mark.needs("links")


def linking() -> GroupBuilder:
    """Return the root of a tree with two targets, and a link to one of them from the root and from a group."""
    one, other, inner = (GroupBuilder(name) for name in ("one", "other", "inner"))
    root = tree(one, other, inner, held="a value")
    for holder in (root, inner):
        holder.set_link(LinkBuilder(one, "to one"))
    return root


def add_links(root: GroupBuilder) -> None:
    """Add a link to the other target, from the root and from the group."""
    for holder in (root, root["inner"]):
        holder.set_link(LinkBuilder(root["other"], "to other"))


def assert_linked_to_both(backend: Backend, path: Path) -> None:
    """Assert that there are the links of `linking`, and those of `add_links`."""
    with read_tree(backend, path) as got:
        for holder in (got, got["inner"]):
            targets = {name: link.builder for name, link in holder.links.items()}
            assert targets == {"to one": got["one"], "to other": got["other"]}


@pytest.mark.clause("M04", "F13")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_links_join_those_of_the_file(backend: Backend, path: Path, mode: str) -> None:
    """A link that is added to a group of the file is there beside the others."""
    write_tree(backend, linking(), path)
    with backend.open(path, mode=mode) as io:
        root = io.read_builder()
        add_links(root)
        io.write_builder(root)

    assert_linked_to_both(backend, path)


@pytest.mark.clause("A25")
def test_links_join_those_just_written(backend: Backend, path: Path) -> None:
    """So is one that is added and written by the same open IO."""
    root = linking()
    with backend.open(path, mode="w") as io:
        io.write_builder(root)
        add_links(root)
        io.write_builder(root)

    assert_linked_to_both(backend, path)


@pytest.mark.clause("E17", "E20", "E21", "F13", "M06")
@pytest.mark.needs("append", "references")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_what_is_there_is_linked_later(backend: Backend, path: Path, mode: str) -> None:
    """An object of the file is given links and references that it lacked, and later a reference to another target."""
    rigs().write(backend, path, rig(probe(), probe("other"), trace(), channel(), channel("without")))
    with rigs().open(backend, path, mode) as io:
        read = io.read()
        changed = read.channels["channel"]
        changed.probe = changed.probe_ref = read.probes["tetrode"]
        changed.trace = changed.trace_ref = read.traces["voltage"]
        changed.set_modified()
        io.write(read)
    with rigs().open(backend, path, mode) as io:
        read = io.read()
        changed = read.channels["channel"]
        assert changed.probe is changed.probe_ref is read.probes["tetrode"]
        changed.fields["probe_ref"] = read.probes["other"]
        changed.set_modified()
        io.write(read)

    with rigs().reading(backend, path) as read:
        got = read.channels["channel"]
        assert (got.probe, got.probe_ref) == (read.probes["tetrode"], read.probes["other"])
        assert got.trace is got.trace_ref is read.traces["voltage"]
        assert read.channels["without"].probe is None


@pytest.mark.clause("F22", "B21")
@pytest.mark.needs("append", "references")
@pytest.mark.local
def test_a_file_that_was_appended_to_is_whole_when_it_is_moved(backend: Backend, tmp_path: Path) -> None:
    """Links and references that were added later lead to what lies in the same file, wherever that is."""
    path: Path = backend.location(tmp_path, "rig")
    rigs().write(backend, path, rig(probe(), trace()))
    with rigs().open(backend, path, "r+") as io:
        read = io.read()
        group, dataset = read.probes["tetrode"], read.traces["voltage"]
        add(read, channel(probe=group, trace=dataset, probe_ref=group, trace_ref=dataset))
        io.write(read)
    (tmp_path / "elsewhere").mkdir()
    moved = path.rename(backend.location(tmp_path / "elsewhere", "renamed"))

    with rigs().reading(backend, moved) as read:
        got = read.channels["channel"]
        assert got.probe is got.probe_ref is read.probes["tetrode"]
        assert got.trace is got.trace_ref is read.traces["voltage"]


@pytest.mark.clause("M10", "E34")
@pytest.mark.needs("append", "references")
def test_rows_refer_to_objects_of_one_name(backend: Backend, path: Path) -> None:
    """Each of the rows that are appended refers to its own object, though another has the same name."""
    sides = [
        SimpleMultiContainer(name=side, containers=[DynamicTable(name="same", description=side)])
        for side in ("left", "right")
    ]
    whose = VectorData(name="whose", description="references", data=[sides[0]["same"]])
    table = DynamicTable(name="table", description="one row", columns=[whose])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[*sides, table]))
    with sessions().open(backend, path, "r+") as io:
        read = io.read()
        for side in ("right", "left", "right"):
            read["table"].add_row(whose=read[side]["same"])
        io.write(read)

    with sessions().reading(backend, path) as read:
        assert [one.description for one in read["table"]["whose"][:]] == ["left", "right", "left", "right"]
