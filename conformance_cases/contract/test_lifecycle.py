"""Constructing, asking, closing and leaving an IO (A01, A10 to A22, A27)."""

from __future__ import annotations

import gc
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, DatasetBuilder
from hdmf.container import Container

from conformance_cases.contract.parts import (
    READING_MODES,
    REFUSALS,
    Interface,
    each_interface,
    each_reading_mode,
    empty_nwbfile,
    html,
    nwbfile_with_tables,
    recording,
    resources_of,
    session,
    sessions,
    tree,
)
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.round_trip import read_tree, write_tree

TREE = tree(DatasetBuilder("numbers", [1, 2, 3]), answer=42)
#: Data that are read lazily, and the dtype of each.
LAZY = {
    "numbers": (np.arange(100_000), None),
    "text": (["a", "é" * 1000], "utf"),
    "bytes": ([b"a", b"bc"], "ascii"),
    "rows": ([(1, "a"), (2, "bc")], [{"name": "number", "dtype": "int"}, {"name": "text", "dtype": "utf"}]),
}


@pytest.mark.clause("A01")
@pytest.mark.local
def test_constructing_opens(backend: Backend, path: Path) -> None:
    """A file is there although nothing was written, and no call of `open()` was needed."""
    io = backend.open(path, mode="w")
    io.close()

    assert path.exists()
    backend.open(path, mode="r").close()


@pytest.mark.clause("A10")
def test_closing_twice(backend: Backend, path: Path) -> None:
    """Only the first `close()` has an effect, and the file is whole."""
    io = backend.open(path, mode="w")
    io.write_builder(TREE)
    io.close()
    io.close()

    with read_tree(backend, path) as got:
        assert_same(TREE, got)


@pytest.mark.clause("A10")
@pytest.mark.needs("append")
def test_closing_again_later(backend: Backend, path: Path) -> None:
    """Nor has it an effect on what another IO has done since."""
    first = sessions().open(backend, path, "w")
    first.write(session(recording("first")))
    first.close()
    with sessions().open(backend, path, "r+") as io:
        read: Any = io.read()
        read.add_recordings(recording("second"))
        io.write(read)
    first.close()

    with sessions().reading(backend, path) as read:
        assert set(read.recordings) == {"first", "second"}


@pytest.mark.clause("A10")
@each_interface
def test_closing_after_a_failure(backend: Backend, path: Path, interface: Interface) -> None:
    """An IO that failed to do what it was asked for is closed as any other."""
    interface.write(backend, path)
    io = interface.open(backend, path, "r")
    with pytest.raises(UnsupportedOperation):
        io.write(interface.content())
    io.close()
    io.close()

    assert not io.is_open()


@pytest.mark.clause("A11", "A13")
@each_interface
def test_leaving_a_context(backend: Backend, path: Path, interface: Interface) -> None:
    """An IO yields itself to a context, and is open until this is left."""
    io = interface.open(backend, path, "w")
    assert io.is_open()
    with io as entered:
        assert entered is io
        io.write(interface.content())
        assert io.is_open()

    assert io.is_open() is False


@pytest.mark.clause("A11")
@pytest.mark.parametrize("mode", [*READING_MODES, "w"])
def test_leaving_a_context_by_an_error(backend: Backend, path: Path, mode: str) -> None:
    """An error closes the IO and is passed on; the location can be opened to read and to write."""
    write_tree(backend, TREE, path)
    io = backend.open(path, mode=mode)
    with pytest.raises(ZeroDivisionError), io:
        raise ZeroDivisionError

    assert not io.is_open()
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as got:
        assert_same(TREE, got)


@pytest.mark.clause("A12")
@each_interface
@each_reading_mode
@pytest.mark.parametrize("before", [True, False], ids=["read before", "not read before"])
def test_reading_builders_after_closing_is_refused(
    backend: Backend, path: Path, interface: Interface, mode: str, before: bool
) -> None:
    """A closed IO gives no builders, whether or not it has read them before."""
    interface.write(backend, path)
    with interface.open(backend, path, mode) as io:
        if before:
            io.read_builder()

    with pytest.raises(UnsupportedOperation):
        io.read_builder()


@pytest.mark.clause("A12")
@each_interface
def test_reading_after_closing_is_refused(backend: Backend, path: Path, interface: Interface) -> None:
    """A closed IO gives no container, though it has read it before."""
    interface.write(backend, path)
    with interface.open(backend, path, "r") as io:
        io.read()

    with pytest.raises(UnsupportedOperation):
        io.read()


