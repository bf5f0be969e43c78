"""What shows the known gaps of HDF5 in links and references from one file to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData, get_manager

from harness.backend import Backend
from harness.gaps import Witness
from harness.hdf5.documents import root
from harness.round_trip import read_tree, write_tree


def _link(name: str, place: str, path: Path) -> LinkBuilder:
    target = GroupBuilder(place, source=str(path))
    target.location = "/"
    return LinkBuilder(target, name)


def _references_of_a_linked_file(backend: Backend, directory: Path) -> None:
    there, here = (backend.location(directory, name) for name in ("there", "here"))
    target = GroupBuilder("target")
    holder = GroupBuilder("holder", datasets=[DatasetBuilder("held", [ReferenceBuilder(target)], dtype="object")])
    write_tree(backend, root(target, holder), there)
    write_tree(backend, GroupBuilder("root", links=[_link("link", "holder", there)], source=str(here)), here)
    with read_tree(backend, here) as got:
        assert got.links["link"].builder["held"].data[0].source == str(there)


def _stranger_appended(backend: Backend, directory: Path) -> None:
    there, here = (backend.location(directory, name) for name in ("there", "here"))
    for path in (there, here):
        target = DynamicTable(name="target", description="x")
        column = VectorData(name="to", description="x", data=[target])
        tables = [target, DynamicTable(name="references", description="x", columns=[column])]
        with backend.open(path, mode="w", manager=get_manager()) as io:
            io.write(SimpleMultiContainer(name="root", containers=tables))
    manager = get_manager()
    with (
        backend.open(there, mode="r", manager=manager) as other,
        backend.open(here, mode="r+", manager=manager) as io,
    ):
        stranger, references = other.read()["target"], io.read()["references"]
        with pytest.raises(ValueError, match="written"):
            references["to"].append(stranger)


def _chain_of_files(backend: Backend, directory: Path) -> None:
    first, second, third = (backend.location(directory, name) for name in ("first", "second", "third"))
    write_tree(backend, root(GroupBuilder("target")), first)
    write_tree(backend, GroupBuilder("root", links=[_link("middle", "target", first)], source=str(second)), second)
    write_tree(backend, GroupBuilder("root", links=[_link("last", "middle", second)], source=str(third)), third)
    with read_tree(backend, third) as got:
        assert got.links["last"].builder.name == "target"


def _link_into_another_format(backend: Backend, directory: Path) -> None:
    foreign, path = directory / "notes.txt", backend.location(directory, "file")
    foreign.write_text("no container of anything", encoding="utf-8")
    with pytest.raises(ValueError, match=foreign.name):
        write_tree(backend, GroupBuilder("root", links=[_link("link", "object", foreign)], source=str(path)), path)


def _circle_of_links(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    tree = root(GroupBuilder("group"))
    for name, other in ("ab", "ba"):
        place = GroupBuilder(other)
        place.location = "/"
        tree.set_link(LinkBuilder(place, name))
    write_tree(backend, tree, path)
    with read_tree(backend, path) as got:
        assert set(got.groups) == {"group"}


#: By the clause and, where a gap is of some cases only, their names.
WITNESSES: Mapping[str, Witness] = MappingProxyType(
    {
        "E24 test_references_beneath_links": _references_of_a_linked_file,
        "E34 test_references_to_another_file_are_not_appended": _stranger_appended,
        "F17 test_chains_of_links_between_files test_two_ways_to_one_object": _chain_of_files,
        "F20": _link_into_another_format,
        "F21 test_links_in_a_circle": _circle_of_links,
    }
)
