"""References and links of every kind, in every kind of store: written, appended, exported, moved."""

import itertools
import json
import shutil

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from zarr.storage import MemoryStore, ZipStore

from hdmf_zarr import StorageError, ZarrIO

ROW = [{"name": "number", "dtype": "int32"}, {"name": "label", "dtype": "utf"}, {"name": "to", "dtype": "object"}]

_counter = itertools.count()


class Directories:
    """Files in directories of one folder."""

    def __init__(self, tmp_path):
        self.folder = tmp_path

    def place(self, name, mode):  # noqa: ARG002
        return self.folder / name


class Urls(Directories):
    """Files at URLs below one URL."""

    def __init__(self, tmp_path):  # noqa: ARG002
        self.folder = f"memory://{next(_counter)}"

    def place(self, name, mode):  # noqa: ARG002
        return f"{self.folder}/{name}"


class InMemory(Directories):
    """Files in stores that have no name."""

    def __init__(self, tmp_path):  # noqa: ARG002
        self.kept = {}

    def place(self, name, mode):
        return MemoryStore(self.kept.setdefault(name, {}), read_only=mode == "r")


class Zips(Directories):
    """Files in archives, each written once."""

    def place(self, name, mode):
        return ZipStore(self.folder / f"{name}.zip", mode=mode)


@pytest.fixture(params=[Directories, Urls, InMemory, Zips])
def places(request, tmp_path):
    return request.param(tmp_path)


class Opened:
    """A `ZarrIO` on a place; stores are closed with it."""

    def __init__(self, places, name, mode="r"):
        self.place = places.place(name, mode)
        self.mode = mode

    def __enter__(self):
        self.io = ZarrIO(self.place, mode=self.mode)
        return self.io

    def __exit__(self, *_):
        self.io.close()
        if hasattr(self.place, "close"):
            self.place.close()


def tree(source=None):
    root = GroupBuilder("root", source=source)
    data = DatasetBuilder("data", np.arange(3), source=source)
    inner = GroupBuilder("inner", source=source)
    group = GroupBuilder("group", groups=[inner], datasets=[data], source=source)
    root.set_group(group)
    to = {"root": root, "group": group, "inner": inner, "data": data}
    for name, target in to.items():
        inner.set_attribute(f"to {name}", ReferenceBuilder(target))
    inner.set_attribute("list", [ReferenceBuilder(data), None, ReferenceBuilder(root)])
    inner.set_attribute("table", [[ReferenceBuilder(data), None], [None, ReferenceBuilder(inner)]])
    references = [ReferenceBuilder(target) for target in to.values()]
    grid = [[*references[:2], None], [*references[2:], None]]
    row = (7, "käse", references[3])
    for name, values, dtype in (
        ("one", references[3], "object"),
        ("many", [*references, None], "object"),
        ("grid", grid, "object"),
        ("row", row, ROW),
        ("rows", [row, (8, "", references[0]), (9, "null", None)], ROW),
    ):
        root.set_dataset(DatasetBuilder(name, values, dtype=dtype, source=source))
    root.set_link(LinkBuilder(data, "renamed", source=source))
    inner.set_link(LinkBuilder(root, "up", source=source))
    group.set_link(LinkBuilder(inner, "beside", source=source))
    return root


def check(root):
    group = root["group"]
    inner, data = group.groups["inner"], group.datasets["data"]
    assert data.data[:].tolist() == [0, 1, 2]
    to = {"root": root, "group": group, "inner": inner, "data": data}
    assert all(inner.attributes[f"to {name}"] is target for name, target in to.items())
    assert same(inner.attributes["list"], [data, None, root])
    assert same(inner.attributes["table"], [[data, None], [None, inner]])
    assert root.datasets["one"].data.builder is data
    assert same(root.datasets["many"].data[:], [*to.values(), None])
    assert root.datasets["grid"].data.shape == (2, 3)
    assert same(root.datasets["grid"].data[:], [[root, group, None], [inner, data, None]])
    assert same(list(root.datasets["row"].data[()]), [7, "käse", data])
    assert [row["label"] for row in root.datasets["rows"].data[:]] == ["käse", "", "null"]
    assert same([row["to"] for row in root.datasets["rows"].data[:]], [data, root, None])
    assert root.links["renamed"].builder is data
    assert inner.links["up"].builder is root
    assert group.links["beside"].builder is inner


def same(found, wanted):
    """Tell whether nested lists hold the same builders; these are never compared by what is in them."""
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    return found is wanted if wanted is None or isinstance(wanted, dict) else found == wanted


def documents(io):
    """Return the text of all metadata of a file."""
    place = io._opened.place
    return [json.dumps(json.loads(place.read(key))) for key in place.metadata_keys()]


def test_writing(places):
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr") as io:
        check(io.read_builder())
        assert not any("Store" in text or "object at" in text for text in documents(io))


def test_exporting(places):
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr") as source, Opened(places, "b.zarr", "w") as io:
        io.export(source)
    with Opened(places, "b.zarr") as io:
        check(io.read_builder())
        assert not any("Store" in text or "a.zarr" in text for text in documents(io))


