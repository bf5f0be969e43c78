"""Store -> every node's metadata document, in one read where the file is consolidated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hdmf_zarr.convention import CHANGING, CONSOLIDATED, EXTENSION, extension_of, is_unfinished
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.copies import copies_in, copies_member
from hdmf_zarr.reading.soundness import document_problem, path_problem
from hdmf_zarr.reading.staleness import contradiction, is_zarrs
from hdmf_zarr.stores import METADATA_KEY, Directory, Place

__all__ = [
    "Catalog",
    "consolidated_bytes",
    "document_bytes",
    "drop_consolidated",
    "parse_document",
    "read_catalog",
    "read_nodes",
]

type Json = Any
type Documents = dict[str, dict[str, Json]]


class Catalog:
    """The metadata documents of one file.

    Attributes
    ----------
    documents
        Path -> document, the root under ``""``; parents come before their children.
    consolidated
        Whether the file keeps a copy of all documents in its root.
    damaged
        Path -> what is wrong with the document of a node, which is therefore not among the others.
    changing
        Whether a change of the file was begun and is not complete; these documents are the state before.
    copies
        Path -> the only object of some small arrays, as the root keeps them (see `hdmf_zarr.reading.copies`).
    """

    def __init__(
        self,
        documents: Documents,
        *,
        consolidated: bool,
        damaged: Mapping[str, str] | None = None,
        changing: bool = False,
    ) -> None:
        self.documents = documents
        self.consolidated = consolidated
        self.damaged = dict(damaged or {})
        self.changing = changing
        self.copies: dict[str, bytes] = {}

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
        Take the copy in the root document, where there is one that can be trusted (contract I17). It is taken in any
        case while the file is being changed (see `hdmf_zarr.reading.changes`).

    Returns
    -------
    The catalog, or ``None`` if there is no Zarr v3 group here.

    Raises
    ------
    DamagedFileError
        If the root document is no JSON, or not that of a group, or says that the file was not written to the end.
    """
    data = place.read(METADATA_KEY)
    if data is None:
        return None
    root = parse_document(data, f"{place.source}/{METADATA_KEY}")
    if root.get("node_type") != "group":
        return None
    if is_unfinished(root):
        raise DamagedFileError(
            f"{place.source}: writing this file was begun and not finished; write it again in mode 'w'"
        )
    problem = document_problem(root)
    if problem is not None:
        raise DamagedFileError(f"{place.source}: the root can't be read: {problem}; restore it from a copy of the file")
    block = root.pop(CONSOLIDATED, None)
    changing, copies = _taken_notes(root)
    if isinstance(block, dict) and isinstance(block.get("metadata"), dict) and (use_consolidated or changing):
        # a copy by zarr may be stale without a trace; nodes in a directory are listed in no time
        foreign = is_zarrs(block["metadata"])
        if not (foreign and isinstance(place, Directory)):
            catalog = _sorted_out(root, block["metadata"].items(), consolidated=True)
            if not (foreign and contradiction(catalog.documents)):
                catalog.changing, catalog.copies = changing, copies
                return catalog
    return read_nodes(place, root, consolidated=block is not None)


def _taken_notes(root: dict[str, Json]) -> tuple[bool, dict[str, bytes]]:
    """Take from the root's document what goes with its copy of the metadata: if a change was begun, and copies."""
    members = extension_of(root)
    changing, copies = bool(members.pop(CHANGING, False)), copies_in(members)
    if members and members.keys() <= {"must_understand"}:
        del root[EXTENSION]
    return changing, copies


def read_nodes(place: Place, root: dict[str, Json], *, consolidated: bool) -> Catalog:
    """Read the metadata of all nodes from their own documents; that of the ``root`` is known."""
    keys = [key for key in place.metadata_keys() if key != METADATA_KEY]
    paths = {key: key.removesuffix(f"/{METADATA_KEY}") for key in keys}
    safe = {key for key in keys if path_problem(paths[key]) is None}
    parsed: dict[str, Json] = {paths[key]: None for key in keys if key not in safe}
    errors: dict[str, str] = {}
    for key, data in place.read_many(safe).items():
        try:
            if data is not None:
                parsed[paths[key]] = parse_document(data, key)
        except DamagedFileError as error:
            errors[paths[key]] = str(error)
    catalog = _sorted_out(root, parsed.items(), consolidated=consolidated)
    catalog.damaged |= errors
    return catalog


def _sorted_out(root: dict[str, Json], documents: Iterable[tuple[str, Json]], *, consolidated: bool) -> Catalog:
    """Return the catalog of these documents, the damaged ones kept apart."""
    sound: Documents = {"": root}
    damaged: dict[str, str] = {}
    for path, document in documents:
        problem = path_problem(path) or document_problem(document)
        if problem is None:
            document.pop(CONSOLIDATED, None)  # which zarr keeps in each group
            sound[path] = document
        else:
            damaged[path] = problem
    return Catalog(_ordered(sound), consolidated=consolidated, damaged=damaged)


def parse_document(data: bytes, where: str) -> dict[str, Json]:
    """Parse a metadata document; NaN and Infinity as bare words, which hdmf-zarr 0.14 wrote, are read.

    Raises
    ------
    DamagedFileError
        If it is no JSON object.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(f"{where} is not JSON: {error}; restore it from a copy of the file") from error
    if not isinstance(document, dict):
        raise DamagedFileError(f"{where} holds {type(document).__name__}, not a JSON object")
    return document


def _ordered(documents: Documents) -> Documents:
    """Return documents with parents before children, children by name."""
    return {path: documents[path] for path in sorted(documents, key=lambda path: (path.count("/") + bool(path), path))}


def consolidated_bytes(
    documents: Documents, copies: Mapping[str, bytes] | None = None, encoded: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the root's document as it is stored with a copy of all others (Zarr v3, "consolidated_metadata").

    Parameters
    ----------
    documents
        Path -> document, the root under ``""``.
    copies
        Of small arrays (see `hdmf_zarr.reading.copies`).
    encoded
        Path -> stored form of documents that have one already, so that each is encoded once.
    """
    known = encoded or {}
    others = (
        document_bytes({path: document})[1:-1]
        if (stored := known.get(path)) is None
        else _STRICT.encode(path).encode() + b":" + stored
        for path, document in _ordered(documents).items()
        if path
    )
    root = documents[""]
    member = copies_member(copies or {})
    if member:
        root = {**root, EXTENSION: {"must_understand": False, **extension_of(root), **member}}
    block = {"kind": "inline", "must_understand": False, "metadata": {}}
    without = document_bytes({**root, CONSOLIDATED: block})
    return without.removesuffix(b"}}}") + b",".join(others) + b"}}}"


def drop_consolidated(place: Place) -> None:
    """Store the root's document without the copy of the others; readers list the nodes until it is made again."""
    data = place.read(METADATA_KEY)
    if data is not None:
        root = parse_document(data, f"{place.source}/{METADATA_KEY}")
        if root.pop(CONSOLIDATED, None) is not None:
            place.write(METADATA_KEY, document_bytes(root))


def document_bytes(document: dict[str, Json]) -> bytes:
    """Return a document as it is stored: strict JSON, which every parser reads.

    An infinity is written as a literal that overflows any double, and so is read as infinity again.
    """
    try:
        text = _STRICT.encode(document)
    except ValueError:
        text = json.dumps(_with_literals(document), ensure_ascii=False, separators=(",", ":"))
        text = text.replace(f'"{_INFINITY}"', "1e999").replace(f'"{_MINUS_INFINITY}"', "-1e999")
    return text.encode()


_STRICT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
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
