"""The cached namespaces: `/specifications/<namespace>/<version>/<source>`, each a JSON text in a scalar array."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from hdmf.backends.utils import NamespaceToBuilderHelper
from hdmf.build import TypeMap
from hdmf.spec import NamespaceCatalog, SpecReader, SpecWriter

from hdmf_zarr import convention
from hdmf_zarr.dtypes import TEXT
from hdmf_zarr.reading.arrays import make_array, read_scalars
from hdmf_zarr.stores import Place
from hdmf_zarr.writing.layout import default_layout

__all__ = ["cached_versions", "load_cached", "spec_location", "specification_documents"]

type Json = Any
type Documents = Mapping[str, dict[str, Json]]

_GROUP = "specifications"
_NAMESPACE = "namespace"
_UNVERSIONED = ("unversioned", "None")


def specification_documents(catalog: NamespaceCatalog, existing: Documents) -> dict[str, dict[str, Json]]:
    """Return the documents that cache every namespace of ``catalog`` that is not cached yet (contract G01, G10, G12).

    Parameters
    ----------
    catalog
        The namespaces.
    existing
        Path -> document of what the file holds.
    """
    location = spec_location(existing.get("", {})) or _GROUP
    documents: dict[str, dict[str, Json]] = {}
    for name in catalog.namespaces:
        version = catalog.get_namespace(name).version or _UNVERSIONED[0]
        folder = f"{location}/{name}/{version}"
        if folder in existing:
            continue
        for path in (location, f"{location}/{name}", folder):
            if path not in existing:
                documents.setdefault(path, convention.group_document({}, {}))
        writer = _Collector()
        NamespaceToBuilderHelper.convert_namespace(catalog, name).export(_NAMESPACE, writer=writer)
        for source, text in writer.texts.items():
            documents.update(_text_documents(folder, source, text))
    return documents


def _text_documents(folder: str, source: str, text: str) -> dict[str, dict[str, Json]]:
    """Return the array that holds a text, and the groups above it where its name has slashes."""
    *groups, _ = source.split("/")
    documents = {}
    for depth in range(len(groups)):
        documents["/".join([folder, *groups[: depth + 1]])] = convention.group_document({}, {})
    # the text is the fill value, so that it comes with the metadata and costs no request
    documents[f"{folder}/{source}"] = convention.array_document(
        shape=(),
        data_type="string",
        chunk_shape=(),
        fill_value=text,
        codecs=default_layout((), TEXT.dtype, TEXT).codecs,
        attributes={},
        dimension_names=None,
        members={"inline": True},
    )
    return documents


class _Collector(SpecWriter):
    """Takes the texts that HDMF's export of a namespace writes."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def write_spec(self, spec: Any, path: str) -> None:
        """Take a file of specifications."""
        self.texts[path] = json.dumps(spec, separators=(",", ":"))

    def write_namespace(self, namespace: Any, path: str) -> None:
        """Take the namespace itself."""
        self.texts[path] = json.dumps({"namespaces": [namespace]}, separators=(",", ":"))


class _CachedReader(SpecReader):
    """Reads the texts of one cached namespace."""

    def __init__(self, source: str, texts: Mapping[str, str]) -> None:
        super().__init__(source=source)
        self._texts = texts

    def read_spec(self, spec_path: str) -> Any:
        """Return a file of specifications."""
        return json.loads(self._texts[spec_path])

    def read_namespace(self, ns_path: str) -> Any:
        """Return the namespaces of a file (HDMF's `SpecReader` has them as a list)."""
        return json.loads(self._texts[ns_path])["namespaces"]


def spec_location(root: Mapping[str, Json]) -> str | None:
    """Return the path of the group of cached namespaces, ``None`` if nothing is cached (contract G02)."""
    value = root.get("attributes", {}).get(convention.SPEC_LOCATION)
    if convention.is_reference(value):
        value = value[convention.REFERENCE]["path"]
    return value.strip("/") if isinstance(value, str) else None


def cached_versions(documents: Documents) -> dict[str, str]:
    """Return the newest cached version of each namespace (contract G08, G11)."""
    location = spec_location(documents.get("", {}))
    if location is None:
        return {}
    versions: dict[str, list[str]] = {}
    for path in documents:
        parts = path.removeprefix(f"{location}/").split("/")
        if path.startswith(f"{location}/") and parts[1:]:
            versions.setdefault(parts[0], []).append(parts[1])
    return {name: max(found, key=_version_key) for name, found in versions.items()}


def _version_key(version: str) -> tuple[Any, ...]:
    """Order versions by number, a release after its own pre-releases, unversioned ones first."""
    if version in _UNVERSIONED:
        return ()
    release, _, suffix = version.partition("-")
    numbers = tuple(int(part) if part.isdigit() else -1 for part in release.split("."))
    suffix_key = tuple(
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"[.\-]", suffix)
    )
    return (numbers, suffix == "", suffix_key)


def load_cached(
    target: NamespaceCatalog | TypeMap, place: Place, documents: Documents, namespaces: Iterable[str] | None = None
) -> dict[str, Any]:
    """Load cached namespaces into a catalog or type map (contract G01 to G04).

    Parameters
    ----------
    target
        What to load into.
    place, documents
        The file.
    namespaces
        Names of those to load; all if not given.

    Returns
    -------
    Name of each namespace -> the names of those that it includes -> their types.

    Raises
    ------
    KeyError
        If a name is not cached in the file.
    """
    versions = cached_versions(documents)
    if not versions:
        return {}
    wanted = list(versions) if namespaces is None else list(namespaces)
    missing = [name for name in wanted if name not in versions]
    if missing:
        raise KeyError(f"{place.source}: namespaces {missing} are not cached; there are {sorted(versions)}")
    location = spec_location(documents[""])
    readers = {}
    for name in wanted:
        folder = f"{location}/{name}/{versions[name]}/"
        readers[name] = _CachedReader(f"{place.source}:{folder}", _texts(place, documents, folder))
    loaded: dict[str, Any] = target.load_namespaces(_NAMESPACE, reader=readers)
    return loaded


def _texts(place: Place, documents: Documents, folder: str) -> dict[str, str]:
    arrays = [
        make_array(place, path, document)
        for path, document in documents.items()
        if path.startswith(folder) and document["node_type"] == "array"
    ]
    return {path.removeprefix(folder): str(value) for path, value in read_scalars(place, arrays).items()}
