"""Journeys of a file that is exported; what is exported is read when its source is out of reach."""

from __future__ import annotations

from pathlib import Path

from harness.backend import Backend
from harness.case import Case
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.journeys.travelling import arrive, depart, opened
from harness.locations import Location
from harness.normal import NormalForm, normal_form
from harness.registry import VARIANT
from harness.witness.opinion import second_opinion


def export(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, export what is read from it, and read the export."""
    departure = depart(case, backend, directory)
    exported = backend.location(directory, "exported")
    with opened(backend, departure.path, "r") as source, opened(backend, exported, "w") as destination:
        destination.export(source, source.read())
    backend.move(departure.path, "out_of_reach")
    return arrive(departure, backend, exported)


def cross_export(case: Case, source: Backend, destination: Backend, directory: Path) -> list[Difference]:
    """Write with one backend, export all that is there to another, and read with that."""
    departure = depart(case, source, directory)
    exported = _exported(source, departure.path, destination, destination.location(directory, "exported"))
    source.move(departure.path, "out_of_reach")
    return arrive(departure, destination, exported)


def relay(case: Case, first: Backend, second: Backend, directory: Path) -> list[Difference]:
    """Export from one backend to another and back: what comes back says what was there before, and what was made."""
    departure = depart(case, first, directory)
    before = _read(first, departure.path)
    there = _exported(first, departure.path, second, second.location(directory, "there"))
    first.move(departure.path, "out_of_reach")
    back = _exported(second, there, first, first.location(directory, "back"))
    second.move(there, "out_of_reach_too")
    return compare_builders(before, _read(first, back)) + arrive(departure, first, back)


def copy(case: Case, source: Backend, destination: Backend, directory: Path) -> list[Difference]:
    """Copy a file to another store: the copy says what the source says, to the second witness as well."""
    departure = depart(case, source, directory)
    copied = _exported(source, departure.path, destination, destination.location(directory, "copied"))
    before = _read(source, departure.path)
    source.remove(departure.path)
    differences = compare_builders(before, _read(destination, copied)) + arrive(departure, destination, copied)
    return differences + second_opinion(destination, departure.tree, copied)


def is_one_format(source: Backend, destination: Backend) -> bool:
    """Tell whether two backends are one and the same, or variants of one: the same format in another store."""
    return source.name.partition(VARIANT)[0] == destination.name.partition(VARIANT)[0]


def _exported(source: Backend, path: Location, destination: Backend, exported: Location) -> Location:
    with opened(source, path, "r") as reader, opened(destination, exported, "w") as writer:
        writer.export(reader, write_args={"link_data": False})
    return exported


def _read(backend: Backend, path: Location) -> NormalForm:
    with opened(backend, path, "r") as io:
        return normal_form(io.read_builder())
