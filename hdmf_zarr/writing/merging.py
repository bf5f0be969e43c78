"""A stored metadata document with what a write changes of it (pure)."""

from __future__ import annotations

import json
from typing import Any

from hdmf_zarr import convention

__all__ = ["merged"]

type Json = Any


def merged(
    stored: dict[str, Json], attributes: dict[str, Json], members: dict[str, Json], links: list[dict[str, Json]]
) -> dict[str, Json]:
    """Return a stored document with attributes and links set; what isn't named stays (contract E17, M14)."""
    apart = members["apart"]
    moved = apart.keys() - convention.RESERVED_ATTRIBUTES
    merged = {name: value for name, value in stored["attributes"].items() if name not in moved} | attributes
    if links:
        names = {link["name"] for link in links}
        kept = [link for link in merged.get(convention.LINKS, []) if link["name"] not in names]
        merged[convention.LINKS] = kept + links
        if _same_links(merged[convention.LINKS], stored["attributes"].get(convention.LINKS, [])):
            merged[convention.LINKS] = stored["attributes"][convention.LINKS]
    before = stored.get(convention.EXTENSION, {})
    named = attributes.keys() | apart.keys()
    types = {name: note for name, note in before.get("types", {}).items() if name not in named}
    before_apart = {name: item for name, item in before.get("apart", {}).items() if name not in named}
    others = {key: value for key, value in before.items() if key != "must_understand"}
    extended = {**others, "types": {**types, **members["types"]}, "apart": {**before_apart, **apart}}
    document = {key: value for key, value in stored.items() if key != convention.EXTENSION}
    return {**document, "attributes": merged, **convention.extension(extended)}


def _same_links(one: list[dict[str, Json]], other: list[dict[str, Json]]) -> bool:
    return {json.dumps(link, sort_keys=True) for link in one} == {json.dumps(link, sort_keys=True) for link in other}
