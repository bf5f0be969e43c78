"""Stored links and references: what they name, and where a path leads that a link lies on (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hdmf_zarr import convention
from hdmf_zarr.reading.soundness import link_problem, reference_problem

__all__ = ["LONGEST_CHAIN", "BrokenLinkError", "Pointer", "link_at", "parse_pointer", "parse_text"]

type Json = Any

#: Of links to links, as file systems have it.
LONGEST_CHAIN = 40


class BrokenLinkError(Exception):
    """A stored link or reference leads nowhere; the message says why. Users see it as a warning."""


class Pointer(NamedTuple):
    """What a link or reference names: a file, as it is spelled, and a path in it, without slashes at its ends."""

    source: str
    path: str


def parse_text(stored: Json) -> Json:
    """Return what an element of a dataset of references says, if it is JSON; what isn't text stays as it is.

    Raises
    ------
    BrokenLinkError
        If it looks like JSON and is none.
    """
    if not isinstance(stored, str) or not stored.startswith("{"):
        return stored
    try:
        return json.loads(stored)
    except (ValueError, RecursionError) as error:
        raise BrokenLinkError(f"it is no JSON: {error}") from error


def parse_pointer(stored: Json) -> Pointer:
    """Return what a stored link or reference names.

    Parameters
    ----------
    stored
        ``{"source", "path"}``, or a text: a path, or JSON of such an object.

    Raises
    ------
    BrokenLinkError
        If it is none of these.
    """
    stored = parse_text(stored)
    if isinstance(stored, str):
        return Pointer(".", stored.strip("/"))
    problem = reference_problem(stored)
    if problem is not None:
        raise BrokenLinkError(problem)
    return Pointer(stored.get("source") or ".", stored["path"].strip("/"))


def link_at(documents: Mapping[str, dict[str, Json]], path: str) -> Json:
    """Return the stored link that lies at a path, or above it, with the rest of the path added to it.

    Raises
    ------
    BrokenLinkError
        If there is none.
    """
    parent, rest = path, ""
    while parent:
        parent, _, name = parent.rpartition("/")
        links = documents.get(parent, {}).get("attributes", {}).get(convention.LINKS, [])
        for link in links if isinstance(links, list) else ():
            if link_problem(link) is None and link["name"] == name:
                return {**link, "path": f"{link['path'].rstrip('/')}{rest}"}
        rest = f"/{name}{rest}"
    raise BrokenLinkError("there is nothing at that path")
