"""The longer journeys, with content of each kind: what they prove depends on links and tables, and not on the type.

`conformance_cases.test_roundtrip` has every case on the three journeys that depend on how each type is stored. These
cases have between them what is stored in a way of its own: numbers in one and several dimensions, text, datasets that
are linked to, tables with ragged columns, compounds with references to objects, and types of an extension.
"""

from __future__ import annotations

from pathlib import Path

from harness import Trip, collect_cases

JOURNEYS = ("relay", "copy", "append", "modify", "move", "reopen", "threads", "cached_specs")

_CHOSEN = {"TimeSeries.linked_timestamps", "TimeIntervals.references", "CodedVectorData"}

CASES = tuple(case for case in collect_cases("conformance_cases.nwb") if case.name in _CHOSEN)


def test_journey(roundtrip: Trip, tmp_path: Path) -> None:
    """What is read at the end of the way equals what was made at its beginning."""
    roundtrip.check(tmp_path)
