"""Store -> every node's metadata document, in one read where the file is consolidated."""

from __future__ import annotations

import json
from typing import Any

from hdmf_zarr.convention import EXTENSION
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.stores import METADATA_KEY, Place

__all__ = ["Catalog", "consolidated", "document_bytes", "parse_document", "read_catalog"]

type Json = Any
type Documents = dict[str, dict[str, Json]]

_CONSOLIDATED = "consolidated_metadata"


class Catalog:
    """The metadata documents of one file.

    Attributes
    ----------
    documents
        Path -> document, the root under ``""``; parents come before their children.
    consolidated
        Whether the file keeps a copy of all documents in its root.
    """

    def __init__(self, documents: Documents, *, consolidated: bool) -> None:
        self.documents = documents
        self.consolidated = consolidated

    @property
    def root(self) -> dict[str, Json]:
        """The root's document."""
        return self.documents[""]

    def children(self) -> dict[str, list[str]]:
        """Return for each group's path the paths of its children."""
        tree: dict[str, list[str]] = {}
        for path in self.documents:
            if path:
                tree.setdefault(path.rpartition("/")[0], []).append(path)
        return tree


def read_catalog(place: Place, *, use_consolidated: bool = True) -> Catalog | None:
    """Read the metadata of all nodes.

    Parameters
    ----------
    place
        Where the file lies.
    use_consolidated
        Take the copy in the root document, where there is one.

    Returns
    -------
    The catalog, or ``None`` if there is no Zarr v3 group here.

    Raises
    ------
    DamagedFileError
        If the root document is no JSON.
    """
    data = place.read(METADATA_KEY)
    if data is None:
        return None
    root = parse_document(data, f"{place.source}/{METADATA_KEY}")
    if root.get("node_type") != "group":
        return None
    block = root.pop(_CONSOLIDATED, None)
    if block is not None and use_consolidated:
        documents = {path: _bare(document) for path, document in block["metadata"].items()}
        return Catalog(_ordered({"": root, **documents}), consolidated=True)
    keys = [key for key in place.metadata_keys() if key != METADATA_KEY]
    found = place.read_many(keys)
    documents = {
        key.removesuffix(f"/{METADATA_KEY}"): _bare(parse_document(data, f"{place.source}/{key}"))
        for key, data in found.items()
        if data is not None
    }
    return Catalog(_ordered({"": root, **documents}), consolidated=block is not None)


def parse_document(data: bytes, where: str) -> dict[str, Json]:
    """Parse a metadata document; NaN and Infinity as bare words, which hdmf-zarr 0.14 wrote, are read.

    Raises
    ------
    DamagedFileError
        If it is no JSON object.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise DamagedFileError(f"{where} is not JSON: {error}; restore it from a copy of the file") from error
    if not isinstance(document, dict):
        raise DamagedFileError(f"{where} holds {type(document).__name__}, not a JSON object")
    return document


def _bare(document: dict[str, Json]) -> dict[str, Json]:
    """Return a document without the block of consolidated metadata that zarr keeps in each group."""
    document.pop(_CONSOLIDATED, None)
    return document


def _ordered(documents: Documents) -> Documents:
    """Return documents with parents before children, children by name."""
    return {path: documents[path] for path in sorted(documents, key=lambda path: (path.count("/") + bool(path), path))}


def consolidated(documents: Documents) -> dict[str, Json]:
    """Return the root's document with a copy of all others in it (Zarr v3 core, "consolidated_metadata")."""
    ordered = _ordered(documents)
    others = {path: document for path, document in ordered.items() if path}
    block = {"kind": "inline", "must_understand": False, "metadata": others}
    return {**ordered[""], _CONSOLIDATED: block}


def document_bytes(document: dict[str, Json]) -> bytes:
    """Return a document as it is stored: strict JSON, which every parser reads.

    An infinity is written as a literal that overflows any double, and so is read as infinity again.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_with_literals(document), ensure_ascii=False, separators=(",", ":"))
        text = text.replace(f'"{_INFINITY}"', "1e999").replace(f'"{_MINUS_INFINITY}"', "-1e999")
    return text.encode()


_INFINITY = "\ue000infinity"
_MINUS_INFINITY = "\ue000-infinity"


def _with_literals(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _with_literals(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_literals(item) for item in value]
    if isinstance(value, float) and value in {float("inf"), float("-inf")}:
        return _INFINITY if value > 0 else _MINUS_INFINITY
    return value


def extension_of(document: dict[str, Json]) -> dict[str, Json]:
    """Return the members of a node's metadata extension, empty where there is none."""
    members = document.get(EXTENSION)
    return members if isinstance(members, dict) else {}
