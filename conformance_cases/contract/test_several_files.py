"""Several readers, writers, threads, processes and files at one time (A15, K01 to K08)."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile, copytree
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from hdmf.backends.io import HDMFIO
from hdmf.build import DatasetBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, VectorData
from hdmf.spec import NamespaceCatalog

from conformance_cases.contract.parts import REFUSALS, recording, session, sessions, tree
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.backend import Opener
from harness.processes import elsewhere
from harness.round_trip import read_tree, write_tree

VALUES = np.arange(100_000).reshape(1000, 100)
TREE = tree(DatasetBuilder("numbers", VALUES))

#: What a process has left open when it ends.
_left_open: list[HDMFIO] = []


def _sum(open_io: Opener, path: Path) -> int:
    with open_io(path, mode="r") as io:
        return int(io.read_builder()["numbers"].data[:].sum())


def _write_and_leave_open(open_io: Opener, path: Path) -> None:
    io = open_io(path, mode="w")
    _left_open.append(io)
    io.write_builder(TREE)


def _append(open_io: Opener, path: Path) -> str:
    try:
        with open_io(path, mode="r+") as io:
            root = io.read_builder()
            root.set_dataset(DatasetBuilder("more", [1, 2]))
            io.write_builder(root)
    except OSError as error:
        return f"refused: {error}"
    return "appended"


@pytest.mark.clause("A15", "M16")
@pytest.mark.local
def test_a_process_that_ends_has_finished_its_files(backend: Backend, path: Path) -> None:
    """What a process wrote and never closed is whole when the process has ended."""
    elsewhere(_write_and_leave_open, backend.open, path)

    with read_tree(backend, path) as got:
        assert_same(TREE, got)


@pytest.mark.clause("K01")
@pytest.mark.needs("concurrent")
def test_two_readers(backend: Backend, path: Path) -> None:
    """Two IOs of one process read one file, and closing one leaves the other open."""
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as first:
        with read_tree(backend, path) as second:
            np.testing.assert_array_equal(second["numbers"].data[7], VALUES[7])
            np.testing.assert_array_equal(first["numbers"].data[7], VALUES[7])
        np.testing.assert_array_equal(first["numbers"].data[:], VALUES)


@pytest.mark.clause("K02")
@pytest.mark.local
@pytest.mark.needs("concurrent")
def test_readers_in_two_processes(backend: Backend, path: Path) -> None:
    """Another process reads what this one has open."""
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as got:
        assert elsewhere(_sum, backend.open, path) == VALUES.sum()
        assert got["numbers"].data[:].sum() == VALUES.sum()


@pytest.mark.clause("K03")
@pytest.mark.local
@pytest.mark.needs("append")
def test_a_writer_beside_a_reader(backend: Backend, path: Path) -> None:
    """A process that would write what another one reads is refused, or does the reader no harm."""
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as got:
        outcome = elsewhere(_append, backend.open, path)
        np.testing.assert_array_equal(got["numbers"].data[:], VALUES)

    with read_tree(backend, path) as got:
        assert sorted(got.datasets) == (["more", "numbers"] if outcome == "appended" else ["numbers"])
        np.testing.assert_array_equal(got["numbers"].data[:], VALUES)


@pytest.mark.clause("K04")
def test_replacing_does_not_deceive_a_reader(backend: Backend, path: Path) -> None:
    """Whoever reads a file while it is replaced gets its own values, or an error, or keeps it from being replaced."""
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as got:
        try:
            write_tree(backend, tree(DatasetBuilder("numbers", VALUES + 1)), path)
            read = got["numbers"].data[:]
        except REFUSALS:
            return
        np.testing.assert_array_equal(read, VALUES)


@pytest.mark.clause("K05")
@pytest.mark.needs("concurrent")
def test_threads(backend: Backend, path: Path) -> None:
    """Threads that read one lazy dataset at the same moment each get what they ask for."""
    count = 8
    write_tree(backend, TREE, path)
    together = Barrier(count)
    with read_tree(backend, path) as got, ThreadPoolExecutor(count) as executor:
        data = got["numbers"].data

        def read(start: int) -> list[Any]:
            together.wait(timeout=60)
            return [data[row] for row in range(start, len(VALUES), count)]

        rows = list(executor.map(read, range(count)))

    for start, read_rows in enumerate(rows):
        np.testing.assert_array_equal(read_rows, VALUES[start::count])


@pytest.mark.clause("K06")
def test_pickling(backend: Backend, path: Path) -> None:
    """Lazy data that were pickled are right, unless pickling them is an error."""
    write_tree(backend, TREE, path)
    with read_tree(backend, path) as got:
        try:
            pickled = pickle.dumps(got["numbers"].data)
        except (TypeError, AttributeError, pickle.PicklingError):
            return
        np.testing.assert_array_equal(pickle.loads(pickled)[:], VALUES)


@pytest.mark.clause("K07")
@pytest.mark.local
@pytest.mark.needs("external_links")
def test_one_manager_for_two_files(backend: Backend, path: Path) -> None:
    """Containers of two files know which is theirs, and one may link to the other."""
    other = backend.location(path.parent, "other")
    sessions().write(backend, path, session(recording("rest", [0, 1])))
    manager = sessions().manager()
    with backend.open(path, mode="r", manager=manager) as first:
        rest = first.read().recordings["rest"]
        with backend.open(other, mode="w", manager=manager) as io:
            io.write(session(recording("task"), baseline=rest))

    manager = sessions().manager()
    with (
        backend.open(path, mode="r", manager=manager) as first,
        backend.open(other, mode="r", manager=manager) as second,
    ):
        one, two = first.read(), second.read()

        assert two.baseline.object_id == rest.object_id
        assert two.baseline.data[:].tolist() == [0, 1]
        assert one.recordings["rest"].container_source == two.baseline.container_source == str(path)
        assert two.recordings["task"].container_source == str(other)


@pytest.mark.clause("K07")
@pytest.mark.local
@pytest.mark.needs("append")
def test_one_manager_for_a_file_and_its_copy(backend: Backend, path: Path) -> None:
    """Objects of one id in two files are two objects, each with its own values."""
    copy = backend.location(path.parent, "copy")
    sessions().write(backend, path, session(recording("rest", [0, 1])))
    (copytree if path.is_dir() else copyfile)(path, copy)
    with backend.open(copy, mode="r+") as io:
        io.read_builder()["rest/data"].data[0] = 7

    manager = sessions().manager()
    with (
        backend.open(path, mode="r", manager=manager) as first,
        backend.open(copy, mode="r", manager=manager) as second,
    ):
        one, two = (io.read().recordings["rest"] for io in (first, second))
        assert one.object_id == two.object_id
        assert [each.container_source for each in (one, two)] == [str(path), str(copy)]
        assert [each.data[:].tolist() for each in (one, two)] == [[0, 1], [7, 1]]


@pytest.mark.clause("K08")
def test_closing_releases_every_handle(backend: Backend, path: Path) -> None:
    """However often a file is read, the next handle that the process gets has the number that it had."""
    table = DynamicTable(name="table", description="x", columns=[VectorData(name="n", description="n", data=[1, 2])])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))

    def read_once() -> None:
        with sessions().reading(backend, path) as read:
            assert read["table"]["n"].data[:].tolist() == [1, 2]

    assert_no_handle_stays_open(read_once)


@pytest.mark.clause("K08")
@pytest.mark.local
def test_looking_at_files_leaves_no_handle_open(backend: Backend, path: Path, tmp_path: Path) -> None:
    """Nor does asking for what a file is and what it keeps, or failing to open one of another format."""
    sessions().write(backend, path, session(recording()))
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)
    other = backend.location(tmp_path, "of another format")
    other.write_text("not of any format")

    def look_once() -> None:
        assert [kind.can_read(path=str(location)) for location in (path, other)] == [True, False]
        assert kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(path))
        for mode in ("r", "r+"):
            with pytest.raises(REFUSALS):
                backend.open(other, mode=mode)

    assert_no_handle_stays_open(look_once)


@pytest.mark.clause("K08", "G02")
@pytest.mark.local
@pytest.mark.filterwarnings("ignore:.*No cached namespaces:UserWarning")
def test_looking_for_namespaces_leaves_no_handle_open(backend: Backend, path: Path) -> None:
    """Nor does looking for namespaces where there are none."""
    sessions().write(backend, path, session(recording()), cache_spec=False)
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)

    assert_no_handle_stays_open(lambda: kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(path)))


@pytest.mark.clause("K08", "G08")
@pytest.mark.local
def test_asking_for_versions_leaves_no_handle_open(backend: Backend, path: Path) -> None:
    """Nor does asking which versions of which namespaces a file keeps."""
    sessions().write(backend, path, session(recording()))
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)

    assert_no_handle_stays_open(lambda: kind.get_namespaces(path=str(path)))


def assert_no_handle_stays_open(act: Callable[[], object]) -> None:
    """Assert that the process has no more handles, however often it does something."""
    act()  # what a library opens once and for all is open from here on
    before = _next_handle()
    for _ in range(20):
        act()

    assert _next_handle() == before


def _next_handle() -> int:
    handle = os.open(os.devnull, os.O_RDONLY)
    os.close(handle)
    return handle
