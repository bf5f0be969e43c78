"""Export within one backend: a whole file into a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder, TypeMap
from hdmf.common import SimpleMultiContainer
from hdmf.spec import NamespaceCatalog

from conformance_cases.contract.exporting import exported, full_rig, tree, written
from conformance_cases.contract.parts import NAMESPACE, Interface, each_interface, recording, sessions
from conformance_cases.contract.rigs import probe, rig, rigs
from harness import Backend, compare_builders, compare_containers
from harness.round_trip import read_tree, write_tree
from harness.strategies import nodes

pytestmark = pytest.mark.needs("export")


@pytest.mark.clause("H01", "H18")
@pytest.mark.local
def test_a_whole_file(backend: Backend, tmp_path: Path) -> None:
    """Without a container, and though nothing was read before, every object, attribute, link and reference is there."""
    path = written(backend, tmp_path)

    assert compare_builders(tree(backend, path), tree(backend, exported(backend, path))) == []


@pytest.mark.clause("H01", "H30")
@pytest.mark.local
def test_values_of_every_kind(backend: Backend, tmp_path: Path) -> None:
    """Of every kind are the attributes of the root, of a group and of a dataset, and the datasets; some are empty."""
    numbers: list[Any] = [True, np.int8(-1), np.uint64(2**64 - 1), np.float16(0.5), np.zeros((0, 3), "u2")]
    attributes = {f"held {number}": value for number, value in enumerate([*numbers, "é", ["a", "é"]])}
    cube = DatasetBuilder("cube", np.arange(24, dtype="i2").reshape(2, 3, 4), attributes=attributes)
    row = [{"name": "number", "dtype": "uint8"}, {"name": "text", "dtype": "utf"}, {"name": "truth", "dtype": "bool"}]
    datasets = [
        DatasetBuilder("none", np.zeros((0, 2), "f4")),
        DatasetBuilder("words", [["a", "é"], ["", "b"]], dtype="utf"),
        DatasetBuilder("bytes", [b"a", b"bc"], dtype="ascii"),
        DatasetBuilder("word", "é"),
        DatasetBuilder("rows", [(255, "é", True), (0, "", False)], dtype=row),
        DatasetBuilder("no references", [], dtype="object"),
        DatasetBuilder("references", [ReferenceBuilder(cube)], dtype="object"),
    ]
    inner = GroupBuilder("inner", attributes=attributes, datasets=datasets, links=[LinkBuilder(cube, "to the cube")])
    outer = GroupBuilder("outer", groups=[inner, GroupBuilder("nothing")])
    links = [LinkBuilder(inner, "to the group")]
    root = GroupBuilder("root", groups=[outer], datasets=[cube], links=links, attributes=attributes)
    path = backend.location(tmp_path, "source")
    write_tree(backend, root, path)

    assert compare_builders(tree(backend, path), tree(backend, exported(backend, path))) == []


@pytest.mark.clause("H02", "H10")
@pytest.mark.local
def test_the_container_that_was_read(backend: Backend, tmp_path: Path) -> None:
    """The root container is exported as completely, and every object has the id that it had."""
    path = written(backend, tmp_path)
    export = exported(backend, path, read=True)

    assert compare_builders(tree(backend, path), tree(backend, export)) == []
    with rigs().reading(backend, path) as before, rigs().reading(backend, export) as after:
        assert compare_containers(before, after) == []
        assert set(before.all_objects) == set(after.all_objects)


@pytest.mark.clause("H03")
@pytest.mark.local
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_an_export_stands_alone(backend: Backend, tmp_path: Path, read: bool) -> None:
    """It reads in full when its source is gone, and lies elsewhere itself; so does an export of it."""
    path = written(backend, tmp_path)
    before = tree(backend, path)
    export = exported(backend, path, read=read)
    again = exported(backend, export, backend.location(tmp_path, "again"), read=read)

    path.rename(path.with_name("gone"))
    (tmp_path / "elsewhere").mkdir()

    for each in (export, again):
        assert compare_builders(before, tree(backend, each.rename(tmp_path / "elsewhere" / each.name))) == []


@pytest.mark.clause("H07")
@pytest.mark.parametrize("mode", ["a", "w-", "x"])
def test_an_export_creates_its_file(backend: Backend, tmp_path: Path, mode: str) -> None:
    """In any other mode than "w" it is refused."""
    with (
        rigs().open(backend, written(backend, tmp_path), "r") as source,
        pytest.raises(UnsupportedOperation),
        rigs().open(backend, backend.location(tmp_path, "export"), mode) as io,
    ):
        io.export(src_io=source)


@pytest.mark.clause("H07")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r", "r+", "a"])
def test_an_export_joins_no_file(backend: Backend, tmp_path: Path, mode: str) -> None:
    """So it is where there is a file already, which stays as it is."""
    path, there = written(backend, tmp_path), backend.location(tmp_path, "there")
    rigs().write(backend, there, rig(probe("old")))
    before = tree(backend, there)
    with (
        rigs().open(backend, path, "r") as source,
        rigs().open(backend, there, mode) as io,
        pytest.raises(UnsupportedOperation),
    ):
        io.export(src_io=source)

    assert compare_builders(before, tree(backend, there)) == []


@pytest.mark.clause("H08")
def test_a_foreign_container_is_refused(backend: Backend, tmp_path: Path) -> None:
    """What the source did not read is none of its content."""
    with (
        rigs().open(backend, written(backend, tmp_path), "r") as source,
        rigs().open(backend, backend.location(tmp_path, "export"), "w") as io,
        pytest.raises(ValueError, match="src_io"),
    ):
        io.export(src_io=source, container=rig())


@pytest.mark.clause("H09")
def test_a_part_is_refused(backend: Backend, tmp_path: Path) -> None:
    """Only the root of a hierarchy makes a file."""
    with (
        rigs().open(backend, written(backend, tmp_path), "r") as source,
        rigs().open(backend, backend.location(tmp_path, "export"), "w") as io,
        pytest.raises(ValueError, match="root"),
    ):
        io.export(src_io=source, container=source.read().probes["tetrode"])


@pytest.mark.clause("H12")
@pytest.mark.local
def test_the_source_of_containers(backend: Backend, tmp_path: Path) -> None:
    """Each container that was read names its file by the absolute path, that of the export in its turn."""
    path = written(backend, tmp_path)
    for file in (path, exported(backend, path, read=True)):
        with rigs().reading(backend, file) as read:
            assert {each.container_source for each in read.all_objects.values()} == {str(file)}


@pytest.mark.clause("H12", "A16")
@pytest.mark.local
def test_the_source_of_a_file_that_was_named_briefly(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does each, and each builder, where the file is opened by a path that is relative to the current folder."""
    path = written(backend, tmp_path)
    monkeypatch.chdir(path.parent)
    with rigs().open(backend, Path(path.name), "r") as io:
        assert {each.container_source for each in io.read().all_objects.values()} == {str(path)}
        assert {each.source for each in nodes(io.read_builder())} == {str(path)}


