"""A way that writes an NWB file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pynwb import NWBFile

from harness.backend import Backend
from harness.differences import Difference
from harness.mutants.ways.parts import Document, not_met
from harness.round_trip import write_tree


def versions(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write an NWB file, and the document, which has no version of NWB; ask for the versions of both."""
    path, without = (backend.location(directory, stem) for stem in ("file", "without"))
    start = datetime(2017, 4, 3, 11, 30, tzinfo=UTC)
    with backend.open_nwb(str(path), mode="w") as io:
        io.write(NWBFile(session_description="a file", identifier="a file", session_start_time=start))
    write_tree(backend, document(), without)
    with backend.open_nwb(str(path), mode="r") as io:
        wrong = not_met("a version", "nwb_version", bool(io.nwb_version[0]))
    with backend.open_nwb(str(without), mode="r", load_namespaces=False) as io:
        wrong += not_met("no version", "nwb_version", io.nwb_version == (None, None))
        try:
            io.read()
        except TypeError:
            return wrong
        except Exception as error:  # noqa: BLE001 - another error shows that the version was not looked at
            return wrong + not_met("a TypeError", f"{type(error).__name__}: {error}", met=False)
    return wrong + not_met("a refusal", "no version", met=False)


def of_version_ten(backend: Backend, _: Document, directory: Path) -> list[Difference]:
    """Write an NWB file of a version to come, and read it."""
    path = backend.location(directory, "file")
    start = datetime(2017, 4, 3, 11, 30, tzinfo=UTC)
    with backend.open_nwb(str(path), mode="w") as io:
        nwbfile = NWBFile(session_description="a file", identifier="a file", session_start_time=start)
        builder = io.manager.build(nwbfile, source=str(path), root=True)
        builder.set_attribute("nwb_version", "10.0.0")
        io.write_builder(builder)
    with backend.open_nwb(str(path), mode="r") as io:
        try:
            io.read()
        except TypeError as error:
            return not_met("a file", f"TypeError: {error}", met=False)
    return []
