"""The metadata documents of a file, as they are stored, and how its consolidated metadata agree with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from hdmf_zarr.convention import CHANGING, CONSOLIDATED, extension_of
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.catalog import parse_document
from hdmf_zarr.reading.soundness import path_problem
from hdmf_zarr.reading.staleness import is_zarrs
from hdmf_zarr.stores import METADATA_KEY, Place
from hdmf_zarr.upkeep.problem import Problem

__all__ = ["StoredMetadata", "copy_problems", "nested_problems", "read_stored"]

type Json = Any

_AT_ONCE = 256


@dataclass(slots=True)
class StoredMetadata:
    """The metadata of a file, as they are stored.

    Attributes
    ----------
    root
        The root's document without the copy.
    copy
        Path -> document, as the root's copy has them; ``None`` if it has none.
    nodes
        Path -> document of each other node, without a copy of its own.
    nested
        Paths of groups that hold a copy of what is below them.
    unreadable
        Path -> what is wrong with a document that can't be read.
    """

    root: dict[str, Json]
    copy: dict[str, Json] | None
    nodes: dict[str, dict[str, Json]] = field(default_factory=dict)
    nested: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)

    @property
    def changing(self) -> bool:
        """Whether a change was begun, and not finished, so that the copy is the last complete state."""
        return bool(extension_of(self.root).get(CHANGING)) and bool(self.copy) and not is_zarrs(self.copy or {})


def read_stored(place: Place) -> StoredMetadata:
    """Read every document of the file at a place.

    Raises
    ------
    DamagedFileError
        If there is no root document, or it can't be read.
    """
    data = place.read(METADATA_KEY)
    if data is None:
        raise DamagedFileError(f"{place.source}: {METADATA_KEY} is missing")
    root = parse_document(data, METADATA_KEY)
    block = root.pop(CONSOLIDATED, None)
    copy = block.get("metadata") if isinstance(block, dict) else None
    stored = StoredMetadata(root, copy if isinstance(copy, dict) else ({} if block is not None else None))
    paths = (key.removesuffix(f"/{METADATA_KEY}") for key in place.metadata_keys() if key != METADATA_KEY)
    safe = (path for path in paths if path_problem(path) is None)
    for some in batched(safe, _AT_ONCE):
        keys = {f"{path}/{METADATA_KEY}": path for path in some}
        for key, data in place.read_many(keys).items():
            if data is not None:
                _take(stored, keys[key], data)
    return stored


def _take(stored: StoredMetadata, path: str, data: bytes) -> None:
    try:
        document = parse_document(data, f"{path}/{METADATA_KEY}")
    except DamagedFileError as error:
        stored.unreadable[path] = str(error)
        return
    if CONSOLIDATED in document and document.pop(CONSOLIDATED) is not None:
        stored.nested.append(path)
    stored.nodes[path] = document


def nested_problems(stored: StoredMetadata) -> Iterator[Problem]:
    """Yield the groups that hold a copy of what is below them, which no reader should trust."""
    for path in stored.nested:
        message = "the group holds a copy of the metadata below it, as appending with hdmf-zarr 0.14 leaves it"
        yield Problem("copy", f"/{path}", message)


def copy_problems(stored: StoredMetadata) -> Iterator[Problem]:
    """Yield how the consolidated metadata contradict the objects (contract I17)."""
    if stored.copy is None:
        return
    for path in sorted(stored.copy.keys() | stored.nodes.keys()):
        if path not in stored.copy:
            yield Problem("copy", f"/{path}", "the consolidated metadata lack it")
        elif path not in stored.nodes and path not in stored.unreadable:
            yield Problem("copy", f"/{path}", "the consolidated metadata have it, and the file has not")
        elif path in stored.nodes and not same(stored.copy[path], stored.nodes[path]):
            yield Problem("copy", f"/{path}", "the consolidated metadata have another state of it")


def same(copy: Json, document: dict[str, Json]) -> bool:
    """Tell whether a document of the consolidated metadata says what the object's own says."""
    if not isinstance(copy, dict):
        return False
    plain = {name: value for name, value in copy.items() if name != CONSOLIDATED}
    try:  # as text, since NaN is unequal to itself
        return json.dumps(plain, sort_keys=True) == json.dumps(document, sort_keys=True)
    except RecursionError:
        return False
