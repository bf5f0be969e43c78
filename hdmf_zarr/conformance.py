"""How a conformance suite opens this backend: plain data, found through the entry-point group ``hdmf_backends``.

Each variant is the backend on another store: ``zarr+zip`` (one archive), ``zarr+memory`` (a zarr `MemoryStore`),
``zarr+url`` (fsspec's ``memory://``) and ``zarr+s3`` (a server of moto in this process, or one that the environment
variable ``HDMF_ZARR_S3_ENDPOINT`` names).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator
from zarr.abc.buffer import Buffer
from zarr.storage import MemoryStore

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.nwb import NWBZarrIO

__all__ = ["BACKEND"]

_BUCKET = "conformance"


class InMemory:
    """Stores in the memory of this process, one for each name."""

    is_local = False

    def __init__(self) -> None:
        self._objects: dict[str, dict[str, Buffer]] = {}
        self._stores: dict[str, MemoryStore] = {}

    def at(self, directory: Path, name: str) -> MemoryStore:
        """Return the store of that name, an empty one at first."""
        return self._store(str(directory / name))

    def move(self, location: MemoryStore, name: str) -> MemoryStore:
        """Move all objects to another store."""
        key = self._key(location)
        moved = self._store(str(Path(key).with_name(name)))
        self._objects[self._key(moved)].update(self._objects[key])
        self._objects[key].clear()
        return moved

    def remove(self, location: MemoryStore) -> None:
        """Drop all objects of a store."""
        self._objects[self._key(location)].clear()

    def snapshot(self, location: MemoryStore) -> dict[str, bytes]:
        """Return the bytes of each object."""
        return {name: value.to_bytes() for name, value in self._objects[self._key(location)].items()}

    def close(self) -> None:
        """Forget all stores."""
        self._objects.clear()
        self._stores.clear()

    def _store(self, key: str) -> MemoryStore:
        if key not in self._stores:
            self._objects[key] = {}
            self._stores[key] = MemoryStore(self._objects[key])
        return self._stores[key]

    def _key(self, location: MemoryStore) -> str:
        return next(key for key, store in self._stores.items() if store is location)


class AtUrls:
    """Objects of a file system that fsspec knows, by their URLs."""

    is_local = False

    def __init__(self, root: str) -> None:
        self._root = root

    @cached_property
    def options(self) -> dict[str, Any]:
        """What the file system takes."""
        return {}

    def opener(self, io: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that opens URLs as ``io`` does, with the options of the file system."""
        return _UrlOpener(io, self)

    def at(self, directory: Path, name: str) -> str:
        """Return the URL; the directory becomes a part of it."""
        return f"{self._root}{directory.absolute().as_posix()}/{name}"

    def move(self, location: str, name: str) -> str:
        """Give all objects another prefix."""
        moved = f"{location.rpartition('/')[0]}/{name}"
        files = self._files()
        for found, rest in self._found(files, location):
            files.cp_file(found, moved + rest)
        self.remove(location)
        return moved

    def remove(self, location: str) -> None:
        """Delete all objects."""
        self._files().rm(location, recursive=True)

    def snapshot(self, location: str) -> dict[str, bytes]:
        """Return the bytes of each object, by its name after the prefix."""
        files = self._files()
        return {name: files.cat_file(found) for found, name in self._found(files, location)}

    def close(self) -> None:
        """Do nothing: what is in memory ends with the process."""

    @staticmethod
    def _found(files: Any, location: str) -> list[tuple[str, str]]:
        """Return each object of a file, as the file system calls it and by its name after the prefix."""
        prefix = location.partition("://")[2].strip("/")
        return [(found, found.lstrip("/").removeprefix(prefix)) for found in files.find(location)]

    def _files(self) -> Any:
        import fsspec  # noqa: PLC0415 - an optional dependency

        files = fsspec.url_to_fs(self._root, **self.options)[0]
        files.invalidate_cache()  # others have written since
        return files


@dataclass(frozen=True, slots=True)
class _UrlOpener:
    """Opens URLs with the options of a file system, which are asked for when the first one is opened."""

    io: Callable[..., Any]
    locations: AtUrls

    def __call__(self, path: str, **arguments: Any) -> Any:
        return self.io(path, **{"storage_options": self.locations.options, **arguments})

    def __reduce__(self) -> tuple[Any, ...]:
        return _with_options, (self.io, self.locations.options)  # another process has no part in the locations


