"""Ways to open, replace and close a file that has a document."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder

from harness.backend import Backend
from harness.differences import Difference
from harness.mutants.ways.parts import Document, Way, difference_from, not_met, opened, refuses
from harness.round_trip import write_tree


def replaced(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it over another file in mode ``"w"``."""
    path = backend.location(directory, "file")
    write_tree(backend, _other(), path)
    write_tree(backend, document(), path)
    return difference_from(backend, document, path)


def opened_in(mode: str) -> Way:
    """Return a way: write it, open it in a mode, close it or have it refused, and read it."""

    def way(backend: Backend, document: Document, directory: Path) -> list[Difference]:
        path = backend.location(directory, "file")
        write_tree(backend, document(), path)
        before = backend.snapshot(path)
        present = sorted(directory.iterdir())
        with suppress(UnsupportedOperation), opened(backend, path, mode) as io:
            io.read_builder()
        wrong = not_met("the files beside it", mode, sorted(directory.iterdir()) == present)
        if mode != "a":
            wrong += not_met("its bytes", mode, backend.snapshot(path) == before)
        return wrong + difference_from(backend, document, path)

    return way


def read_only(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and try to write it again in mode ``"r"``, which must be refused; nothing comes of a missing file."""
    path, missing = (backend.location(directory, stem) for stem in ("file", "missing"))
    write_tree(backend, document(), path)
    with opened(backend, path, "r") as io:
        tree = io.read_builder()
        tree.set_attribute("added", 1)
        refuses(lambda: io.write_builder(tree))
    with suppress(UnsupportedOperation):
        opened(backend, missing, "r").close()
    return not_met("a missing file", "r", not backend.exists(missing)) + difference_from(backend, document, path)


def opens_nothing_else_in(mode: str) -> Way:
    """Return a way: open a text file in a mode, which must raise an error, and leave the file alone."""

    def way(backend: Backend, document: Document, directory: Path) -> list[Difference]:
        path = Path(backend.location(directory, "file"))
        text = str(document()).encode()
        path.write_bytes(text)
        wrong = not_met("a refusal", "a text file", refuses(lambda: opened(backend, path, mode).close()))
        return wrong + not_met("a text file", "afterwards", path.is_file() and path.read_bytes() == text)

    return way


def looked_at(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and a text file, and ask twice which of them can be read: no handle is left open."""
    path, other = (backend.location(directory, stem) for stem in ("file", "other"))
    write_tree(backend, document(), path)
    Path(other).write_bytes(b"not of any format")
    with opened(backend, path, "r") as io:
        kind: Any = type(io)

    def next_handle() -> int:
        for location in (path, other):
            kind.can_read(path=str(location))
        handle = os.open(os.devnull, os.O_RDONLY)
        os.close(handle)
        return handle

    return not_met("no handle left open", "can_read()", next_handle() == next_handle())


def reads_while_creating(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and read with the same IO, which must be refused."""
    with opened(backend, backend.location(directory, "file"), "w") as io:
        io.write_builder(document())
        return not_met("a refusal", "read() in mode w", refuses(io.read))


def closed(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, read it and close the IO, with an error on the way and twice; then nothing is read, or the truth."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    io = opened(backend, path, "r")
    tree = io.read_builder()
    with suppress(LookupError), io:
        raise LookupError("something else went wrong")
    wrong = not_met("is_open()", "after closing", not io.is_open())
    io.close()
    io.close()
    wrong += not_met("read_builder()", "after closing", refuses(io.read_builder))
    for name, builder in document().datasets.items():
        with suppress(Exception):  # an error is no lie
            got = np.asarray(tree[name].data[:])
            wrong += not_met("lazy data", "after closing", bool(np.array_equal(got, builder.data)))
    return wrong


def _other() -> GroupBuilder:
    return GroupBuilder("root", datasets=[DatasetBuilder("other", [9])], attributes={"since": "long ago"})
