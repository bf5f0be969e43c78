"""What is left of a file when its writer is killed or its bytes are altered (I14, I15, M20, M21, M24)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator

from conformance_cases.contract.parts import REFUSALS, tree
from harness import Backend
from harness.backend import Opener
from harness.comparison import compare_builders
from harness.normal import NormalForm, normal_form
from harness.processes import elsewhere
from harness.round_trip import read_tree, write_tree

UNFINISHED = re.compile("unfinished|not finished|incomplete")

OLD = tree(DatasetBuilder("old", np.arange(1000)), since="long ago")
NEW = tree(DatasetBuilder("first", [1, 2, 3]), DatasetBuilder("second", [4, 5]))


def _be_killed() -> None:
    """End the process at once: nothing is closed, flushed or finished."""
    os._exit(1)


def _deadly_data() -> DataChunkIterator:
    """Return data of which the hundredth piece is the end of the process."""

    def values() -> Iterator[int]:
        yield from range(99)
        _be_killed()

    return DataChunkIterator(values(), maxshape=(None,), dtype=np.dtype("int64"), buffer_size=1)


def _write_and_be_killed(open_io: Opener, path: Path, mode: str, moment: str) -> None:
    io = open_io(path, mode=mode)
    root = GroupBuilder("root") if mode == "w" else io.read_builder()
    root.set_dataset(DatasetBuilder("first", [1, 2, 3]))
    root.set_dataset(DatasetBuilder("second", _deadly_data() if moment == "amid data" else [4, 5]))
    io.write_builder(root)
    _be_killed()


def _kill(backend: Backend, path: Path, mode: str, moment: str) -> None:
    with pytest.raises(BrokenProcessPool):
        elsewhere(_write_and_be_killed, backend.open, path, mode, moment)


def _found(backend: Backend, path: Path) -> NormalForm | str:
    """Return what a file holds, or what is said if it cannot be read."""
    try:
        with read_tree(backend, path) as got:
            return normal_form(got)
    except REFUSALS as error:
        return str(error)


@pytest.mark.clause("M20")
@pytest.mark.parametrize("moment", ["amid data", "before closing"])
def test_a_killed_writer_leaves_the_old_or_the_new(backend: Backend, path: Path, moment: str) -> None:
    """A file that was being replaced is as before, or as it should become, or tells that it is unfinished."""
    write_tree(backend, OLD, path)
    _kill(backend, path, "w", moment)

    found = _found(backend, path)

    if isinstance(found, str):
        assert UNFINISHED.search(found)
    else:
        assert [] in (compare_builders(OLD, found), compare_builders(NEW, found))


@pytest.mark.clause("M21")
@pytest.mark.local
def test_an_unfinished_file_says_so(backend: Backend, path: Path) -> None:
    """A new file whose writer was killed is refused as unfinished."""
    _kill(backend, path, "w", "amid data")

    found = _found(backend, path)

    assert isinstance(found, str)
    assert UNFINISHED.search(found)


@pytest.mark.clause("M24")
@pytest.mark.local
@pytest.mark.needs("append")
def test_a_killed_append_harms_nothing(backend: Backend, path: Path) -> None:
    """What was there before an append that was broken off reads as before."""
    write_tree(backend, OLD, path)
    _kill(backend, path, "r+", "amid data")

    with read_tree(backend, path) as got:
        np.testing.assert_array_equal(got["old"].data[:], OLD["old"].data)
        assert got.attributes["since"] == "long ago"


@pytest.fixture
def bulk(backend: Backend, path: Path) -> Path:
    """Return the file that holds most of a large dataset; its middle is data."""
    values = np.random.default_rng(0).integers(0, 2**63, 100_000)
    write_tree(backend, tree(DatasetBuilder("numbers", values)), path)
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return max(files, key=lambda file: file.stat().st_size)


def _numbers(backend: Backend, path: Path) -> Any:
    with read_tree(backend, path) as got:
        return got["numbers"].data[:]


@pytest.mark.clause("I14")
@pytest.mark.local
def test_missing_data_are_an_error(backend: Backend, path: Path, bulk: Path) -> None:
    """Data whose file is gone do not read as any value."""
    bulk.unlink()

    with pytest.raises(REFUSALS):
        _numbers(backend, path)


@pytest.mark.clause("I14")
@pytest.mark.local
def test_data_cut_short_are_an_error(backend: Backend, path: Path, bulk: Path) -> None:
    """Data whose file has lost its second half do not read as any value."""
    os.truncate(bulk, bulk.stat().st_size // 2)

    with pytest.raises(REFUSALS):
        _numbers(backend, path)


@pytest.mark.clause("I15")
@pytest.mark.local
def test_altered_data_are_an_error(backend: Backend, path: Path, bulk: Path) -> None:
    """A single bit that was altered in the midst of data is found out."""
    content = bytearray(bulk.read_bytes())
    content[len(content) // 2] ^= 1
    bulk.write_bytes(content)

    with pytest.raises(REFUSALS):
        _numbers(backend, path)
