"""Groups, and what containers are called and belong to (C03, C04, C05, C06, C07, C08, C09)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData
from hdmf.spec import DatasetSpec, GroupSpec

from conformance_cases.contract.parts import Schema, each_reading_mode, recording, schema, session, sessions, tree
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.round_trip import read_tree, write_tree


@pytest.mark.clause("C03")
def test_wide_groups(backend: Backend, path: Path) -> None:
    """A group keeps every one of a thousand children."""
    wide = tree(
        *(GroupBuilder(f"group {number}", attributes={"number": number}) for number in range(500)),
        *(DatasetBuilder(f"dataset {number}", number) for number in range(500)),
    )
    write_tree(backend, wide, path)

    with read_tree(backend, path) as got:
        assert_same(wide, got)


@pytest.mark.clause("C04")
@pytest.mark.parametrize("kind", [DatasetBuilder, GroupBuilder], ids=["datasets", "groups"])
@each_reading_mode
def test_names_side_by_side(backend: Backend, path: Path, kind: type[DatasetBuilder | GroupBuilder], mode: str) -> None:
    """Names that a file system or a URL might take for one another stay apart, at each depth and in each mode."""
    names = [
        "a", "A", " a", "a ", " ", "a.b", ".a", "..a", "a.", "50%", "%41", "#1", "ü", "u\u0308", "大脳皮質", "🧠",
        "a:b", "a\\b", "CON", "con", "*", "?", "~", "-", "0", "c", "a\tb",
    ]  # fmt: skip
    content = [{"data": number} if kind is DatasetBuilder else {} for number in range(len(names))]
    written, below = (
        tree(*(kind(name, **one) for name, one in zip(names, content, strict=True))) for _ in ("root", "below")
    )
    written.set_group(
        GroupBuilder("..b", groups=[GroupBuilder("c%2F d", groups=below.groups, datasets=below.datasets)])
    )
    write_tree(backend, written, path)

    with read_tree(backend, path, mode) as got:
        assert_same(written, got)


@pytest.mark.clause("C04", "F01", "E20")
@pytest.mark.needs("links", "references")
@pytest.mark.parametrize("name", ["__x", "..a", ".a", "zarr.json", "c", "a ", "%41", "大脳皮質", "long" * 60])
def test_links_and_references_reach_any_name(backend: Backend, path: Path, name: str) -> None:
    """What is called so is reached by links and references, and so is what lies in it."""
    inner = DatasetBuilder(name, 1)
    outer = GroupBuilder(name, datasets=[inner])
    holders = [
        GroupBuilder(f"to {of}", links=[LinkBuilder(to, "link")]) for of, to in (("outer", outer), ("inner", inner))
    ]
    both = DatasetBuilder("both", [ReferenceBuilder(outer), ReferenceBuilder(inner)], dtype="object")
    write_tree(backend, tree(outer, *holders, both), path)

    with read_tree(backend, path) as got:
        targets = [got.groups[name], got.groups[name].datasets[name]]
        assert [got[f"to {of}"].links["link"].builder for of in ("outer", "inner")] == targets
        assert list(got["both"].data[:]) == targets


@pytest.fixture(scope="module")
def untyped() -> Schema:
    """Return a schema of a ``Holder`` with the optional untyped group ``extra``, which has the dataset ``note``."""
    extra = GroupSpec(
        "without a type",
        name="extra",
        quantity="?",
        datasets=[DatasetSpec("a note", "text", name="note", quantity="?")],
    )
    return schema(GroupSpec("a holder", data_type_def="Holder", data_type_inc="Container", groups=[extra]))


@pytest.mark.clause("C05")
def test_untyped_groups_without_content_are_left_out(backend: Backend, path: Path, untyped: Schema) -> None:
    """An optional group without a type is there for its content alone."""
    untyped.write(backend, path, untyped.type("Holder")(name="root"))

    with read_tree(backend, path) as got:
        assert not got.groups


@pytest.mark.clause("C05", "C06")
def test_untyped_groups_map_to_their_owner(backend: Backend, path: Path, untyped: Schema) -> None:
    """What is in a group without a type is an argument and a field of the group's owner."""
    untyped.write(backend, path, untyped.type("Holder")(name="root", extra__note="a word"))

    with untyped.reading(backend, path) as read:
        assert read.extra__note == "a word"
    with read_tree(backend, path) as got:
        assert got["extra/note"].data == "a word"


@pytest.mark.clause("C07")
@pytest.mark.parametrize("separator", ["/", ":"])
def test_containers_have_no_separator_in_their_names(separator: str) -> None:
    """A new container is not called by what looks like a path."""
    with pytest.raises(ValueError, match=separator):
        recording(f"a{separator}b")


@pytest.mark.clause("C07")
def test_a_separator_in_a_name_is_read(backend: Backend, path: Path) -> None:
    """A container that is called so in a file is read."""
    manager = sessions().manager()
    root = manager.build(session(recording("a")), source=str(path), root=True)
    renamed = GroupBuilder("a:b", attributes=root["a"].attributes, datasets=root["a"].datasets)
    write_tree(backend, tree(renamed, **root.attributes), path)

    with sessions().reading(backend, path) as read:
        assert list(read.recordings) == ["a:b"]


@pytest.mark.clause("C08", "C09")
def test_the_hierarchy(backend: Backend, path: Path) -> None:
    """Containers have the parents and children that they had; the root has no parent, and is called root."""
    container = sessions().type("Session")(name="mine", recordings=[recording("first"), recording("second")])
    sessions().write(backend, path, container)

    with sessions().reading(backend, path) as read:
        assert read.name == "root"
        assert read.parent is None
        assert sorted(child.name for child in read.children) == ["first", "second"]
        assert all(child.parent is read for child in read.children)
        assert {child.object_id for child in read.children} == {child.object_id for child in container.children}


@pytest.mark.clause("C08")
def test_the_hierarchy_of_what_lies_deeper(backend: Backend, path: Path) -> None:
    """So do those that lie deeper, and data among them; of one name in two places, each is where it was."""
    parts = [
        SimpleMultiContainer(
            name=name,
            containers=[
                VectorData(name="same", description=name, data=[number]),
                DynamicTable(name="table", description="-"),
            ],
        )
        for number, name in enumerate(("first", "second"))
    ]
    outer = SimpleMultiContainer(name="outer", containers=parts)
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[outer]))

    with sessions().reading(backend, path) as read:
        for number, name in enumerate(("first", "second")):
            part = read["outer"][name]
            assert part.parent is read["outer"]
            assert sorted(child.name for child in part.children) == ["same", "table"]
            assert all(child.parent is part for child in part.children)
            assert (part["same"].description, part["same"].data[:].tolist()) == (name, [number])
            assert part["table"].id.parent is part["table"]
