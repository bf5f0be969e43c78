"""Single references and lists of them, in attributes and datasets: each reaches its target."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.build.errors import ReferenceTargetNotBuiltError
from hdmf.spec import RefSpec

from conformance_cases.contract.rigs import add, channel, probe, probe_list, rig, rigs, target_of, trace, written_rig
from harness import Backend
from harness.round_trip import read_tree, round_trip, write_tree


@pytest.mark.clause("E20")
def test_an_attribute_refers_to_a_group(backend: Backend, tmp_path: Path) -> None:
    """The builder has the target's builder, and the container the target's container."""
    target = probe()
    path = backend.location(tmp_path, "rig")
    made = rig(target)
    add(made, channel(probe_ref=target))
    rigs().write(backend, path, made)

    with rigs().open(backend, path, "r") as io:
        read = io.read()
        assert read.channels["channel"].probe_ref is read.probes["tetrode"]
        reference = io.read_builder()["channel"].attributes["probe_ref"]
        assert target_of(reference) is io.read_builder()["tetrode"]


@pytest.mark.clause("E21")
def test_an_attribute_refers_to_a_dataset(backend: Backend, tmp_path: Path) -> None:
    """A target that is a dataset is reached like a group."""
    target = trace()
    path = backend.location(tmp_path, "rig")
    made = rig(target)
    add(made, channel(trace_ref=target))
    rigs().write(backend, path, made)

    with rigs().reading(backend, path) as read:
        assert read.channels["channel"].trace_ref is read.traces["voltage"]


@pytest.mark.clause("E22", "E23")
@pytest.mark.parametrize("kind", ["group", "dataset"])
def test_a_single_reference(backend: Backend, tmp_path: Path, kind: str) -> None:
    """A dataset that is one reference leads to the very builder that the tree has at the target's path."""
    tree = GroupBuilder("root", groups=[GroupBuilder("group")], datasets=[DatasetBuilder("dataset", [1, 2])])
    tree.set_dataset(DatasetBuilder("reference", ReferenceBuilder(tree[kind]), dtype="object"))

    with round_trip(backend, tree, tmp_path) as root:
        assert target_of(root["reference"].data) is root[kind]


@pytest.mark.clause("E32")
def test_a_target_outside_of_the_file_is_refused(backend: Backend, tmp_path: Path) -> None:
    """A reference to a container that is not written is not written either."""
    with pytest.raises(ReferenceTargetNotBuiltError):
        written_rig(backend, tmp_path, probe_list([probe("stranger")]))


@pytest.mark.clause("E33")
def test_references_forward_and_in_circles(backend: Backend, tmp_path: Path) -> None:
    """Targets may be stored later than what refers to them, and lists of references may hold one another."""
    first, second = GroupBuilder("a"), GroupBuilder("z")
    for holder, target in ((first, second), (second, first)):
        holder.set_dataset(DatasetBuilder("others", [ReferenceBuilder(target)], dtype="object"))

    with round_trip(backend, GroupBuilder("root", groups=[first, second]), tmp_path) as root:
        assert root["a/others"].data[0] is root["z"]
        assert root["z/others"].data[0] is root["a"]


@pytest.mark.clause("E40")
def test_region_references_are_no_specification() -> None:
    """A specification cannot ask for references to a part of a dataset."""
    with pytest.raises(ValueError, match="reftype"):
        RefSpec("Probe", "region")


@pytest.mark.clause("E53")
@pytest.mark.parametrize("kind", ["group", "dataset"])
def test_objects_refer_to_themselves(backend: Backend, tmp_path: Path, kind: str) -> None:
    """The attribute of a group or of a dataset may lead back to its own."""
    tree = GroupBuilder("root", groups=[GroupBuilder("group")], datasets=[DatasetBuilder("dataset", 1)])
    tree[kind].set_attribute("self", ReferenceBuilder(tree[kind]))

    with round_trip(backend, tree, tmp_path) as root:
        assert target_of(root[kind].attributes["self"]) is root[kind]


@pytest.mark.clause("E55")
def test_a_null_reference_in_an_attribute(backend: Backend, tmp_path: Path) -> None:
    """None among the references in an attribute is None."""
    target = GroupBuilder("target")
    tree = GroupBuilder("root", groups=[target], attributes={"held": [ReferenceBuilder(target), None]})

    with round_trip(backend, tree, tmp_path) as root:
        assert [target_of(element) for element in root.attributes["held"]] == [root["target"], None]


@pytest.mark.clause("E56")
def test_references_into_other_files_are_true(backend: Backend, tmp_path: Path) -> None:
    """A reference to an object of another file is refused or leads there, never to its namesake in this file."""
    there, here = (backend.location(tmp_path, name) for name in ("there", "here"))
    write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("target", attributes={"in": "there"})]), there)
    with read_tree(backend, there) as other:
        holder = GroupBuilder("holder", attributes={"held": ReferenceBuilder(other["target"])})
        namesake = GroupBuilder("target", attributes={"in": "here"})
        try:
            write_tree(backend, GroupBuilder("root", groups=[namesake, holder]), here)
        except (ValueError, KeyError, TypeError, RuntimeError):
            return

    with read_tree(backend, here) as root:
        assert target_of(root["holder"].attributes["held"]).attributes["in"] == "there"
