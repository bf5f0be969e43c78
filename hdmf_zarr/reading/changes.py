"""A file that is being changed in place: its root says so, until the change is complete.

The copy of all metadata in the root is then the last complete state: rows of one column and not yet of the next, or a
group without the link to it, are not in it. Readers get that state. If the writer was stopped, the next one that opens
the file for changes takes back what had been begun. Files without such a copy have no state to go back to.
"""

from __future__ import annotations

import re
from typing import Any

from hdmf_zarr.convention import CHANGING, EXTENSION, extension_of
from hdmf_zarr.reading.catalog import Catalog, document_bytes, parse_document
from hdmf_zarr.stores import METADATA_KEY, Place
from hdmf_zarr.stores.listing import keys_below

__all__ = ["begin_change", "take_back"]

type Json = Any

#: The key of a document or a chunk: the path of its node comes first.
_OF_A_NODE = re.compile(r"(?P<path>.*)/(?:zarr\.json|c(?:[./]\d+)*)", re.DOTALL)


def begin_change(place: Place) -> None:
    """Let the root's document say that the file is being changed, if it doesn't yet."""
    if place.changed:
        return
    data = place.read(METADATA_KEY)
    if data is not None:
        root = parse_document(data, f"{place.source}/{METADATA_KEY}")
        root[EXTENSION] = {"must_understand": False, **extension_of(root), CHANGING: True}
        place.write(METADATA_KEY, document_bytes(root))
    place.changed = True


def take_back(place: Place, catalog: Catalog) -> None:
    """Give each node the document that it had when the file was last complete; nodes that were begun are no more.

    Their chunks go too: they would come up again as the values of an array of that name that has gaps there.

    Parameters
    ----------
    place
        Where the file lies; no other may be writing.
    catalog
        The last complete state, from the root's copy.
    """
    keys = {f"{path}/{METADATA_KEY}": path for path in catalog.documents if path}
    complete_nodes = {*catalog.documents, *catalog.damaged}
    for key in list(keys_below(place, "")):
        node = _OF_A_NODE.fullmatch(key)
        if node is not None and node["path"] not in complete_nodes:
            place.delete(key)
    complete = {key: document_bytes(catalog.documents[path]) for key, path in keys.items()}
    stored = place.read_many(complete)
    place.write_many({key: data for key, data in complete.items() if stored[key] != data})
    place.changed = True
