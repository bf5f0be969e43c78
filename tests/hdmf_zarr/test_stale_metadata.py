"""Consolidated metadata that contradict the objects mislead no reader (contract I17).

hdmf-zarr 0.14 makes them so when it appends: what is below groups with attributes is copied as it was before. The files
here are made as it leaves them; tests/interop has its own.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from damaging import edit
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.buffer import cpu
from zarr.storage import MemoryStore, WrapperStore

from hdmf_zarr import NWBZarrIO, ZarrIO, repair, verify


def consolidate_as_zarr_does(path: Path) -> None:
    """Give each group of the root's copy a member of its own, as zarr-python does."""

    def change(document):
        for node in document["consolidated_metadata"]["metadata"].values():
            if node["node_type"] == "group":
                node["consolidated_metadata"] = {"kind": "inline", "must_understand": False, "metadata": {}}

    edit(path, "", change)


def keep_stale(path: Path, before: dict) -> None:
    """Put back the copy that the root had before, and give the group that has changed one of its own."""
    edit(path, "", lambda document: document.update(consolidated_metadata=before))
    nested = {"kind": "inline", "must_understand": False, "metadata": {}}
    own = path / "g" / "zarr.json"
    own.write_text(json.dumps({**json.loads(own.read_text()), "consolidated_metadata": nested}))


@pytest.fixture
def appended(write):
    """A file to which a row and a dataset were added, and whose copies of metadata know of neither."""
    path = write(GroupBuilder("g", datasets=[DatasetBuilder("d", np.arange(3))], attributes={"colnames": ["d"]}))
    consolidate_as_zarr_does(path)
    before = json.loads((path / "zarr.json").read_text())["consolidated_metadata"]
    with ZarrIO(path, mode="r+") as io:
        root = io.read_builder()
        root["g"].datasets["d"].data.append(np.array([3]))
        root["g"].set_dataset(DatasetBuilder("e", np.arange(2)))
        io.write_builder(root)
    keep_stale(path, before)
    return path


@pytest.mark.parametrize("mode", ["r", "r-", "r+"])
def test_what_was_appended_is_there(appended, mode):
    with ZarrIO(appended, mode=mode) as io:
        datasets = io.read_builder()["g"].datasets
        assert {name: dataset.data[:].tolist() for name, dataset in datasets.items()} == {
            "d": [0, 1, 2, 3],
            "e": [0, 1],
        }


def test_repairing_leaves_nothing_stale(appended):
    assert {problem.path for problem in verify(appended) if problem.kind == "copy"} == {"/g", "/g/d", "/g/e"}
    repair(appended)
    assert list(verify(appended)) == []


def test_a_copy_that_speaks_of_what_it_lacks_is_not_trusted_in_any_store(write):
    path = write(GroupBuilder("g", datasets=[DatasetBuilder("d", 1)], attributes={"colnames": ["d"]}))
    consolidate_as_zarr_does(path)
    edit(path, "", lambda document: document["consolidated_metadata"]["metadata"].pop("g/d"))
    with ZarrIO(MemoryStore(in_memory(path))) as io:
        assert io.read_builder()["g"].datasets["d"].data == 1


@pytest.mark.parametrize("copy", [5, {}, {"metadata": [1]}])
def test_a_copy_that_is_none_is_left_aside(write, read, copy):
    path = write(DatasetBuilder("d", 1))
    edit(path, "", lambda document: document.update(consolidated_metadata=copy))
    assert read(path)["d"].data == 1


def test_a_sound_copy_by_zarr_is_one_request(tmp_path):
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="series", data=[1.0], rate=1.0, unit="V"))
    nwbfile.add_trial(start_time=0.0, stop_time=1.0)
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    consolidate_as_zarr_does(tmp_path / "a.nwb.zarr")
    asked = []

    class Recording(WrapperStore):
        async def get(self, key, prototype, byte_range=None):
            asked.append(key)
            return await super().get(key, prototype, byte_range)

    with NWBZarrIO(Recording(MemoryStore(in_memory(tmp_path / "a.nwb.zarr")))) as io:
        io.read()
    assert [key for key in asked if key.endswith("zarr.json")] == ["zarr.json"]


def in_memory(path: Path) -> dict[str, cpu.Buffer]:
    """Return what a directory holds as what a store in memory does."""
    files = (file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path).as_posix(): cpu.Buffer.from_bytes(file.read_bytes()) for file in files}
