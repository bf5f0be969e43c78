"""Everything that is wrong with a file, by reading all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.warnings import BrokenLinkWarning
from zarr.abc.store import Store

from hdmf_zarr import convention
from hdmf_zarr.convention import extension_of
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.file import ZarrFile
from hdmf_zarr.reading.arrays import array_or_damage
from hdmf_zarr.reading.catalog import Catalog
from hdmf_zarr.reading.damage import Damage, DamagedArray, Finding
from hdmf_zarr.reading.external import ExternalLinks
from hdmf_zarr.reading.soundness import link_problem
from hdmf_zarr.specs import check_cached, spec_location
from hdmf_zarr.stores import open_place
from hdmf_zarr.upkeep.chunks import chunk_problems
from hdmf_zarr.upkeep.leftovers import leftovers
from hdmf_zarr.upkeep.metadata import copy_problems, nested_problems, read_stored
from hdmf_zarr.upkeep.problem import Kind, Problem
from hdmf_zarr.upkeep.references import reference_problems
from hdmf_zarr.v2.catalog import is_v2

__all__ = ["verify"]

type Json = Any


def verify(
    path: str | Path | Store,
    *,
    storage_options: Mapping[str, Any] | None = None,
    external_links: ExternalLinks = "folder",
) -> Iterator[Problem]:
    """Check a file: every object, chunk, link, reference, name, cached namespace, and the consolidated metadata.

    Nothing is changed. The metadata are in memory as a whole, and of the values one stored object at a time.

    Parameters
    ----------
    path, storage_options, external_links
        As for `ZarrIO`.

    Yields
    ------
    Each problem, as soon as it is found; none if the file is sound.

    Raises
    ------
    UnsupportedOperation
        If it is a Zarr v2 file.
    """
    place = open_place(path, read_only=True, storage_options=storage_options)
    if is_v2(place):
        raise UnsupportedOperation(f"{place.source} is a Zarr v2 file; converting it reads, and so checks, all of it")
    file = ZarrFile(
        place, "r-", None, storage_options=storage_options, tell=_say_nothing, external_links=external_links
    )
    try:
        file.open()
        stored = read_stored(place)
    except (UnsupportedOperation, DamagedFileError) as error:
        yield Problem("file", "/", str(error))
        return
    try:
        reader = file.reader()
        reader.root()
        yield from _from_findings(reader.damage.found)
        yield from nested_problems(stored)
        if stored.changing:
            yield Problem("leftover", "/", "a change was begun and not finished; the state before it is read")
        else:
            yield from copy_problems(stored)
        children = reader.catalog.children()
        for name, document in reader.catalog.documents.items():
            yield from _name_problems(reader.catalog, name, children.get(name, []))
            if document["node_type"] == "group" or extension_of(document).get("inline"):
                continue
            array = array_or_damage(place, name, document)
            if not isinstance(array, DamagedArray):  # of which the reader has told
                yield from chunk_problems(place, array)
                yield from reference_problems(reader, array)
        damage = Damage(place.source, _say_nothing)
        check_cached(place, reader.catalog.documents, damage)
        yield from (Problem("specification", f"/{finding.path}", finding.message) for finding in damage.found)
        yield from (Problem("leftover", "/", f"{left}: a writer was interrupted") for left in leftovers(place))
    finally:
        file.close()


def _say_nothing(message: str, category: type[Warning]) -> None:
    """Leave it at the finding."""


def _from_findings(findings: list[Finding]) -> Iterator[Problem]:
    for finding in findings:
        kind: Kind = "object"
        if issubclass(finding.category, BrokenLinkWarning):
            kind = "link" if finding.message.startswith("link") else "reference"
        yield Problem(kind, f"/{finding.path}", finding.message)


def _name_problems(catalog: Catalog, path: str, children: list[str]) -> Iterator[Problem]:
    """Yield names that several children of a group have: only one of them is read."""
    hidden = spec_location(catalog.root)
    names = Counter(
        str(extension_of(catalog.documents[child]).get("name", child.rpartition("/")[2]))
        for child in children
        if child != hidden
    )
    links = catalog.documents[path]["attributes"].get(convention.LINKS, [])
    names.update(link["name"] for link in links if isinstance(links, list) and link_problem(link) is None)
    for name, count in names.items():
        if count > 1:
            yield Problem("name", f"/{path}", f"{count} objects are called {name!r}")
