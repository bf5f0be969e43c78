"""What `write_builder()` takes and `read_builder()` gives (B01, B04, B05, B07, B08, B12 to B14, B17, B21, M17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData
from hdmf.data_utils import DataChunkIterator

from conformance_cases.contract.parts import (
    Interface,
    each_interface,
    each_reading_mode,
    native_root,
    recording,
    session,
    sessions,
    tree,
)
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.comparison import compare_builders
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree
from harness.strategies import nodes

ROW = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}]


def _filled_tree() -> GroupBuilder:
    return tree(
        GroupBuilder("group", datasets=[DatasetBuilder("text", "a word"), DatasetBuilder("numbers", [[1, 2], [3, 4]])]),
        DatasetBuilder("number", 1.5, attributes={"unit": "V"}),
        answer=42,
    )


@pytest.mark.clause("B01")
def test_writing_is_building_and_writing_builders(backend: Backend, path: Path) -> None:
    """Both ways store the same."""
    container = session(recording("first", comment="a remark"), recording("second", unit="V"), place="Tōkyō")
    manager = sessions().manager()
    with backend.open(path, mode="w", manager=manager) as io:
        io.write(container)
    with read_tree(backend, path) as got:
        written = normal_form(got)
    with backend.open(path, mode="w", manager=manager) as io:
        io.write_builder(sessions().manager().build(container, source=io.source, root=True))

    with read_tree(backend, path) as got:
        assert compare_builders(written, got) == []


@pytest.mark.clause("B04", "B05")
@each_interface
def test_one_tree_and_one_container(backend: Backend, path: Path, interface: Interface) -> None:
    """Reading again gives what was read before."""
    interface.write(backend, path)
    with interface.open(backend, path, "r") as io:
        assert io.read_builder() is io.read_builder()
        assert io.read() is io.read()
        assert io.manager.get_builder(io.read()) is io.read_builder()


@pytest.mark.clause("B04", "B05", "B12")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_one_tree_and_one_container_after_an_addition(backend: Backend, path: Path, mode: str) -> None:
    """They are the same when something was added, and what was added is known when it has been written."""
    sessions().write(backend, path, session(recording("first")))
    with sessions().open(backend, path, mode) as io:
        root, read = io.read_builder(), io.read()
        read.add_recordings(recording("second"))
        io.write(read)

        assert io.read_builder() is root
        assert io.read() is read
        assert all(io.get_written(root[name]) for name in ("first", "second", "second/data"))
        assert not any(io.get_written(node) for node in nodes(_filled_tree()))


@pytest.mark.clause("B07", "B20")
@each_reading_mode
@pytest.mark.parametrize("cache_spec", [True, False])
def test_specifications_stay_out_of_sight(backend: Backend, path: Path, cache_spec: bool, mode: str) -> None:
    """A tree has what was written, whether or not the file also has the specifications."""
    sessions().write(backend, path, session(recording("first"), recording("second")), cache_spec=cache_spec)

    with read_tree(backend, path, mode) as got:
        assert sorted(got.groups) == ["first", "second"]
        assert not got.datasets
        assert set(got.attributes) == {"namespace", "data_type", "object_id"}


@pytest.mark.clause("B08")
def test_the_root_tells_what_it_is(backend: Backend, path: Path) -> None:
    """Namespace, type and id of the root are among its attributes."""
    container = session()
    sessions().write(backend, path, container)

    with read_tree(backend, path) as got:
        assert got.attributes["namespace"] == "contract"
        assert got.attributes["data_type"] == "Session"
        assert got.attributes["object_id"] == container.object_id


@pytest.mark.clause("B12", "M17")
def test_what_was_written_is_known(backend: Backend, path: Path) -> None:
    """Each builder that was written is known while it lives; an equal one that was not is not."""
    written, other = _filled_tree(), _filled_tree()
    with backend.open(path, mode="w") as io:
        assert not any(io.get_written(node) for node in nodes(written))
        io.write_builder(written)

        assert all(io.get_written(node) for node in nodes(written))
        assert not any(io.get_written(node) for node in nodes(other))


@pytest.mark.clause("B12")
def test_what_was_read_is_known(backend: Backend, path: Path) -> None:
    """Each builder that was read counts as written."""
    write_tree(backend, _filled_tree(), path)
    with backend.open(path, mode="r") as io:
        assert all(io.get_written(node) for node in nodes(io.read_builder()))
        assert not any(io.get_written(node) for node in nodes(_filled_tree()))


@pytest.mark.clause("B06")
def test_links_tell_where_they_stand(backend: Backend, path: Path) -> None:
    """A link that was read has the file and the path of the group that holds it, and its target those of its own."""
    target = GroupBuilder("target")
    holder = GroupBuilder("outer", groups=[GroupBuilder("inner", links=[LinkBuilder(target, "link")])])
    write_tree(backend, tree(holder, GroupBuilder("place", groups=[target])), path)
    with read_tree(backend, path) as got:
        link = got["outer/inner"].links["link"]
        assert link.source == link.builder.source == got.source
        assert link.location == "/outer/inner"
        assert link.builder is got["place/target"]
        assert link.builder.location == "/place"


@pytest.mark.clause("B12")
def test_links_that_were_read_are_known(backend: Backend, path: Path) -> None:
    """A link counts as written like what it leads to; one that was added since does not."""
    target = GroupBuilder("target")
    links = [LinkBuilder(target, "link")]
    write_tree(backend, GroupBuilder("root", groups=[target, GroupBuilder("holder", links=links)]), path)
    with backend.open(path, mode="r") as io:
        holder = io.read_builder()["holder"]
        assert io.get_written(holder.links["link"])
        assert not io.get_written(LinkBuilder(io.read_builder()["target"], "another", parent=holder))


@pytest.mark.clause("B13")
def test_what_can_grow_has_no_limit(backend: Backend, path: Path) -> None:
    """The limit of a dimension that can grow is None."""
    data = DataChunkIterator(iter(np.arange(6).reshape(3, 2)), maxshape=(None, 2), dtype=np.dtype("int16"))
    write_tree(backend, tree(DatasetBuilder("grown", data)), path)

    with read_tree(backend, path) as got:
        grown = got["grown"]
        assert grown.dtype == np.dtype("int16")
        assert grown.maxshape[0] is None
        assert len(grown.maxshape) == 2


@pytest.mark.clause("B13")
@pytest.mark.parametrize("kind", ["text", "rows", "references"])
def test_what_can_grow_has_no_limit_of_any_kind(backend: Backend, path: Path, kind: str) -> None:
    """So it is whatever there is more of."""
    if backend.data_io is None:
        pytest.skip("B13 needs a dataset that can grow, which the backend's DataIO asks for; it has none")
    target = GroupBuilder("target")
    element, dtype = {
        "text": ("a", "utf"),
        "rows": ((1, "a"), ROW),
        "references": (ReferenceBuilder(target), "object"),
    }[kind]
    data = backend.data_io([element] * 2, maxshape=(None,))
    write_tree(backend, tree(target, DatasetBuilder("grown", data, dtype=dtype)), path)

    with read_tree(backend, path) as got:
        assert tuple(got["grown"].maxshape) == (None,)


@pytest.mark.clause("B13")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (np.arange(6, dtype="uint64").reshape(2, 3), "uint64"),
        (np.array([True, False]), "bool"),
        (np.empty((0, 2), "float32"), "float32"),
        ([["a", "b"]], None),
        ([b"a", b"b"], None),
        ([(1, "a")], ROW),
    ],
    ids=["numbers", "truths", "nothing", "text", "bytes", "rows"],
)
def test_dtype_and_limits_of_each_kind(backend: Backend, path: Path, data: Any, dtype: Any) -> None:
    """Whatever an array holds, its builder has a dtype, and a limit or None for each dimension."""
    write_tree(backend, tree(DatasetBuilder("values", data, dtype=dtype)), path)

    with read_tree(backend, path) as got:
        values = got["values"]
        assert values.dtype is not None
        if isinstance(dtype, str):
            assert values.dtype == np.dtype(dtype)
        assert len(values.maxshape) == np.ndim(values.data[()])
        limits = zip(values.maxshape, values.data.shape, strict=True)
        assert all(limit is None or limit >= length for limit, length in limits)


@pytest.mark.clause("B14")
@pytest.mark.parametrize("data", [[1, 2], ["a", "b"], np.array([True, False])], ids=["numbers", "text", "truths"])
def test_native_objects_map_back(backend: Backend, path: Path, data: Any) -> None:
    """The backend's own group and dataset lead to builder and container."""
    column = VectorData(name="column", description="of any kind", data=data)
    table = DynamicTable(name="table", description="a column", columns=[column])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))
    with sessions().open(backend, path, "r") as io:
        native: Any = native_root(io)["table"]
        with pytest.raises(ValueError, match="table"):
            io.get_builder(native)
        read = io.read()

        assert io.get_builder(native) is io.read_builder()["table"]
        assert io.get_container(native) is read["table"]
        assert io.get_builder(native["column"]) is io.read_builder()["table/column"]
        assert io.get_container(native["column"]) is read["table"]["column"]


