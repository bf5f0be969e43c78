"""A journey says *how*: a way for content to travel, and what must be true on arrival.

Every journey makes the content, has one or two backends carry it, and compares what is read with what was made: the
builder trees, the containers with their object ids, and the verdict of PyNWB's validator. It returns differences, which
are the backend's, and raises `VacuousCaseError` where a case has nothing to carry.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hdmf.backends.io import HDMFIO
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import BuildManager, DatasetBuilder
from hdmf.build.warnings import MissingRequiredBuildWarning
from hdmf.container import AbstractContainer
from pynwb import NWBFile, validate

from harness.backend import Backend
from harness.case import Case, VacuousCaseError
from harness.comparison import compare_builders, compare_containers
from harness.differences import MISSING, Difference
from harness.normal import NormalForm, normal_form

#: Attributes that every builder of a neurodata type has.
_IDENTITY = {"namespace", "neurodata_type", "object_id"}
#: What `pynwb.validate(path=…)` looks for; it knows no other backend (clause J02).
_FOUND_BY_PATH = {("pynwb", "NWBHDF5IO"), ("hdmf_zarr", "NWBZarrIO")}


@dataclass(frozen=True, slots=True)
class Journey:
    """A way for content to travel.

    Attributes
    ----------
    name
        What test ids show.
    travel
        ``travel(case, *backends, directory)`` returns the differences between what was made and what arrived.
    needs
        For each backend that takes part, the capabilities that it must claim.
    clauses
        Ids of the clauses that arrival without difference proves.
    clauses_within, clauses_across
        Further ones where two backends take part: if they are one and the same, and if they are not.
    """

    name: str
    travel: Callable[..., list[Difference]]
    needs: tuple[frozenset[str], ...]
    clauses: tuple[str, ...]
    clauses_within: tuple[str, ...] = ()
    clauses_across: tuple[str, ...] = ()

    def proves(self, *backends: Backend) -> tuple[str, ...]:
        """Return the ids of the clauses that arrival without difference proves of these backends."""
        if len(backends) == 1:
            return self.clauses
        return (*self.clauses, *(self.clauses_across if len(set(backends)) > 1 else self.clauses_within))


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What was made: the containers, and the tree that HDMF built of them."""

    case: Case
    nwbfile: NWBFile
    content: AbstractContainer
    tree: NormalForm
    path: Path


def write_read(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file and read it."""
    departure = _write(case, backend, directory)
    return _arrive(departure, backend, departure.path)


def export(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, export what is read from it, and read the export when the first file is out of reach."""
    departure = _write(case, backend, directory)
    exported = backend.location(directory, "exported")
    with _opened(backend, departure.path, "r") as source, _opened(backend, exported, "w") as destination:
        destination.export(source, source.read())
    departure.path.rename(departure.path.with_name("out_of_reach" + backend.suffix))
    return _arrive(departure, backend, exported)


def cross_export(case: Case, source: Backend, destination: Backend, directory: Path) -> list[Difference]:
    """Write with one backend, export all that is there to another, and read with that."""
    departure = _write(case, source, directory)
    exported = destination.location(directory, "exported")
    with _opened(source, departure.path, "r") as reader, _opened(destination, exported, "w") as writer:
        writer.export(reader, write_args={"link_data": False})
    departure.path.rename(departure.path.with_name("out_of_reach" + source.suffix))
    return _arrive(departure, destination, exported)


_WRITER = frozenset({"read", "write"})
_EXPORTER = frozenset({"read", "write", "export"})

#: The journeys by name.
JOURNEYS: Mapping[str, Journey] = {
    journey.name: journey
    for journey in (
        Journey("write_read", write_read, (_WRITER,), ("B01", "B03", "B08", "B20", "C08", "H10", "J05")),
        Journey("export", export, (_EXPORTER,), ("H02", "H03", "H10", "J05")),
        Journey("cross_export", cross_export, (_WRITER, _EXPORTER), ("H03", "H10", "J05"), ("H01", "H18"), ("H04",)),
    )
}


def _write(case: Case, backend: Backend, directory: Path) -> Departure:
    nwbfile = case.make_file() if case.make_file else _plain_file(case)
    content = case.content(nwbfile)
    _require_found(case, nwbfile, content)
    path = backend.location(directory, "written")
    with _opened(backend, path, "w") as io:
        # Built apart and beforehand: what is expected must not depend on what the backend does to its builders.
        manager = BuildManager(io.manager.type_map)
        tree = normal_form(manager.build(nwbfile, source=str(io.source), root=True))
        _require_built(case, manager, content)
        io.write(nwbfile)
    return Departure(case=case, nwbfile=nwbfile, content=content, tree=tree, path=path)


def _arrive(departure: Departure, backend: Backend, path: Path) -> list[Difference]:
    """Read the file at ``path`` and compare it with what was made."""
    with _opened(backend, path, "r") as io:
        nwbfile = io.read()
        differences = compare_builders(departure.tree, io.read_builder())
        differences += compare_containers(departure.nwbfile, nwbfile, paths=_paths(departure.tree))
        differences += _found(departure, nwbfile)
        by_path = _pynwb_finds(io)
        if not by_path:
            differences += _invalid(validate(io=io))
    if by_path:
        differences += _invalid(validate(path=str(path)))
    return differences


def _found(departure: Departure, nwbfile: NWBFile) -> list[Difference]:
    """Look for the object under test where its case says that it is."""
    content = departure.content
    path = _paths(departure.tree).get(content.object_id, content.name)
    try:
        found = departure.case.find(nwbfile)
    except (LookupError, AttributeError, TypeError) as error:  # what a missing object makes of a finder
        return [Difference(path, "find", content.object_id, f"{type(error).__name__}: {error}")]
    if found is None or found.object_id != content.object_id:
        return [Difference(path, "find", content.object_id, MISSING if found is None else found.object_id)]
    return []


def _invalid(errors: list[Any]) -> list[Difference]:
    """Make the validator's errors differences; it names objects by their paths without the first slash."""
    return [
        Difference(f"/{error.location or ''}", "validation", f"a valid {error.name}", error.reason) for error in errors
    ]


def _pynwb_finds(io: HDMFIO) -> bool:
    return any((base.__module__.partition(".")[0], base.__name__) in _FOUND_BY_PATH for base in type(io).__mro__)


def _paths(tree: NormalForm) -> dict[str, str]:
    """Return the path of each object by its id."""
    ids = {path: node.attributes.get("object_id") for path, node in tree.items()}
    return {value.data.item(): path for path, value in ids.items() if value is not None and value.data is not None}


@contextmanager
def _opened(backend: Backend, path: Path, mode: str) -> Iterator[Any]:
    """Open a file; a required value left out, or a broken link, is a failure whatever else warnings are here."""
    with warnings.catch_warnings():
        for category in (MissingRequiredBuildWarning, BrokenLinkWarning):
            warnings.filterwarnings("error", category=category)
        with backend.open_nwb(str(path), mode=mode) as io:
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


def _plain_file(case: Case) -> NWBFile:
    return NWBFile(
        session_description=f"content of the case {case.name}",
        identifier=f"conformance {case.name}",
        session_start_time=datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC),
    )