@pytest.mark.parametrize("places", [Directories, Urls, InMemory], indirect=True)
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_appending(places, mode):
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr", mode) as io:
        root = io.read_builder()
        data = root["group"]["data"]
        added = GroupBuilder("added", attributes={"to": ReferenceBuilder(data), "list": [ReferenceBuilder(root), None]})
        added.set_dataset(
            DatasetBuilder("many", [ReferenceBuilder(data), None, ReferenceBuilder(added)], dtype="object")
        )
        added.set_dataset(DatasetBuilder("row", (1, "a", ReferenceBuilder(root)), dtype=ROW))
        added.set_link(LinkBuilder(data, "link"))
        root.set_group(added)
        root["group"].set_attribute("down", ReferenceBuilder(added))
        io.write_builder(root)
    with Opened(places, "a.zarr") as io:
        root = io.read_builder()
        check(root)
        added, data = root["added"], root["group"]["data"]
        assert added.attributes["to"] is added.links["link"].builder is data
        assert same(added.attributes["list"], [root, None])
        assert same(added["many"].data[:], [data, None, added])
        assert added["row"].data[()]["to"] is root
        assert root["group"].attributes["down"] is added
        assert not any("Store" in text for text in documents(io))


def far_tree(other):
    """Return a tree that points into another file's, by each kind of reference and by links."""
    data = other["group"]["data"]
    far = ReferenceBuilder(data)
    holder = GroupBuilder("holder", attributes={"to": far, "list": [far, None]})
    holder.set_dataset(DatasetBuilder("one", far, dtype="object"))
    holder.set_dataset(DatasetBuilder("many", [far, None], dtype="object"))
    holder.set_dataset(DatasetBuilder("rows", [(1, "a", far)], dtype=ROW))
    holder.set_link(LinkBuilder(data, "link"))
    holder.set_link(LinkBuilder(other, "root"))
    # its namesake here is not what is meant
    namesake = GroupBuilder("group", datasets=[DatasetBuilder("data", np.arange(5))])
    return GroupBuilder("root", groups=[holder, namesake])


def check_far(holder):
    targets = [
        holder.attributes["to"],
        holder.attributes["list"][0],
        holder["one"].data.builder,
        holder["many"].data[0],
        holder["rows"].data[0]["to"],
        holder.links["link"].builder,
        holder.links["root"].builder["group"]["data"],
    ]
    assert all(target is targets[0] for target in targets)
    assert targets[0].data[:].tolist() == [0, 1, 2]


@pytest.mark.parametrize("places", [Directories, Urls, Zips], indirect=True)
def test_pointing_into_another_file(places):
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr") as other, Opened(places, "b.zarr", "w") as io:
        io.write_builder(far_tree(other.read_builder()))
    with Opened(places, "b.zarr") as io:
        check_far(io.read_builder()["holder"])
        assert not any("Store" in text for text in documents(io))


@pytest.mark.parametrize("places", [Directories, Urls], indirect=True)
def test_exporting_what_points_into_another_file(places):
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr") as other, Opened(places, "b.zarr", "w") as io:
        io.write_builder(far_tree(other.read_builder()))
    with Opened(places, "b.zarr") as source, Opened(places, "c.zarr", "w") as io:
        io.export(source)
    with Opened(places, "c.zarr") as io:
        check_far(io.read_builder()["holder"])


def test_files_that_move_together_keep_their_links(tmp_path):
    places = Directories(tmp_path / "here")
    places.folder.mkdir()
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a.zarr") as other, Opened(places, "b.zarr", "w") as io:
        io.write_builder(far_tree(other.read_builder()))
    shutil.move(places.folder, tmp_path / "there")
    with Opened(Directories(tmp_path / "there"), "b.zarr") as io:
        check_far(io.read_builder()["holder"])


def test_a_target_elsewhere_whose_name_a_store_cannot_hold(tmp_path):
    places = Directories(tmp_path)
    with Opened(places, "a.zarr", "w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("__a\\b", 7)]))
    with Opened(places, "a.zarr") as other, Opened(places, "b.zarr", "w") as io:
        far = other.read_builder()["__a\\b"]
        io.write_builder(
            GroupBuilder("root", links=[LinkBuilder(far, "link")], attributes={"to": ReferenceBuilder(far)})
        )
    with Opened(places, "b.zarr") as io:
        root = io.read_builder()
        assert root.attributes["to"] is root.links["link"].builder
        assert root.attributes["to"].data == 7


@pytest.mark.parametrize("child", ["attribute", "one", "link"])
def test_what_points_into_a_store_without_a_name_is_refused(tmp_path, child):
    places = InMemory(tmp_path)
    with Opened(places, "a", "w") as io:
        io.write_builder(tree())
    with Opened(places, "a") as other:
        data = other.read_builder()["group"]["data"]
        holder = {
            "attribute": GroupBuilder("g", attributes={"to": ReferenceBuilder(data)}),
            "one": GroupBuilder("g", datasets=[DatasetBuilder("one", ReferenceBuilder(data), dtype="object")]),
            "link": GroupBuilder("g", links=[LinkBuilder(data, "link")]),
        }[child]
        with Opened(places, "b", "w") as io, pytest.raises(StorageError, match="no name"):
            io.write_builder(GroupBuilder("root", groups=[holder]))
