"""A writer that stops in the middle: whoever reads next gets the old file, or is told; never half of a file."""

from __future__ import annotations

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator
from zarr.storage import MemoryStore, WrapperStore

from hdmf_zarr import DamagedFileError, ZarrDataIO, ZarrIO


class BreakingStore(WrapperStore):
    """A store that takes a number of objects and then fails."""

    def __init__(self, store, takes: int) -> None:
        super().__init__(store)
        self.takes = takes

    def take(self) -> None:
        if self.takes == 0:
            raise ConnectionError("the network is gone")
        self.takes -= 1

    async def set(self, key, value) -> None:
        self.take()
        await super().set(key, value)

    def set_sync(self, key, value) -> None:
        self.take()
        super().set_sync(key, value)

    async def delete(self, key) -> None:
        self.take()
        await super().delete(key)


def tree(*names: str) -> GroupBuilder:
    datasets = [DatasetBuilder(name, ZarrDataIO(np.arange(6), chunks=(3,))) for name in names]
    return GroupBuilder("root", datasets=[*datasets, DatasetBuilder("text", "a text")])


def names_in(store) -> set[str]:
    with ZarrIO(store, mode="r") as io:
        return set(io.read_builder().datasets)


def write(store, *names: str) -> None:
    with ZarrIO(store, mode="w") as io:
        io.write_builder(tree(*names))


OLD, NEW = ("a", "b", "c"), ("b", "d")
STEPS = 1 + 2 * 2 + 3 + 2 * 3 + 1  # the note, two chunks of each array, three documents, what is stale, the root


@pytest.mark.parametrize("takes", range(STEPS))
def test_replacing_a_file_stops_after(takes):
    kept: dict = {}
    write(MemoryStore(kept), *OLD)
    with ZarrIO(BreakingStore(MemoryStore(kept), takes), mode="w") as io, pytest.raises(ConnectionError):
        io.write_builder(tree(*NEW))
    if takes == 0:
        assert names_in(MemoryStore(kept)) == {*OLD, "text"}
        return
    for mode in ("r", "r-", "r+", "a"):
        with pytest.raises(DamagedFileError, match="begun and not finished"):
            ZarrIO(MemoryStore(kept), mode=mode)
    assert not ZarrIO.can_read(MemoryStore(kept))
    write(MemoryStore(kept), *NEW)
    assert names_in(MemoryStore(kept)) == {*NEW, "text"}


def test_replacing_a_file_to_the_end_leaves_nothing_of_the_old_one():
    kept: dict = {}
    write(MemoryStore(kept), *OLD)
    store = BreakingStore(MemoryStore(kept), STEPS)
    write(store, *NEW)
    assert store.takes == 0
    assert {key.split("/")[0] for key in kept} == {*NEW, "text", "zarr.json"}


def test_what_cannot_be_planned_leaves_the_old_file_alone():
    kept: dict = {}
    write(MemoryStore(kept), *OLD)
    with ZarrIO(MemoryStore(kept), mode="w") as io, pytest.raises(ValueError, match="/ragged"):
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("ragged", [[1, 2], [3]])]))
    assert names_in(MemoryStore(kept)) == {*OLD, "text"}


def test_a_second_attempt_of_the_same_io_succeeds():
    kept: dict = {}

    def broken():
        yield 1
        raise RuntimeError("the source of the data broke")

    with ZarrIO(MemoryStore(kept), mode="w") as io:
        data = DataChunkIterator(broken(), dtype=np.dtype("i4"), maxshape=(None,))
        with pytest.raises(RuntimeError, match="broke"):
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("lost", data)]))
        io.write_builder(tree("kept"))
    assert names_in(MemoryStore(kept)) == {"kept", "text"}
    assert not [key for key in kept if key.startswith("lost")]


@pytest.mark.parametrize("takes", range(5))
def test_an_append_that_stops_costs_nothing_of_what_was_there(takes):
    kept: dict = {}
    write(MemoryStore(kept), *OLD)
    store = BreakingStore(MemoryStore(kept), takes)
    with ZarrIO(store, mode="r+") as io:
        root = io.read_builder()
        root.set_dataset(DatasetBuilder("new", ZarrDataIO(np.arange(6), chunks=(3,))))
        with pytest.raises(ConnectionError):
            io.write_builder(root)
        for mode in ("r", "r-"):
            with ZarrIO(MemoryStore(kept), mode=mode) as reader:
                read = reader.read_builder().datasets
                assert {*OLD, "text"} <= set(read) <= {*OLD, "text", "new"}
                assert all(read[name].data[:].tolist() == list(range(6)) for name in read if name != "text")
        store.takes = 5  # closing the file writes its root again


def test_a_new_file_is_unfinished_until_it_is_written_or_closed():
    kept: dict = {}
    with ZarrIO(MemoryStore(kept), mode="w"), pytest.raises(DamagedFileError, match="begun and not finished"):
        ZarrIO(MemoryStore(kept), mode="r")
    assert names_in(MemoryStore(kept)) == set()
