"""What tests of readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pynwb import NWBFile

from harness import Backend
from harness.case import Content

type Carry = Callable[[Content], tuple[Any, NWBFile]]


@pytest.fixture
def nwbfile() -> NWBFile:
    """Return a file to put content into."""
    return NWBFile(
        session_description="content of a test",
        identifier="conformance",
        session_start_time=datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC),
        file_create_date=datetime(2018, 5, 4, 12, tzinfo=UTC),
    )


@pytest.fixture
def carry(backend: Backend, nwbfile: NWBFile, tmp_path: Path) -> Iterator[Carry]:
    """Return a function that writes the content of a case and reads the file, which stays open for the test.

    It takes the content of a case, and returns the object under test as it was made and the file as it was read.
    """
    path = str(backend.location(tmp_path, "carried"))
    with ExitStack() as open_files:

        def carry_content(content: Content) -> tuple[Any, NWBFile]:
            made = content(nwbfile)
            with backend.open_nwb(path, mode="w") as io:
                io.write(nwbfile)
            return made, open_files.enter_context(backend.open_nwb(path, mode="r")).read()

        yield carry_content
