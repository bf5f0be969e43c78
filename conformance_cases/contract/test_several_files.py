"""Several readers, writers, threads, processes and files at one time (A15, K01 to K07)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile, copytree
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from hdmf.backends.io import HDMFIO
from hdmf.build import Builder, DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.common import DynamicTable

from conformance_cases.contract.parts import REFUSALS, recording, session, sessions, tree, write_table
from conformance_cases.properties.reading import assert_same
from harness import Backend
from harness.backend import Opener
from harness.processes import elsewhere
from harness.round_trip import read_tree, write_tree

VALUES = np.arange(100_000).reshape(1000, 100)
TREE = tree(DatasetBuilder("numbers", VALUES))
KINDS = ["numbers", "text", "rows", "references"]

#: What a process has left open when it ends.
_left_open: list[HDMFIO] = []


def _sum(open_io: Opener, path: Path) -> int:
    with open_io(path, mode="r") as io:
        return int(io.read_builder()["numbers"].data[:].sum())


def _write_and_leave_open(open_io: Opener, path: Path) -> None:
    io = open_io(path, mode="w")
    _left_open.append(io)
    io.write_builder(TREE)


def _append_and_leave_open(open_io: Opener, path: Path, written: Path) -> None:
    _write_and_leave_open(open_io, written)
    io = open_io(path, mode="r+", manager=sessions().manager())
    _left_open.append(io)
    root = io.read()
    root["table"].add_row(n=3)
    root.add_container(DynamicTable(name="more", description="x"))
    io.write(root)


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
    """What a process wrote or appended and never closed is whole when the process has ended."""
    appended = backend.location(path.parent, "appended")
    write_table(backend, appended)
    if "append" in backend.capabilities:
        elsewhere(_append_and_leave_open, backend.open, appended, path)
        with sessions().reading(backend, appended) as read:
            assert read["table"]["n"].data[:].tolist() == [1, 2, 3]
            assert set(read.containers) == {"table", "more"}
    else:
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
@pytest.mark.parametrize("kind", KINDS)
def test_replacing_does_not_deceive_a_reader(backend: Backend, path: Path, kind: str) -> None:
    """Whoever reads a file while it is replaced gets its own values, or an error, or keeps it from being replaced."""
    before, after = content(kind), content(kind, shift=1)
    write_tree(backend, before, path)
    with read_tree(backend, path) as got:
        try:
            write_tree(backend, after, path)
            read = comparable(got["held"].data[:])
        except REFUSALS:
            return
        assert read == comparable(before["held"].data)


@pytest.mark.clause("K05")
@pytest.mark.needs("concurrent")
@pytest.mark.parametrize("kind", KINDS)
def test_threads(backend: Backend, path: Path, kind: str) -> None:
    """Threads that read one lazy dataset at the same moment each get what they ask for."""
    count, written = 8, content(kind)
    write_tree(backend, written, path)
    together = Barrier(count)
    with read_tree(backend, path) as got, ThreadPoolExecutor(count) as executor:
        data = got["held"].data

        def read(start: int) -> list[Any]:
            together.wait(timeout=60)
            return comparable(data[row] for row in range(start, len(data), count))

        rows = list(executor.map(read, range(count)))

    expected = comparable(written["held"].data)
    for start, read_rows in enumerate(rows):
        assert read_rows == expected[start::count]


def content(kind: str, shift: int = 0) -> GroupBuilder:
    """Return a tree with the dataset ``held``, of elements of a kind; a shift changes them and no more."""
    count = 200
    numbers = [(number + shift) % count for number in range(count)]
    targets: list[DatasetBuilder] = []
    data: Any = VALUES + shift
    dtype: Any = None
    if kind == "text":
        data, dtype = [f"é {number}" for number in numbers], "utf"
    elif kind == "rows":
        data = [(number, f"é {number}") for number in numbers]
        dtype = [{"name": "number", "dtype": "int"}, {"name": "text", "dtype": "utf"}]
    elif kind == "references":
        targets = [DatasetBuilder(f"target {number:03}", number) for number in range(count)]
        data, dtype = [ReferenceBuilder(targets[number]) for number in numbers], "object"
    return tree(*targets, DatasetBuilder("held", data, dtype=dtype))


def comparable(elements: Iterable[Any]) -> list[Any]:
    """Return elements in a form in which they are compared: a reference is the name of its target."""
    return [_comparable(getattr(element, "builder", element)) for element in elements]


def _comparable(element: Any) -> Any:
    if isinstance(element, Builder):
        return element.name
    if isinstance(element, np.void):
        return element.item()
    return element if isinstance(element, tuple) else np.asarray(element).tolist()


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
