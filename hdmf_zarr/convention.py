"""How groups, arrays, links, references and types are spelled in Zarr v3 metadata (pure, no I/O).

The spelling is that of hdmf-zarr 0.14 (attributes ``_LINKS``, ``_REFERENCE``, ``_DTYPE``, ``_REFERENCE_FIELDS``,
``_ARRAY_DIMENSIONS``, ``.specloc``). What it can't say (widths of attributes, bytes, names that a store can't hold,
reserved attribute names) stands beside it in a metadata extension of each node, ``"hdmf"``, that is marked
``must_understand: false``: other readers skip it unharmed, and nothing here depends on its being there.

A reference to a part of its target says which beside source and path, as ``region``: ``{"axes": [...]}``, for each axis
``[start, stop, step]`` or ``{"at": [positions]}``, or ``{"points": [[...], ...]}``, the coordinates of each element.
Readers that look for source and path alone see a reference to the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

__all__ = [
    "CHANGING",
    "CONSOLIDATED",
    "DIMENSIONS",
    "DTYPE",
    "EXTENSION",
    "LINKS",
    "OBJECT_REFERENCE",
    "REFERENCE",
    "REFERENCE_FIELDS",
    "REGION",
    "RESERVED_ATTRIBUTES",
    "ROOT_NAME",
    "SPEC_LOCATION",
    "array_document",
    "completeness",
    "extension",
    "extension_of",
    "group_document",
    "has_reference",
    "is_complete",
    "is_reference",
    "is_unfinished",
    "join",
    "link",
    "reference",
    "reference_text",
    "storage_name",
    "target",
    "unfinished_document",
]

type Json = Any

ROOT_NAME = "root"  # of the builder that HDMF makes of a file
LINKS = "_LINKS"
REFERENCE = "_REFERENCE"
REFERENCE_FIELDS = "_REFERENCE_FIELDS"
DTYPE = "_DTYPE"
DIMENSIONS = "_ARRAY_DIMENSIONS"
SPEC_LOCATION = ".specloc"
OBJECT_REFERENCE = "object_reference"
REGION = "region"
EXTENSION = "hdmf"
CONSOLIDATED = "consolidated_metadata"
COMPLETE = "complete"
CHANGING = "changing"
_UNFINISHED = "unfinished"

#: Attribute names that the convention uses for itself, at any node.
RESERVED_ATTRIBUTES = frozenset({LINKS, REFERENCE_FIELDS, DTYPE, DIMENSIONS, SPEC_LOCATION, "zarr_dtype", "zarr_link"})

_MAX_NAME_BYTES = 200
_UNSAFE = re.compile(r"[\\/\x00]")


def join(parent: str, name: str) -> str:
    """Return the path of the child ``name`` of the node at ``parent``; paths have no leading slash, the root is ''."""
    return f"{parent}/{name}" if parent else name


def storage_name(name: str, taken: Iterable[str] = ()) -> str:
    """Return the name under which a child called ``name`` is stored: its own, wherever a store can hold it.

    Zarr reserves ``zarr.json``, names of dots alone and names that begin with ``__``; file systems bound the length.
    Such names are percent-encoded; the node's extension keeps the true one.
    """
    safe = name
    if not name or name == "zarr.json" or not name.strip(".") or name.startswith("__") or _UNSAFE.search(name):
        safe = "%" + quote(name, safe="").replace(".", "%2E").replace("~", "%7E")
    if len(safe.encode()) > _MAX_NAME_BYTES:
        safe = safe.encode()[:_MAX_NAME_BYTES].decode(errors="ignore")
    used = set(taken)
    unique, count = safe, 0
    while unique in used:
        count += 1
        unique = f"{safe}%{count}"
    return unique


def link(name: str, path: str, source: str = ".") -> dict[str, Json]:
    """Return an element of ``_LINKS``: the child ``name`` is the node at ``path`` of the file ``source``."""
    return {"source": source, "path": f"/{path}", "name": name}


def target(path: str, source: str = ".", region: Json = None) -> dict[str, Json]:
    """Return what a reference says of its target: the node at ``path`` of the file ``source``, or a region of it."""
    return {"source": source, "path": f"/{path}", **({} if region is None else {REGION: region})}


def reference(path: str, source: str = ".", region: Json = None) -> dict[str, Json]:
    """Return an attribute's value that refers to the node at ``path`` of the file ``source``, or a region of it."""
    return {REFERENCE: target(path, source, region)}


