"""Files behind a plain web server are read as if they were here."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import obstore.store
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import FsspecStore, ObjectStore

from hdmf_zarr import NWBZarrIO, ZarrIO


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None: ...


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Return the URL of a server of the test's own folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def opened(url: str, kind: str):
    match kind:
        case "url":
            return url
        case "fsspec":
            return FsspecStore.from_url(url)
        case _:
            return ObjectStore(obstore.store.HTTPStore(url, client_options={"allow_http": True}))


@pytest.fixture(params=["url", "fsspec", "obstore"])
def kind(request) -> str:
    return request.param


def test_an_nwb_file_is_read(url, kind, tmp_path):
    nwbfile = mock_NWBFile()
    nwbfile.add_acquisition(TimeSeries(name="first", data=[1.0, 2.0], rate=1.0, unit="V"))
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile)
    with NWBZarrIO(opened(f"{url}/a.nwb.zarr", kind), mode="r") as io:
        assert io.source == f"{url}/a.nwb.zarr"
        assert io.is_remote()
        assert io.read().acquisition["first"].data[:].tolist() == [1.0, 2.0]


def test_names_that_mean_something_in_urls_are_names(url, kind, tmp_path):
    names = ["a?b#c", "50 %", "%41", "a\\b", "ä+&"]
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder(name, np.arange(3)) for name in names]))
    with ZarrIO(opened(f"{url}/a.zarr", kind), mode="r") as io:
        datasets = io.read_builder().datasets
        assert sorted(datasets) == sorted(names)
        assert all(dataset.data[:].tolist() == [0, 1, 2] for dataset in datasets.values())


def test_links_to_files_beside_it_are_followed(url, kind, tmp_path):
    with ZarrIO(tmp_path / "target.zarr", mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(tmp_path / "target.zarr", mode="r") as source, ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        group = GroupBuilder("g", links=[LinkBuilder(source.read_builder()["d"], name="far")])
        io.write_builder(GroupBuilder("root", groups=[group]))
    with ZarrIO(opened(f"{url}/a.zarr", kind), mode="r") as io:
        assert io.read_builder()["g"].links["far"].builder.data[:].tolist() == [0, 1, 2]


def test_what_is_not_there_is_said_to_be_missing(url, kind):
    with pytest.raises(UnsupportedOperation, match="does not exist"):
        ZarrIO(opened(f"{url}/none.zarr", kind), mode="r")
