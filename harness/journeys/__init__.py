"""Journeys say *how*: ways for content to travel, and what must be true on arrival.

Every journey makes the content, has one or two backends carry it, and compares what is read with what was made. It
returns differences, which are the backend's, and raises `VacuousCaseError` where a case has nothing to carry. A module
of tests chooses journeys by their names: ``JOURNEYS = ("append", "relay")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.journeys.bare import cached_specs
from harness.journeys.changing import append, modify
from harness.journeys.exporting import copy, cross_export, export, is_one_format, relay
from harness.journeys.journey import EXPORTER, WRITER, Journey
from harness.journeys.reading import is_importable, move, reopen, threads, write_read

__all__ = ["DEFAULT", "JOURNEYS", "Journey"]

_APPENDER = WRITER | {"append"}

#: The journeys by name.
JOURNEYS: Mapping[str, Journey] = MappingProxyType(
    {
        journey.name: journey
        for journey in (
            Journey("write_read", write_read, (WRITER,), ("B01", "B03", "B08", "B20", "C08", "H10", "J05")),
            Journey("export", export, (EXPORTER,), ("H02", "H03", "H10", "J05")),
            Journey("cross_export", cross_export, (WRITER, EXPORTER), ("H03", "H10", "J05"), ("H01", "H18"), ("H04",)),
            Journey("relay", relay, (EXPORTER, EXPORTER), ("H03", "H10", "J05"), ("H01",), ("H04", "H05")),
            Journey("copy", copy, (WRITER, EXPORTER), ("H01", "H10", "H17", "H18", "J05"), suits=is_one_format),
            Journey("append", append, (_APPENDER,), ("M04", "M16", "J05")),
            Journey("modify", modify, (_APPENDER,), ("M04", "M06", "J05")),
            Journey("move", move, (WRITER,), ("F22", "H10", "J05")),
            Journey("reopen", reopen, (WRITER,), ("B01", "B03"), suits=is_importable),
            Journey("threads", threads, (WRITER | {"concurrent"},), ("B03", "K05")),
            Journey("cached_specs", cached_specs, (WRITER | {"discovery"},), ("G03", "G05")),
        )
    }
)

#: Those of a module of tests that names none. What each type is stored as decides on these; on the others decide kinds
#: of content, of which a few cases have all, and making them of every case would triple the time of a run.
DEFAULT = ("write_read", "export", "cross_export")