def reference_text(path: str, source: str = ".", region: Json = None) -> str:
    """Return an element of a dataset that refers to a node: its path, or where that doesn't say it all, a JSON text."""
    if source == "." and region is None:
        return f"/{path}"
    return json.dumps(target(path, source, region), separators=(",", ":"))


def is_reference(value: Json) -> bool:
    """Tell whether an attribute's stored value is a reference."""
    return isinstance(value, dict) and value.keys() == {REFERENCE} and isinstance(value[REFERENCE], dict)


def has_reference(value: Json) -> bool:
    """Tell whether an attribute's stored value is a reference, or a list with references in it, nested or not."""
    return any(map(has_reference, value)) if isinstance(value, list) else is_reference(value)


def extension(members: Mapping[str, Json]) -> dict[str, Json]:
    """Return the metadata extension that holds ``members``, empty if there are none."""
    kept = {key: value for key, value in members.items() if value}
    return {EXTENSION: {"must_understand": False, **kept}} if kept else {}


def extension_of(document: Mapping[str, Json]) -> dict[str, Json]:
    """Return the members of a node's metadata extension, empty where there is none."""
    members = document.get(EXTENSION)
    return members if isinstance(members, dict) else {}


def completeness(shape: Sequence[int]) -> dict[str, Json]:
    """Return the member of the metadata extension that says that each chunk of an array of ``shape`` was stored."""
    return {COMPLETE: [int(length) for length in shape]}


def is_complete(document: Mapping[str, Json]) -> bool:
    """Tell whether each chunk of an array was stored, though it be all fill value; other writers leave such out.

    The note of it is the shape that the array had then: one that has grown since is not known to be complete.
    """
    members = document.get(EXTENSION)
    return isinstance(members, dict) and members.get(COMPLETE) == document["shape"]


def unfinished_document() -> dict[str, Json]:
    """Return the root's document of a file that is being written to a store where nobody could be kept out."""
    return group_document({}, {_UNFINISHED: True})


def is_unfinished(root: Mapping[str, Json]) -> bool:
    """Tell whether the root's document says that writing the file was begun and not finished."""
    members = root.get(EXTENSION)
    return isinstance(members, dict) and members.get(_UNFINISHED) is True


def group_document(attributes: Mapping[str, Json], members: Mapping[str, Json]) -> dict[str, Json]:
    """Return the metadata document of a group (Zarr v3 core, section "Group metadata")."""
    return {"zarr_format": 3, "node_type": "group", "attributes": dict(attributes), **extension(members)}


def array_document(
    *,
    shape: Sequence[int],
    data_type: Json,
    chunk_shape: Sequence[int],
    fill_value: Json,
    codecs: Sequence[Json],
    attributes: Mapping[str, Json],
    dimension_names: Sequence[str | None] | None,
    members: Mapping[str, Json],
    chunk_separator: Literal[".", "/"] = ".",
) -> dict[str, Json]:
    """Return the metadata document of an array (Zarr v3 core, section "Array metadata").

    Chunk keys are joined with dots where they are names of files, so that an array is one folder whatever its rank.
    """
    document: dict[str, Json] = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [int(length) for length in shape],
        "data_type": data_type,
        "chunk_grid": {
            "name": "regular",
            "configuration": {"chunk_shape": [int(length) for length in chunk_shape]},
        },
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": chunk_separator}},
        "fill_value": fill_value,
        "codecs": list(codecs),
        "attributes": dict(attributes),
        "storage_transformers": [],
        **extension(members),
    }
    if dimension_names is not None:
        document["dimension_names"] = list(dimension_names)
    return document
