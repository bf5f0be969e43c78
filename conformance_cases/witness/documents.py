"""What the tests share: a document, written by the second witness of a backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from harness.backend import Backend
from harness.normal import NormalForm
from harness.witness.opinion import witness_of


@contextmanager
def document(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: NormalForm) -> Iterator[Path]:
    """Write a document and yield where it is; the backend has a second witness, for the test is marked so."""
    witness = witness_of(backend)
    assert witness is not None
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as directory:
        path: Path = backend.location(Path(directory), "document")
        witness.write(tree, path)
        yield path