@pytest.mark.clause("H17")
@pytest.mark.parametrize("read", [False, True], ids=["builders", "containers"])
def test_the_namespaces_of_the_source(backend: Backend, tmp_path: Path, read: bool) -> None:
    """An export by one who knows no type has the specifications that the source's reader knows."""
    path, export = written(backend, tmp_path), backend.location(tmp_path, "export")
    ignorant = BuildManager(TypeMap(NamespaceCatalog()))
    with rigs().open(backend, path, "r") as source, backend.open(export, mode="w", manager=ignorant) as io:
        io.export(src_io=source, container=source.read() if read else None)

    catalog = NamespaceCatalog()
    with backend.open(export, mode="r", manager=rigs().manager()) as io:
        io.load_namespaces_io(catalog)
        assert NAMESPACE in catalog.namespaces
        assert set(io.read().probes) == {"tetrode"}


@pytest.mark.clause("H17")
def test_every_namespace_of_the_source(backend: Backend, tmp_path: Path) -> None:
    """It has those too of which there is no object, or none but deep below the root."""
    path, export = backend.location(tmp_path, "source"), backend.location(tmp_path, "export")
    inner = sessions().type("Session")(name="inner", recordings=[recording()])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[inner]))
    with sessions().open(backend, path, "r") as source, backend.open(export, mode="w") as io:
        known = set(source.manager.namespace_catalog.namespaces)
        io.export(src_io=source)

    catalog = NamespaceCatalog()
    with sessions().open(backend, export, "r") as io:
        io.load_namespaces_io(catalog)
    assert set(catalog.namespaces) == known