@pytest.mark.clause("B14")
def test_native_objects_of_another_file_do_not_map(backend: Backend, path: Path, tmp_path: Path) -> None:
    """An object at the same path of another file is none that this IO has built."""
    paths = [path, backend.location(tmp_path, "other")]
    for each in paths:
        write_tree(backend, _filled_tree(), each)
    with backend.open(paths[0], mode="r") as io, backend.open(paths[1], mode="r") as other:
        io.read_builder()
        with pytest.raises(ValueError, match="group"):
            io.get_builder(native_root(other)["group"])


@pytest.mark.clause("B17")
@pytest.mark.parametrize("keywords", [{"link_data": True}, {"exhaust_dci": False}, {"export_source": None}])
def test_common_keywords(backend: Backend, path: Path, keywords: dict[str, Any]) -> None:
    """`write_builder()` takes what `write()` and `export()` pass on."""
    with backend.open(path, mode="w") as io:
        io.write_builder(_filled_tree(), **keywords)

    with read_tree(backend, path) as got:
        assert_same(_filled_tree(), got)


@pytest.mark.clause("B17")
def test_unknown_keywords_are_refused(backend: Backend, path: Path) -> None:
    """A keyword that does not exist is not passed over."""
    with backend.open(path, mode="w") as io, pytest.raises(TypeError, match="no_such_keyword"):
        io.write_builder(_filled_tree(), no_such_keyword=True)


@pytest.mark.clause("B21")
@pytest.mark.local
@pytest.mark.needs("links")
def test_a_link_within_a_file_that_was_named(backend: Backend, path: Path) -> None:
    """A link whose target has the source of the file, as builders of containers do, leads there within the file."""
    source = str(path)
    target = DatasetBuilder("numbers", [1, 2], source=source)
    link = LinkBuilder(target, name="link", source=source)
    root = GroupBuilder("root", datasets=[target], links=[link], source=source)
    write_tree(backend, root, path)
    moved = path.rename(backend.location(path.parent, "moved"))

    with read_tree(backend, moved) as got:
        assert got.links["link"].builder is got["numbers"]
