"""No handle of a file stays open (K08): however it was read, looked at or exported."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hdmf.spec import NamespaceCatalog

from conformance_cases.contract.exporting import exported
from conformance_cases.contract.parts import REFUSALS, recording, session, sessions, write_table
from harness import Backend


@pytest.mark.clause("K08")
@pytest.mark.parametrize("mode", ["r", pytest.param("r+", marks=pytest.mark.needs("append"))])
def test_closing_releases_every_handle(backend: Backend, path: Path, mode: str) -> None:
    """However often a file is read, the next handles that the process gets have the numbers that they had."""
    write_table(backend, path)

    def read_once() -> None:
        with sessions().reading(backend, path, mode) as read:
            assert read["table"]["n"].data[:].tolist() == [1, 2]

    assert_no_handle_stays_open(read_once)


@pytest.mark.clause("K08", "F15")
@pytest.mark.local
@pytest.mark.needs("external_links")
def test_closing_releases_the_handles_of_linked_files(backend: Backend, path: Path) -> None:
    """So it is if what is read lies in another file."""
    other, manager = backend.location(path.parent, "other"), sessions().manager()
    sessions().write(backend, other, session(recording("rest", [0, 1])))
    with backend.open(other, mode="r", manager=manager) as first, backend.open(path, mode="w", manager=manager) as io:
        io.write(session(recording("task"), baseline=first.read().recordings["rest"]))

    def read_once() -> None:
        with sessions().reading(backend, path) as read:
            assert read.baseline.data[:].tolist() == [0, 1]

    assert_no_handle_stays_open(read_once)


@pytest.mark.clause("K08")
@pytest.mark.local
@pytest.mark.needs("export")
def test_exports_leave_no_handle_open(backend: Backend, path: Path) -> None:
    """So it is after an export, of either file."""
    write_table(backend, path)
    assert_no_handle_stays_open(lambda: exported(backend, path, read=True))


@pytest.mark.clause("K08")
@pytest.mark.local
def test_looking_at_files_leaves_no_handle_open(backend: Backend, path: Path, tmp_path: Path) -> None:
    """Nor does asking for what a file is and what it keeps, or failing to open one of another format."""
    sessions().write(backend, path, session(recording()))
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)
    other = backend.location(tmp_path, "of another format")
    other.write_text("not of any format")

    def look_once() -> None:
        assert [kind.can_read(path=str(location)) for location in (path, other)] == [True, False]
        assert kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(path))
        for mode in ("r", "r+"):
            with pytest.raises(REFUSALS):
                backend.open(other, mode=mode)

    assert_no_handle_stays_open(look_once)


@pytest.mark.clause("K08", "G02")
@pytest.mark.local
@pytest.mark.filterwarnings("ignore:.*No cached namespaces:UserWarning")
def test_looking_for_namespaces_leaves_no_handle_open(backend: Backend, path: Path) -> None:
    """Nor does looking for namespaces where there are none."""
    sessions().write(backend, path, session(recording()), cache_spec=False)
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)

    assert_no_handle_stays_open(lambda: kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(path)))


@pytest.mark.clause("K08", "G08")
@pytest.mark.local
def test_asking_for_versions_leaves_no_handle_open(backend: Backend, path: Path) -> None:
    """Nor does asking which versions of which namespaces a file keeps."""
    sessions().write(backend, path, session(recording()))
    with sessions().open(backend, path, "r") as io:
        kind: Any = type(io)

    assert_no_handle_stays_open(lambda: kind.get_namespaces(path=str(path)))


def assert_no_handle_stays_open(act: Callable[[], object]) -> None:
    """Assert that the process has no more handles, however often it does something."""
    act()  # what a library opens once and for all is open from here on
    before = _next_handles(20)
    for _ in range(20):
        act()

    # what earlier tests have left open may be let go of meanwhile, so that there are more that are free
    assert set(before) <= set(_next_handles(60))


def _next_handles(number: int) -> list[int]:
    """Return the next handles that the process gets: the first of them tells nothing of what was opened beside it."""
    handles = [os.open(os.devnull, os.O_RDONLY) for _ in range(number)]
    for handle in handles:
        os.close(handle)
    return handles