def _with_options(io: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    return partial(io, storage_options=options)


class OnS3(AtUrls):
    """Objects in a bucket of an S3 server, which is started when a file is opened for the first time."""

    def __init__(self) -> None:
        super().__init__(f"s3://{_BUCKET}")
        self._server: Any = None

    @cached_property
    def options(self) -> dict[str, Any]:
        """Where the server is, and the key."""
        options = {
            "key": os.environ.get("HDMF_ZARR_S3_KEY", "testkey"),
            "secret": os.environ.get("HDMF_ZARR_S3_SECRET", "testsecret"),
            "endpoint_url": os.environ.get("HDMF_ZARR_S3_ENDPOINT") or self._start(),
            "client_kwargs": {"region_name": "us-east-1"},
        }
        import fsspec  # noqa: PLC0415 - an optional dependency

        files = fsspec.filesystem("s3", **options)
        if not files.exists(_BUCKET):
            files.call_s3("create_bucket", Bucket=_BUCKET)  # mkdir would name the region, which is none to name
        return options

    def _start(self) -> str:
        from moto.server import ThreadedMotoServer  # noqa: PLC0415 - of the tests alone

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        return f"http://{host}:{port}"

    def close(self) -> None:
        """Stop the server, if one was started."""
        if self._server is not None:
            self._server.stop()


def _replaced_under_a_reader(backend: Any, directory: Path) -> None:
    """Read a file while another one takes its place."""
    location = backend.location(directory, "file")
    _write(backend, location, [1, 2])
    with backend.open(location, mode="r") as io:
        data = io.read_builder()["numbers"].data
        _write(backend, location, [3, 4])
        assert data[:].tolist() == [1, 2]


def _opened_after_a_failure(backend: Any, directory: Path) -> None:
    """Open a file for reading whose writing has failed."""
    location = backend.location(directory, "file")
    with suppress(ArithmeticError), backend.open(location, mode="w") as io:
        io.write_builder(_numbers(DataChunkIterator(data=(1 // number for number in (1, 0)), buffer_size=1)))
    backend.open(location, mode="r").close()


def _numbers(data: Any) -> GroupBuilder:
    return GroupBuilder("root", datasets=[DatasetBuilder("numbers", data)])


def _write(backend: Any, location: Any, data: list[int]) -> None:
    with backend.open(location, mode="w") as io:
        io.write_builder(_numbers(data))


#: No store has a rename, so that a new file is written over the old one.
_IN_PLACE = (
    {
        "clause": "K04",
        "raises": AssertionError,
        "kind": "by design",
        "reason": "a store has no rename: a new file is written over the old one, under the eyes of its readers",
        "cases": ["test_replacing_does_not_deceive_a_reader"],
        "witness": _replaced_under_a_reader,
    },
    {
        "clause": "I10",
        "raises": DamagedFileError,
        "kind": "by design",
        "reason": "a store has no rename: what a failed write has left is there, and says that it is unfinished",
        "cases": ["test_after_a_failure_the_location_can_be_used"],
        "witness": _opened_after_a_failure,
    },
)


def _on_s3() -> dict[str, Any]:
    needed = ["s3fs"] if os.environ.get("HDMF_ZARR_S3_ENDPOINT") else ["s3fs", "moto"]
    if missing := [name for name in needed if find_spec(name) is None]:
        raise ImportError(f"it needs {' and '.join(missing)}; install hdmf-zarr[remote] and moto[server]")
    return _by_url(OnS3())


def _by_url(locations: AtUrls) -> dict[str, Any]:
    opened = {"io": locations.opener(ZarrIO), "nwb_io": locations.opener(NWBZarrIO)}
    return {"locations": locations, "witness": None, "known_gaps": _IN_PLACE, **opened}


#: What each store changes of the arguments below, or a function that tells it.
VARIANTS: dict[str, object] = {
    "zip": {"suffix": ".nwb.zarr.zip"},
    "memory": lambda: {"locations": InMemory(), "witness": None, "known_gaps": _IN_PLACE},
    "url": lambda: _by_url(AtUrls("memory://conformance")),
    "s3": _on_s3,
}

BACKEND = {
    "io": ZarrIO,
    "nwb_io": NWBZarrIO,
    "suffix": ".nwb.zarr",
    "data_io": ZarrDataIO,
    "witness": "zarr",
    "seam": "zarr",
    "contract": "1.0",
    "variants": VARIANTS,
}
