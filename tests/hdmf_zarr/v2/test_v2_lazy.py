"""Nothing of a dataset is read before it is asked for, and then no more chunks than it takes."""

import json
import re

import numpy as np
import pytest
import zarr
from by_hand import encoded
from zarr.storage import LocalStore, WrapperStore

from hdmf_zarr import NWBZarrIO, ZarrIO

JSON = {"id": "json2"}
METADATA = re.compile(r"(^|/)(\.z\w+|zarr\.json)$")


class Recording(WrapperStore[LocalStore]):
    """Notes which keys are read."""

    def __init__(self, path):
        super().__init__(LocalStore(path))
        self.keys = []

    async def get(self, key, prototype, byte_range=None):
        self.keys.append(key)
        return await super().get(key, prototype, byte_range)


@pytest.fixture
def many(hand_made):
    """An array of texts as JSON, one per chunk, which zarr can't read."""
    chunks = {str(i): encoded(np.array([f"text {i}"], dtype=object), JSON) for i in range(10)}
    settings = {"shape": [10], "chunks": [1], "filters": [JSON], "zarr_dtype": "str"}
    hand_made.array("d", chunks, dtype="|O", **settings)
    return hand_made.root


@pytest.mark.filterwarnings("ignore::hdmf.backends.warnings.BrokenLinkWarning")  # a store has no other file beside it
def test_building_reads_single_values_and_what_hdmf_always_asks_for(newest):
    store = Recording(newest)
    with ZarrIO(store) as io:
        io.read_builder()
    chunks = [key for key in store.keys if not METADATA.search(key)]
    assert chunks
    for key in chunks:
        attributes = json.loads((newest / key).with_name(".zattrs").read_text())
        is_asked_for = attributes.get("neurodata_type") in {"ElementIdentifiers", "DynamicTableRegion"}
        shape = json.loads((newest / key).with_name(".zarray").read_text())["shape"]
        assert attributes["zarr_dtype"] == "scalar" or is_asked_for or shape == [1], key


def test_consolidated_metadata_are_one_read(newest):
    store = Recording(newest)
    with ZarrIO(store):
        pass
    assert sorted(key for key in store.keys if METADATA.search(key)) == [
        ".zattrs",
        ".zgroup",
        ".zmetadata",
        "zarr.json",
    ]


def test_a_dataset_is_a_zarr_array(v2_file):
    with NWBZarrIO(v2_file) as io:
        data = io.read_builder()["acquisition/lfp/data"].data
        assert isinstance(data, zarr.Array)
        assert data.chunks == (6, 3)
        assert [type(codec).__name__ for codec in data.compressors] == ["BloscCodec"]


def test_one_element_costs_one_chunk(many, monkeypatch):
    monkeypatch.setattr("hdmf_zarr.reading.lazy._CACHED_BYTES", 0)
    store = Recording(many)
    with ZarrIO(store) as io:
        data = io.read_builder()["d"].data
        store.keys.clear()
        assert data[4] == "text 4"
        assert store.keys == ["d/4"]


@pytest.mark.parametrize("cached", [0, 2**20])
@pytest.mark.parametrize(
    "selection",
    [3, -1, slice(2, 5), slice(None, None, -3), [7, 2, 2], np.arange(10) % 3 == 0, np.array([], int)],
    ids=str,
)
def test_selections_are_numpys(many, monkeypatch, selection, cached):
    monkeypatch.setattr("hdmf_zarr.reading.lazy._CACHED_BYTES", cached)
    whole = np.array([f"text {i}" for i in range(10)], dtype=object)
    with ZarrIO(many) as io:
        chosen = io.read_builder()["d"].data[selection]
        np.testing.assert_array_equal(chosen, whole[selection])


def without_column(consolidated):
    """Return consolidated metadata as an older release left them, which appended a column and nothing else."""
    block = json.loads(consolidated)
    block["metadata"] = {key: value for key, value in block["metadata"].items() if "/trials/said/" not in key}
    return json.dumps(block)


@pytest.mark.filterwarnings("ignore::hdmf.backends.warnings.BrokenLinkWarning")  # a store has no other file beside it
@pytest.mark.parametrize("where", [Recording, str])
def test_consolidated_metadata_that_are_behind_are_not_trusted(newest, content, where):
    (newest / ".zmetadata").write_text(without_column((newest / ".zmetadata").read_text()))
    with NWBZarrIO(where(newest)) as io:
        assert list(io.read().trials["said"].data) == [said for _, _, _, said in content.TRIALS]


def test_cached_namespaces_are_found_where_they_are_not_consolidated(v2_file):
    assert "core" in NWBZarrIO.get_namespaces(Recording(v2_file))
