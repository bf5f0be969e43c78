"""Whether a metadata document can be one of Zarr v3, and whether this package can read its array (pure).

Each function returns what is wrong, ``None`` if nothing is. What they pass can be used without further care.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from zarr.errors import UnknownCodecError
from zarr.registry import get_codec_class

from hdmf_zarr import convention
from hdmf_zarr.convention import EXTENSION

__all__ = [
    "array_problem",
    "document_problem",
    "link_problem",
    "members_problem",
    "path_problem",
    "reference_problem",
    "shown",
]

type Json = Any

_COMMON_CODECS = frozenset({"bytes", "vlen-utf8", "blosc", "zstd", "gzip", "crc32c"})
_DEEPEST = 100  # numpy's arrays have at most 64 dimensions
_SHOWN = 200  # characters
_SHARDS = "sharding_indexed"
_KEY_ENCODINGS = frozenset({"default", "v2"})


def path_problem(path: str) -> str | None:
    """Tell what keeps a path from being that of a node below the root: it could lead out of the store."""
    if any(segment in {"", ".", ".."} for segment in path.split("/")):
        return f"{path!r} has an empty segment or one of dots, which no node's path has"
    if "\0" in path or (os.sep == "\\" and ("\\" in path or ":" in path)):
        return f"{path!r} has a character that no node's path has"
    return None


def document_problem(document: Json) -> str | None:
    """Tell what is wrong with a node's metadata document (Zarr v3 core, "Group metadata", "Array metadata")."""
    if not isinstance(document, dict):
        return f"its metadata are {type(document).__name__}, not a JSON object"
    if document.get("zarr_format") != 3:
        return f"its zarr_format is {document.get('zarr_format')!r}, not 3"
    if not isinstance(document.setdefault("attributes", {}), dict):
        return "its attributes are no JSON object"
    if _is_too_deep(document["attributes"]) or _is_too_deep(document.get(EXTENSION)):
        return f"its attributes are nested more than {_DEEPEST} levels deep"
    match document.get("node_type"):
        case "group":
            return None
        case "array":
            return _layout_problem(document)
        case other:
            return f"its node_type is {other!r}, neither 'group' nor 'array'"


def _is_too_deep(value: Json) -> bool:
    """Tell whether a value is nested deeper than any that this package writes: functions that recurse would fail."""
    level = [value]
    for _ in range(_DEEPEST):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def _layout_problem(document: dict[str, Json]) -> str | None:
    shape = document.get("shape")
    if not _is_lengths(shape, 0):
        return f"its shape is {shape!r}"
    missing = [name for name in ("data_type", "chunk_grid", "chunk_key_encoding", "fill_value") if name not in document]
    if missing:
        return f"its metadata lack {', '.join(missing)}"
    codecs = document.get("codecs")
    if not isinstance(codecs, list) or not codecs:
        return f"its codecs are {codecs!r}"
    if not all(isinstance(codec, dict) and isinstance(codec.get("name"), str) for codec in codecs):
        return f"its codecs are {codecs!r}"
    if not all(isinstance(codec.get("configuration", {}), dict) for codec in codecs):
        return f"its codecs are {codecs!r}"
    return None


def array_problem(document: dict[str, Json]) -> str | None:
    """Tell why an array can't be read, apart from its data type.

    Parameters
    ----------
    document
        One that `document_problem` passes.
    """
    grid = document["chunk_grid"]
    regular = isinstance(grid, dict) and grid.get("name") == "regular"
    within = grid.get("configuration") if regular else None
    steps: Json = within.get("chunk_shape") if isinstance(within, dict) else None
    if not _is_lengths(steps, 1) or len(steps) != len(document["shape"]):
        return f"its chunk grid {shown(grid)} is not known or doesn't fit its shape"
    encoding = document["chunk_key_encoding"]
    if not isinstance(encoding, dict) or encoding.get("name") not in _KEY_ENCODINGS:
        return f"its chunk key encoding {shown(encoding)} is not known"
    if not isinstance(encoding.get("configuration", {}), dict) or _separator(encoding) not in {"/", "."}:
        return f"its chunk key encoding {shown(encoding)} is not known"
    if document.get("storage_transformers"):
        return "it has storage transformers, of which none is known"
    return _codec_problem(document["codecs"])


def _separator(encoding: Mapping[str, Json]) -> Json:
    return encoding.get("configuration", {}).get("separator", "/")


def _codec_problem(codecs: Json) -> str | None:
    for codec in codecs:
        name: Json = codec.get("name") if isinstance(codec, dict) else codec
        if name in _COMMON_CODECS:
            continue
        try:
            get_codec_class(name)
        except (UnknownCodecError, KeyError):
            return f"its codec {name!r} is not known here; install the package that provides it"
        if name == _SHARDS:
            return _shards_problem(codec)
    return None


def _shards_problem(codec: Mapping[str, Json]) -> str | None:
    configuration = codec.get("configuration", {})
    if not _is_lengths(configuration.get("chunk_shape"), 1):
        return f"its shards {shown(configuration)} have no chunk shape"
    inner = [configuration.get("codecs"), configuration.get("index_codecs", [])]
    if not all(isinstance(codecs, list) for codecs in inner):
        return f"its shards {shown(configuration)} have no codecs"
    return _codec_problem(inner[0]) or _codec_problem(inner[1])


def _is_lengths(value: Json, least: int) -> bool:
    return isinstance(value, list) and all(type(length) is int and length >= least for length in value)


def link_problem(link: Json) -> str | None:
    """Tell what is wrong with an element of ``_LINKS``."""
    if not isinstance(link, dict) or not isinstance(link.get("name"), str) or not link["name"]:
        return f"{shown(link)} is no link: it has no name"
    return _target_problem(link)


def reference_problem(value: Json) -> str | None:
    """Tell what is wrong with what an attribute's ``_REFERENCE``, or a reference in a dataset, holds."""
    return _target_problem(value) if isinstance(value, dict) else f"{shown(value)} is no reference"


def _target_problem(value: Mapping[str, Json]) -> str | None:
    if not isinstance(value.get("path"), str):
        return f"{shown(value)} names no path"
    if not isinstance(value.get("source", "."), str):
        return f"{shown(value)} has a source that is no text"
    return None


def members_problem(document: Mapping[str, Json]) -> str | None:
    """Tell what is wrong with a node's metadata extension; without it, a node reads as other programs read it."""
    members = document.get(EXTENSION, {})
    if not isinstance(members, dict):
        return f"its metadata extension {EXTENSION!r} is {shown(members)}"
    checks: dict[str, Callable[[Json], bool]] = {
        "types": lambda value: isinstance(value, dict),
        "apart": lambda value: (
            isinstance(value, dict) and all(isinstance(item, dict) and "value" in item for item in value.values())
        ),
        "name": lambda value: isinstance(value, str) and value != "",
    }
    for name, holds in checks.items():
        if name in members and not holds(members[name]):
            return f"{name!r} in its metadata extension is {shown(members[name])}"
    labels = document["attributes"].get(convention.DIMENSIONS)
    if labels is not None and not (isinstance(labels, list) and all(isinstance(label, str) for label in labels)):
        return f"its names of dimensions are {shown(labels)}"
    return None


def shown(value: Json) -> str:
    """Return the beginning of a value's text form: a hostile one may be long, or too deep to have one."""
    try:
        text = repr(value)
    except RecursionError:
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
