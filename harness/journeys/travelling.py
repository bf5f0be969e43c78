"""What journeys are made of: content is made and written, files are opened, and what arrived is compared.

Compared are the trees of builders, the containers with their object ids, and the verdict of the validator.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import BuildManager, DatasetBuilder, TypeMap
from hdmf.build.warnings import MissingRequiredBuildWarning
from hdmf.container import AbstractContainer
from pynwb import NWBFile

from harness.backend import Backend
from harness.case import Case, VacuousCaseError
from harness.comparison import compare_builders, compare_containers
from harness.differences import MISSING, Difference
from harness.journeys.validity import validation_errors
from harness.locations import Location
from harness.normal import NormalForm, normal_form, object_paths

#: Attributes that every builder of a neurodata type has.
_IDENTITY = {"namespace", "neurodata_type", "object_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What was made: the containers, and the tree that HDMF built of them."""

    case: Case
    nwbfile: NWBFile
    content: AbstractContainer
    tree: NormalForm
    path: Location
    source: str
    type_map: TypeMap

    def changed(self, change: Callable[[NWBFile], object]) -> Departure:
        """Return what is expected when a file that says this was changed so that it says more."""
        change(self.nwbfile)
        built = BuildManager(self.type_map).build(self.nwbfile, source=self.source, root=True)
        return replace(self, tree={**normal_form(built), **self.tree})


def empty_file(case: Case) -> NWBFile:
    """Make the file that the content of a case is put into."""
    if case.make_file:
        return case.make_file()
    return NWBFile(
        session_description=f"content of the case {case.name}",
        identifier=f"conformance {case.name}",
        session_start_time=datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC),
    )


def depart(case: Case, backend: Backend, directory: Path) -> Departure:
    """Make the content of a case, and write it to a new file.

    Raises
    ------
    VacuousCaseError
        If there is nothing to carry.
    """
    nwbfile = empty_file(case)
    content = case.content(nwbfile)
    _require_found(case, nwbfile, content)
    path = backend.location(directory, "written")
    with opened(backend, path, "w") as io:
        # Built apart and beforehand: what is expected must not depend on what the backend does to its builders.
        source, type_map = str(io.source), io.manager.type_map
        manager = BuildManager(type_map)
        tree = normal_form(manager.build(nwbfile, source=source, root=True))
        _require_built(case, manager, content)
        io.write(nwbfile)
    return Departure(
        case=case, nwbfile=nwbfile, content=content, tree=tree, path=path, source=source, type_map=type_map
    )


def arrive(departure: Departure, backend: Backend, path: Location) -> list[Difference]:
    """Read the file at ``path`` and compare it with what was made."""
    with opened(backend, path, "r") as io:
        nwbfile = io.read()
        differences = compare_builders(departure.tree, io.read_builder())
        differences += compare_containers(departure.nwbfile, nwbfile, paths=object_paths(departure.tree))
        differences += _found(departure, nwbfile)
        differences += invalid(validation_errors(io))
    return differences


def _found(departure: Departure, nwbfile: NWBFile) -> list[Difference]:
    """Look for the object under test where its case says that it is."""
    content = departure.content
    path = object_paths(departure.tree).get(content.object_id, content.name)
    try:
        found = departure.case.find(nwbfile)
    except (LookupError, AttributeError, TypeError) as error:  # what a missing object makes of a finder
        return [Difference(path, "find", content.object_id, f"{type(error).__name__}: {error}")]
    if found is None or found.object_id != content.object_id:
        return [Difference(path, "find", content.object_id, MISSING if found is None else found.object_id)]
    return []


def invalid(errors: list[Any]) -> list[Difference]:
    """Make the validator's errors differences; it names objects by their paths without the first slash."""
    return [
        Difference(f"/{error.location or ''}", "validation", f"a valid {error.name}", error.reason) for error in errors
    ]


@contextmanager
def opened(backend: Backend, path: Location, mode: str) -> Iterator[Any]:
    """Open a file; a required value left out, or a broken link, is a failure whatever else warnings are here."""
    with warnings.catch_warnings():
        for category in (MissingRequiredBuildWarning, BrokenLinkWarning):
            warnings.filterwarnings("error", category=category)
        with backend.open_nwb(str(path) if isinstance(path, Path) else path, mode=mode) as io:
            yield io


def _require_found(case: Case, nwbfile: NWBFile, content: object) -> None:
    try:
        found = case.find(nwbfile)
    except Exception as error:
        raise VacuousCaseError(
            f"case {case.name!r}: find() fails on the file that content() filled: {error!r}"
        ) from error
    if not isinstance(content, AbstractContainer) or found is not content:
        raise VacuousCaseError(f"case {case.name!r}: content() returns {_named(content)}, find() finds {_named(found)}")


def _require_built(case: Case, manager: BuildManager, content: AbstractContainer) -> None:
    builder = manager.get_builder(content)
    if builder is None:
        raise VacuousCaseError(f"case {case.name!r}: nothing was built of {content.name!r}; is it part of the file?")
    if isinstance(builder, DatasetBuilder):
        return
    if not (builder.groups or builder.datasets or builder.links or builder.attributes.keys() - _IDENTITY):
        raise VacuousCaseError(
            f"case {case.name!r}: {content.name!r} is empty: it has no datasets, groups, links, attributes"
        )


def _named(thing: object) -> str:
    return f"{type(thing).__name__} {thing.name!r}" if isinstance(thing, AbstractContainer) else repr(thing)
