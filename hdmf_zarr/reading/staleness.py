"""Whether the copy of all metadata in a root document can be what the file holds (pure).

hdmf-zarr 0.14, when it appends to a file, leaves the copies that zarr keeps in each group as they were, and makes the
root's from these: rows, columns and objects that were added are in the nodes and not in the copy. Nothing in the copy
itself tells: what does is who wrote it, and objects that it speaks of but does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hdmf_zarr import convention

__all__ = ["contradiction", "is_zarrs"]

type Json = Any
type Documents = Mapping[str, dict[str, Json]]

_COLUMNS = "colnames"


def is_zarrs(documents: Documents) -> bool:
    """Tell whether a copy was made by zarr-python, which gives each group a member of that name; this package doesn't.

    Parameters
    ----------
    documents
        Path -> document, as in the copy.
    """
    return any(isinstance(document, dict) and convention.CONSOLIDATED in document for document in documents.values())


def contradiction(documents: Documents) -> str | None:
    """Return what the documents of a file speak of but don't have, ``None`` if there is nothing.

    Parameters
    ----------
    documents
        Path -> document, the root under ``""``.
    """
    for path, document in documents.items():
        parent = path.rpartition("/")[0]
        if path and documents.get(parent, {}).get("node_type") != "group":
            return f"/{path} is in no group"
        attributes = document["attributes"]
        for target in _targets(attributes):
            if not _is_there(target, documents):
                return f"/{path} points to /{target}"
        columns = attributes.get(_COLUMNS)
        for name in columns if isinstance(columns, list) and document["node_type"] == "group" else ():
            if isinstance(name, str) and not _is_there(convention.join(path, name), documents):
                return f"/{path} has a column {name!r}"
    return None


def _targets(attributes: Mapping[str, Json]) -> Iterable[str]:
    """Yield the paths in this file that links and references lead to."""
    links = attributes.get(convention.LINKS)
    stored = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    stored += [value[convention.REFERENCE] for value in attributes.values() if convention.is_reference(value)]
    for target in stored:
        if target.get("source", ".") in {"", "."} and isinstance(target.get("path"), str):
            yield target["path"].strip("/")


def _is_there(path: str, documents: Documents) -> bool:
    if path in documents:
        return True
    parent, _, name = path.rpartition("/")
    links = documents.get(parent, {}).get("attributes", {}).get(convention.LINKS)
    return isinstance(links, list) and any(isinstance(link, dict) and link.get("name") == name for link in links)
