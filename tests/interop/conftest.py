"""The peer, our backend, and the real files, which are those of the conformance cases."""

import os
from collections.abc import Iterator

import pytest
from peer_process import Peer, started

from conformance_cases.real_files.conftest import fetched, real_file
from harness import Backend, Registry

__all__ = ["fetched", "ours", "peer", "real_file"]

VARIABLE = "HDMF_ZARR_014_PYTHON"


@pytest.fixture(scope="session")
def ours() -> Backend:
    """Return this project's backend."""
    (backend,) = Registry().choose(["zarr"])
    return backend


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Start hdmf-zarr 0.14 in its process."""
    python = os.environ.get(VARIABLE)
    if not python:
        pytest.skip(
            f"{VARIABLE} names no interpreter with hdmf-zarr 0.14, by which it would be shown that the files of one "
            "(B03, H04) are files of the other; the tox environment `interop` makes it"
        )
    with started(python, tmp_path_factory.mktemp("path")) as peer:
        assert peer("version") == "0.14.0"
        yield peer
