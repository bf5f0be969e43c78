"""The store that counts: each way to ask it, and what is under way together."""

import asyncio

import zarr
from zarr.buffer import cpu, default_buffer_prototype
from zarr.storage import MemoryStore

from harness.faults.store import CountingStore


def filled(*keys: str) -> CountingStore:
    return CountingStore(MemoryStore({key: cpu.Buffer.from_bytes(b"value") for key in keys}))


def get(store: CountingStore, *batches: tuple[str, ...]) -> None:
    async def ask() -> None:
        for keys in batches:
            await asyncio.gather(*(store.get(key, default_buffer_prototype()) for key in keys))

    asyncio.run(ask())


def test_each_request_is_counted_and_misses_by_themselves() -> None:
    store = filled("there")
    get(store, ("there", "there", "gone"))
    assert store.counts.gets == {"there": 2, "gone": 1}
    assert +store.counts.misses == {"gone": 1}


def test_requests_under_way_together_are_one_batch() -> None:
    together, in_turn = filled("a", "b"), filled("a", "b")
    get(together, ("a", "b"))
    get(in_turn, ("a",), ("b",))
    assert (together.counts.batches, in_turn.counts.batches) == (1, 2)


def test_to_look_is_to_ask() -> None:
    store = filled("there")
    assert asyncio.run(store.exists("there"))
    assert not asyncio.run(store.is_empty(""))
    assert store.counts.requests == 2


def test_what_zarr_reads_is_counted_for_each_chunk() -> None:
    store = CountingStore(MemoryStore())
    array = zarr.create_array(store, shape=(4, 4), chunks=(2, 2), dtype="i4")
    array[:] = 1
    store.counts.reset()
    assert zarr.open_array(store.with_read_only(True), mode="r")[:2].sum() == 8
    assert {key for key in store.counts.gets if key.startswith("c/")} == {"c/0/0", "c/0/1"}
