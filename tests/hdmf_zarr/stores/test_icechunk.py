"""Icechunk: what is written is seen when it is committed, and two writers cannot both win."""

from __future__ import annotations

import icechunk
import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import NWBZarrIO, ZarrIO


@pytest.fixture
def repository() -> icechunk.Repository:
    return icechunk.Repository.create(icechunk.in_memory_storage())


def tree(name: str) -> GroupBuilder:
    return GroupBuilder("root", datasets=[DatasetBuilder(name, np.arange(3))])


def committed(repository, name: str) -> str:
    session = repository.writable_session("main")
    with ZarrIO(session.store, mode="w") as io:
        io.write_builder(tree(name))
    return session.commit(f"write {name}")


def names_in(store) -> list[str]:
    with ZarrIO(store, mode="r") as io:
        return list(io.read_builder().datasets)


def test_nothing_is_seen_before_it_is_committed(repository):
    committed(repository, "old")
    session = repository.writable_session("main")
    with ZarrIO(session.store, mode="w") as io:
        io.write_builder(tree("new"))
    assert names_in(repository.readonly_session("main").store) == ["old"]
    session.commit("replace it")
    assert names_in(repository.readonly_session("main").store) == ["new"]


def test_each_version_stays_readable(repository):
    first, second = committed(repository, "one"), committed(repository, "two")
    assert names_in(repository.readonly_session(snapshot_id=first).store) == ["one"]
    assert names_in(repository.readonly_session(snapshot_id=second).store) == ["two"]


def test_an_nwb_file_is_written_and_appended_to(repository):
    session = repository.writable_session("main")
    with NWBZarrIO(session.store, mode="w") as io:
        nwbfile = mock_NWBFile()
        nwbfile.add_acquisition(TimeSeries(name="first", data=[1.0, 2.0], rate=1.0, unit="V"))
        io.write(nwbfile)
    session.commit("write")
    session = repository.writable_session("main")
    with NWBZarrIO(session.store, mode="r+") as io:
        nwbfile = io.read()
        nwbfile.acquisition["first"].data.append(3.0)
        nwbfile.add_acquisition(TimeSeries(name="second", data=[4.0], rate=1.0, unit="V"))
        io.write(nwbfile)
    session.commit("append")
    with NWBZarrIO(repository.readonly_session("main").store, mode="r") as io:
        acquisition = io.read().acquisition
        assert acquisition["first"].data[:].tolist() == [1.0, 2.0, 3.0]
        assert acquisition["second"].data[:].tolist() == [4.0]


def test_the_second_of_two_writers_is_told(repository):
    committed(repository, "old")
    one, two = repository.writable_session("main"), repository.writable_session("main")
    for session, name in ((one, "one"), (two, "two")):
        with ZarrIO(session.store, mode="w") as io:
            io.write_builder(tree(name))
    one.commit("one")
    with pytest.raises(icechunk.ConflictError):
        two.commit("two")
    assert names_in(repository.readonly_session("main").store) == ["one"]


def test_no_metadata_are_consolidated(repository):
    committed(repository, "d")
    with ZarrIO(repository.readonly_session("main").store, mode="r") as io:
        assert io._file.metadata.consolidated_metadata is None
