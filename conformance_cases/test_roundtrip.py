"""Content of every neurodata type arrives as it was made, whichever way it travels."""

from __future__ import annotations

from pathlib import Path

from harness import Trip, collect_cases

CASES = collect_cases("conformance_cases.nwb")


def test_roundtrip(roundtrip: Trip, tmp_path: Path) -> None:
    """What is read equals what was written: builders, containers, object ids; and it is valid."""
    roundtrip.check(tmp_path)
