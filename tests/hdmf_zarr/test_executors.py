"""Chunks are encoded by any executor, and the file is the same whichever it is."""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator, GenericDataChunkIterator
from zarr.codecs import TransposeCodec
from zarr.storage import MemoryStore

from hdmf_zarr import ZarrDataIO, ZarrIO

DATA = np.arange(230 * 7, dtype="i4").reshape(230, 7)
TEXT = np.array(["", "é√😀", "long" * 20] * 40, dtype=object)
#: Buffers and chunks that never meet: with hdmf-zarr 0.14, parallel writes lost the edges of each.
CHUNKS, BUFFERS = (30, 5), (20, 3)


class Blocks(GenericDataChunkIterator):
    def _get_data(self, selection):
        return DATA[selection]

    def _get_maxshape(self):
        return DATA.shape

    def _get_dtype(self):
        return DATA.dtype


def processes() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


def dask() -> Executor:
    distributed = pytest.importorskip("distributed", reason="Dask's cluster is tested where it is installed")
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None)
    return distributed.Client(cluster).get_executor()


@pytest.fixture(scope="module", params=[ThreadPoolExecutor, processes, dask], ids=lambda make: make.__name__)
def executor(request):
    executor = request.param()
    yield executor
    executor.shutdown()


@pytest.fixture(params=["directory", "memory"])
def target(request, tmp_path):
    return tmp_path / "a.zarr" if request.param == "directory" else MemoryStore()


CONTENT = {
    "array": (lambda: ZarrDataIO(DATA, chunks=CHUNKS), DATA),
    "sharded": (lambda: ZarrDataIO(DATA, chunks=(10, 5), shards=(30, 5)), DATA),
    "blocks": (lambda: ZarrDataIO(Blocks(buffer_shape=BUFFERS, chunk_shape=(1, 1)), chunks=CHUNKS), DATA),
    "rows": (lambda: ZarrDataIO(DataChunkIterator(DATA, buffer_size=7), chunks=CHUNKS, shards=(60, 5)), DATA),
    "through_zarr": (lambda: ZarrDataIO(DATA, chunks=CHUNKS, filters=[TransposeCodec(order=(1, 0))]), DATA),
    "text": (lambda: ZarrDataIO(TEXT, chunks=(7,)), TEXT),
}


def test_what_is_written_is_read(executor, target):
    root = GroupBuilder("root", datasets=[DatasetBuilder(name, make()) for name, (make, _) in CONTENT.items()])
    with ZarrIO(target, mode="w") as io:
        io.write_builder(root, executor=executor)
    with ZarrIO(target, mode="r") as io:
        read = {name: dataset.data[:] for name, dataset in io.read_builder().datasets.items()}
    for name, (_, expected) in CONTENT.items():
        np.testing.assert_array_equal(read[name], expected, err_msg=name)


def test_exporting(executor, write, tmp_path):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=CHUNKS)))
    with ZarrIO(path, mode="r") as source, ZarrIO(tmp_path / "b.zarr", mode="w") as io:
        io.export(source, executor=executor)
    with ZarrIO(tmp_path / "b.zarr", mode="r") as io:
        np.testing.assert_array_equal(io.read_builder()["d"].data[:], DATA)


def test_a_worker_that_fails_leaves_the_old_file(write, read):
    class Broken(ThreadPoolExecutor):
        def submit(self, *_, **__):
            return super().submit(lambda: 1 / 0)

    path = write(DatasetBuilder("d", 1))
    with Broken(1) as executor, ZarrIO(path, mode="w") as io, pytest.raises(ZeroDivisionError):
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("e", DATA)]), executor=executor)
    assert read(path)["d"].data == 1
