"""Mends what can be mended without guessing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from zarr.abc.store import Store

from hdmf_zarr.convention import CONSOLIDATED
from hdmf_zarr.file import ZarrFile
from hdmf_zarr.reading.catalog import document_bytes
from hdmf_zarr.reading.soundness import document_problem
from hdmf_zarr.stores import METADATA_KEY, Place, open_place
from hdmf_zarr.upkeep.leftovers import leftovers
from hdmf_zarr.upkeep.metadata import StoredMetadata, copy_problems, read_stored
from hdmf_zarr.writing.commit import write_root

__all__ = ["Repair", "repair"]

type Json = Any


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that was mended, or would be.

    Attributes
    ----------
    action
        ``"restored"``: metadata, from the consolidated ones. ``"removed"``: a copy of metadata that a group
        held, or what an interrupted writer left. ``"consolidated"``: the metadata, anew. ``"kept"``: nothing was done,
        since it would have been a guess.
    path
        Of the object, with leading slash, or of the file that was removed.
    message
        Why.
    """

    action: Literal["restored", "removed", "consolidated", "kept"]
    path: str
    message: str


def repair(
    path: str | Path | Store, *, dry_run: bool = False, storage_options: Mapping[str, Any] | None = None
) -> list[Repair]:
    """Mend what can be mended without guessing; values are never touched.

    - An object's metadata document that can't be read is restored from the consolidated metadata.
    - The copies of metadata that groups hold, left by appending with hdmf-zarr 0.14, are removed.
    - Consolidated metadata that contradict the objects are made anew from these, unless they alone know of an object.
    - A change that was begun and not finished is taken back.
    - What an interrupted writer left is removed.

    Parameters
    ----------
    path, storage_options
        As for `ZarrIO`.
    dry_run
        Only tell what would be done.

    Returns
    -------
    What was done.

    Raises
    ------
    LockedFileError
        If a writer has the file open.
    DamagedFileError
        If there is no root document, or it can't be read: nothing is left to mend the file by.
    """
    place = open_place(path, read_only=dry_run, storage_options=storage_options)
    repairs = []
    if read_stored(place).changing:  # before anything is made or locked: there must be a file
        repairs.append(Repair("restored", "/", "the state before a change that was not finished"))
        if dry_run:
            return [*repairs, *_remove_leftovers(place, dry_run=True)]
        file = ZarrFile(place, "r+", None)  # which takes the change back
        file.open()
        file.close()
    if not dry_run:
        place.lock()
    try:
        repairs += _repairs(place, read_stored(place), dry_run=dry_run)
        place.finish()
    finally:
        place.release()
    return repairs


def _repairs(place: Place, stored: StoredMetadata, *, dry_run: bool) -> Iterator[Repair]:
    stale = list(copy_problems(stored))
    lost = [path for path in stored.copy or {} if path not in stored.nodes and path not in stored.unreadable]
    for path, problem in stored.unreadable.items():
        document = (stored.copy or {}).get(path)
        if document is None or document_problem(document) is not None:
            yield Repair("kept", f"/{path}", f"its metadata are lost: {problem}")
            continue
        stored.nodes[path] = _plain(document)
        _write(place, path, stored.nodes[path], dry_run=dry_run)
        yield Repair("restored", f"/{path}", f"its metadata, from the consolidated ones: {problem}")
    for path in stored.nested:
        _write(place, path, stored.nodes[path], dry_run=dry_run)
        yield Repair("removed", f"/{path}", "the copy of the metadata below it")
    for path in lost:
        yield Repair("kept", f"/{path}", "only the consolidated metadata know it: it was removed, or its own are lost")
    if stale and stored.copy is not None and not lost:
        if not dry_run:
            write_root(place, {"": stored.root, **stored.nodes}, consolidate=True)
        yield Repair("consolidated", "/", f"the metadata contradicted {len(stale)} objects")
    yield from _remove_leftovers(place, dry_run=dry_run)


def _remove_leftovers(place: Place, *, dry_run: bool) -> Iterator[Repair]:
    for left in leftovers(place):
        if not dry_run:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield Repair("removed", str(left), "an interrupted writer left it")


def _plain(document: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in document.items() if name != CONSOLIDATED}


def _write(place: Place, path: str, document: dict[str, Json], *, dry_run: bool) -> None:
    if not dry_run:
        place.write(f"{path}/{METADATA_KEY}", document_bytes(document))