@pytest.mark.clause("H20")
@pytest.mark.local
def test_write_args_are_left_alone(backend: Backend, tmp_path: Path) -> None:
    """The caller's dict is as it was."""
    arguments = {"link_data": False}
    exported(backend, written(backend, tmp_path), write_args=arguments)

    assert arguments == {"link_data": False}


@pytest.mark.clause("H22")
@pytest.mark.local
@each_interface
def test_export_in_one_call(backend: Backend, tmp_path: Path, path: Path, interface: Interface) -> None:
    """The class opens the target, exports and closes it."""
    interface.write(backend, path)
    export = backend.location(tmp_path, "export")
    with interface.open(backend, path, "r") as source:
        io: Any = type(source)
        io.export_io(path=str(export), src_io=source)

    assert compare_builders(tree(backend, path), tree(backend, export)) == []


@pytest.mark.clause("H25")
def test_the_source_is_not_overwritten(backend: Backend, tmp_path: Path) -> None:
    """An export onto its own source is refused, and the source is as it was."""
    path = written(backend, tmp_path)
    before = tree(backend, path)

    with pytest.raises((OSError, ValueError)):
        exported(backend, path, path)

    assert compare_builders(before, tree(backend, path)) == []


@pytest.mark.clause("H26")
@pytest.mark.local
@pytest.mark.parametrize("spelling", ["relative", "symbolic link", "linked folder", "dots"])
def test_the_source_is_known_by_any_name(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    """So it is when the target is the source by another path."""
    path = written(backend, tmp_path)
    before = tree(backend, path)
    (tmp_path / "directory").mkdir()
    link = backend.location(tmp_path, "link")
    link.symlink_to(path, target_is_directory=path.is_dir())
    (tmp_path / "alias").symlink_to(tmp_path, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Path | str] = {
        "relative": path.name,
        "symbolic link": link,
        "linked folder": tmp_path / "alias" / path.name,
        "dots": f"{tmp_path}/directory/../{path.name}",
    }

    with pytest.raises((OSError, ValueError)):
        exported(backend, path, names[spelling])

    assert compare_builders(before, tree(backend, path)) == []


@pytest.mark.clause("H28")
def test_no_classes_are_needed(backend: Backend, tmp_path: Path) -> None:
    """A file is exported from builders to builders, by one who knows none of its types."""
    path, export = written(backend, tmp_path), backend.location(tmp_path, "export")
    with (
        backend.open(path, mode="r", manager=BuildManager(TypeMap(NamespaceCatalog()))) as source,
        backend.open(export, mode="w", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io,
    ):
        io.export(src_io=source, cache_spec=False)

    assert compare_builders(tree(backend, path), tree(backend, export)) == []


@pytest.mark.clause("H30")
@pytest.mark.local
def test_numbers_keep_their_width(backend: Backend, tmp_path: Path) -> None:
    """An export of containers changes the dtype of no number."""
    data = np.arange(3, dtype="int8")
    path = written(backend, tmp_path, full_rig(data=data))

    with rigs().open(backend, exported(backend, path, read=True), "r") as io:
        root = io.read_builder()
        assert root["voltage"].data.dtype == data.dtype
        assert np.asarray(root["rows"].data[0][1]).dtype == np.dtype("int32")


@pytest.mark.clause("H30")
def test_single_numbers_keep_their_width(backend: Backend, tmp_path: Path) -> None:
    """So is that of a single number, though no one declared any."""
    path, export = backend.location(tmp_path, "source"), backend.location(tmp_path, "export")
    numbers: list[Any] = [np.int8(1), np.uint8(1), np.int16(1), np.uint64(1), np.float32(1.5)]
    datasets = [DatasetBuilder(number.dtype.name, number) for number in numbers]
    write_tree(backend, GroupBuilder("root", datasets=datasets), path)

    with (
        backend.open(path, mode="r", manager=BuildManager(TypeMap(NamespaceCatalog()))) as source,
        backend.open(export, mode="w", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io,
    ):
        io.export(src_io=source, cache_spec=False)

    with read_tree(backend, export) as root:
        assert {name: np.asarray(dataset.data).dtype.name for name, dataset in root.datasets.items()} == {
            name: name for name in root.datasets
        }
        assert set(root.datasets) == {number.dtype.name for number in numbers}