@pytest.mark.clause("A14")
@pytest.mark.local
@each_interface
@pytest.mark.parametrize("mode", ["r", "w", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_an_io_left_open_is_told_of(backend: Backend, path: Path, interface: Interface, mode: str) -> None:
    """An IO that is forgotten while it is open gives a warning that names its file."""
    interface.write(backend, path)

    known = [interface.open(backend, path, mode)]
    with pytest.warns(ResourceWarning, match=re.escape(str(path))):
        _forget(known)


@pytest.mark.clause("A16", "A20")
@pytest.mark.local
@each_interface
def test_the_source_is_an_absolute_path(
    backend: Backend, path: Path, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path means what it meant when the IO was constructed, wherever the process goes."""
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(path.parent)
    with interface.open(backend, Path(path.name), "w") as io:
        monkeypatch.chdir(elsewhere)
        assert io.source == str(path)
        io.write_builder(TREE)

    assert path.exists()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.clause("A17")
@pytest.mark.local
@pytest.mark.parametrize("kind", [str, Path])
def test_locations_are_paths_or_text(backend: Backend, path: Path, kind: type) -> None:
    """Either names the file, and the source is text that builders take."""
    with backend.open(kind(path), mode="w") as io:
        assert type(io.source) is str
        io.write_builder(tree(DatasetBuilder("numbers", [1], source=io.source)))
    with backend.open(kind(path), mode="r") as io:
        assert io.read_builder().source == str(path)


@pytest.mark.clause("A18")
def test_a_manager_may_be_left_out(backend: Backend, path: Path) -> None:
    """Without any namespace the tree is there, what belongs to types included."""
    sessions().write(backend, path, session(recording(comment="a remark")))
    with read_tree(backend, path) as expected, backend.open(path, mode="r") as io:
        assert isinstance(io.manager, BuildManager)
        assert io.read_builder()["first/comment"].data == "a remark"
        assert_same(expected, io.read_builder())


@pytest.mark.clause("A18")
def test_a_manager_that_is_left_out_is_no_one_elses(backend: Backend, path: Path) -> None:
    """What one IO learns of types, another that was given no manager either does not know."""
    sessions().write(backend, path, session())
    with backend.open(path, mode="r") as first, backend.open(path, mode="r") as second:
        first.load_namespaces_io(first.manager.type_map)
        assert first.manager is not second.manager
        assert second.manager.namespace_catalog.namespaces == ()


@pytest.mark.clause("A19")
def test_a_type_map_may_stand_for_a_manager(backend: Backend, path: Path) -> None:
    """A manager is made from it, for writing and for reading."""
    with backend.open(path, mode="w", manager=sessions().type_map) as io:
        io.write(session())
    with backend.open(path, mode="r", manager=sessions().type_map) as io:
        assert io.manager.type_map is sessions().type_map
        assert list(io.read().recordings) == ["first"]


@pytest.mark.clause("A20")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["w", "w-", "x"])
def test_manager_source_and_mode(backend: Backend, path: Path, mode: str) -> None:
    """An IO tells what it was constructed with."""
    _assert_told(backend, path, mode)


@pytest.mark.clause("A20")
@pytest.mark.local
@each_reading_mode
def test_manager_source_and_mode_of_what_is_there(backend: Backend, path: Path, mode: str) -> None:
    """So does one of a file that was there before."""
    write_tree(backend, TREE, path)
    _assert_told(backend, path, mode)


def _assert_told(backend: Backend, path: Path, mode: str) -> None:
    manager = sessions().manager()
    with backend.open(path, mode=mode, manager=manager) as io:
        assert io.manager is manager
        assert io.source == str(path)
        assert io.mode == mode


@pytest.mark.clause("A21")
@each_reading_mode
@pytest.mark.parametrize(("values", "dtype"), LAZY.values(), ids=LAZY)
def test_lazy_data_after_closing(backend: Backend, path: Path, values: Any, dtype: Any, mode: str) -> None:
    """Data that are touched when the IO has been closed are right, or an error."""
    write_tree(backend, tree(DatasetBuilder("values", values, dtype=dtype)), path)
    with read_tree(backend, path, mode) as got:
        data = got["values"].data

    try:
        late = list(data[:])
    except REFUSALS:
        return
    assert [tuple(row) for row in late] == values if isinstance(dtype, list) else late == list(values)


@pytest.mark.clause("A22")
def test_representations_after_closing(backend: Backend, path: Path) -> None:
    """What was read can be shown when the IO has been closed."""
    sessions().write(backend, path, session(recording(unit="V", comment="a remark")))
    with sessions().reading(backend, path) as read:
        containers = [read, *read.all_children()]

    for container in containers:
        assert container.name in str(container)
        assert container.name in repr(container)
        assert isinstance(html(container), str)


@pytest.mark.clause("A22")
def test_representations_of_an_nwb_file_after_closing(backend: Backend, path: Path) -> None:
    """So can tables, with references, text and lists among their columns, and what refers to them."""
    nwbfile = nwbfile_with_tables()
    with backend.open_nwb(path, mode="w") as io:
        io.write(nwbfile)
    with backend.open_nwb(path, mode="r") as io:
        read = io.read()

    for container in [read, *read.all_children()]:
        assert isinstance(str(container), str)
        assert isinstance(repr(container), str)
        if isinstance(container, Container):
            assert isinstance(html(container), str)


@pytest.mark.clause("A27")
@pytest.mark.local
def test_external_resources_travel_along(backend: Backend, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`herd_path` names a zip file that is written with the container, and handed to it when it is read."""
    monkeypatch.chdir(path.parent)  # where HDMF finds it by its bare name; see test_upstream_resources
    nwbfile = empty_nwbfile()
    with backend.open_nwb(path, mode="w", herd_path="herd.zip") as io:
        io.write(nwbfile, herd=resources_of(nwbfile))
    with backend.open_nwb(path, mode="r", herd_path="herd.zip") as io:
        resources = io.read().external_resources

    assert resources.entities.to_dataframe()["entity_id"].tolist() == ["NCBI_TAXON:10090"]


@pytest.mark.clause("A27")
def test_missing_external_resources_are_warned_of(backend: Backend, path: Path) -> None:
    """Without its side-car the file is read all the same."""
    with backend.open_nwb(path, mode="w") as io:
        io.write(empty_nwbfile())

    with backend.open_nwb(path, mode="r", herd_path="nowhere.zip") as io:
        with pytest.warns(UserWarning, match=r"nowhere\.zip"):
            nwbfile = io.read()
        assert nwbfile.identifier == "conformance"


def _forget(known: list[HDMFIO]) -> None:
    known.clear()
    gc.collect()
