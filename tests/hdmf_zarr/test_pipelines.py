"""zarr's other codec pipelines are used when the user selects one, for writing and for reading."""

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder

from hdmf_zarr import ZarrDataIO

zarrs = pytest.importorskip("zarrs", reason="zarr's pipeline in Rust is tested where the package zarrs is installed")

DATA = np.arange(500 * 6, dtype="i4").reshape(500, 6)
SETTINGS = [{"chunks": (100, 4)}, {"chunks": (50, 2), "shards": (100, 4)}, {"chunks": (100, 4), "compressors": False}]


class Noting(zarrs.ZarrsCodecPipeline):
    """That of zarrs, which notes that it was asked."""

    reads = writes = 0

    async def read(self, *args, **kwargs):
        Noting.reads += 1
        return await super().read(*args, **kwargs)

    async def write(self, *args, **kwargs):
        Noting.writes += 1
        return await super().write(*args, **kwargs)


@pytest.fixture
def selected():
    zarr.registry.register_pipeline(Noting)
    Noting.reads = Noting.writes = 0
    path = f"{Noting.__module__}.{Noting.__qualname__}"
    return zarr.config.set({"codec_pipeline.path": path})


@pytest.mark.parametrize("settings", SETTINGS, ids=["chunks", "shards", "uncompressed"])
def test_it_writes_and_reads(write, read, selected, settings):
    with selected:
        path = write(DatasetBuilder("d", ZarrDataIO(DATA, **settings)))
        assert Noting.writes
        np.testing.assert_array_equal(read(path)["d"].data[:], DATA)
        assert Noting.reads
    np.testing.assert_array_equal(read(path)["d"].data[:], DATA)


def test_it_is_not_used_unless_it_is_selected(write, read):
    Noting.reads = Noting.writes = 0
    assert read(write(DatasetBuilder("d", DATA)))["d"].data[3, 2] == DATA[3, 2]
    assert Noting.reads == Noting.writes == 0
