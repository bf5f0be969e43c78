"""Small arrays that HDMF reads whenever it makes containers: kept in the root, beside the copy of all metadata.

HDMF looks at the ids of each table, at references to rows, and at lists of one element such as the dates on which a
file was changed. On a store where each object costs a request, a file would open in one and be read in as many more as
it has tables. The copies are as old as that of the metadata, are made and trusted with it, and only on such stores.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

from hdmf_zarr.chunking import chunk_key
from hdmf_zarr.convention import extension_of

__all__ = ["MOST_BYTES", "asked_for_soon", "copies_in", "copies_member", "worth_copying"]

type Json = Any

MOST_BYTES = 2048
_MEMBER = "chunks"
_READ = {"ElementIdentifiers", "DynamicTableRegion"}


def worth_copying(documents: Mapping[str, dict[str, Json]]) -> dict[str, str]:
    """Return key -> path of each array of a file that is one object, and that HDMF reads whenever it makes containers.

    Parameters
    ----------
    documents
        Path -> metadata document.
    """
    found = {}
    for path, document in documents.items():
        if document["node_type"] != "array" or not all(document["shape"]) or not document["shape"]:
            continue
        stored = document["chunk_grid"]["configuration"]["chunk_shape"]
        is_one = all(length <= step for length, step in zip(document["shape"], stored, strict=True))
        is_read = document["attributes"].get("neurodata_type") in _READ or math.prod(document["shape"]) == 1
        if is_one and is_read:
            found[chunk_key(path, document, (0,) * len(document["shape"]))] = path
    return found


def asked_for_soon(documents: Mapping[str, dict[str, Json]], copies: Mapping[str, bytes]) -> list[str]:
    """Return the keys of the objects that are read whenever a file is: of single values and of small arrays.

    Parameters
    ----------
    documents
        Path -> metadata document.
    copies
        Path -> what is known already.
    """
    scalars = [
        chunk_key(path, document, ())
        for path, document in documents.items()
        if document["node_type"] == "array" and not document["shape"] and not extension_of(document).get("inline")
    ]
    return scalars + [key for key, path in worth_copying(documents).items() if path not in copies]


def copies_member(copies: Mapping[str, bytes]) -> dict[str, Json]:
    """Return the member of the root's metadata extension that holds copies: path -> the only object of an array."""
    kept = {path: base64.b64encode(data).decode() for path, data in copies.items() if len(data) <= MOST_BYTES}
    return {_MEMBER: kept} if kept else {}


def copies_in(members: dict[str, Json]) -> dict[str, bytes]:
    """Take the copies from the members of the root's metadata extension; what is none is left out."""
    stored = members.pop(_MEMBER, None)
    copies = {}
    for path, text in stored.items() if isinstance(stored, dict) else ():
        try:
            copies[path] = base64.b64decode(text, validate=True)
        except (binascii.Error, TypeError, ValueError):
            continue  # the array itself is where it was
    return copies
