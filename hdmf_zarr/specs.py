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
from hdmf_zarr.reading.arrays import array_or_damage, read_scalars
from hdmf_zarr.reading.damage import Damage, DamagedArray, Tell, warn
from hdmf_zarr.stores import Place
from hdmf_zarr.writing.layout import default_layout

__all__ = [
    "SPECIFICATIONS",
    "cached_versions",
    "check_cached",
    "load_cached",
    "spec_location",
    "specification_documents",
]

type Json = Any
type Documents = Mapping[str, dict[str, Json]]

SPECIFICATIONS = "specifications"
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
    location = spec_location(existing.get("", {})) or SPECIFICATIONS
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

    def __init__(self, source: str, texts: Mapping[str, str], damaged: Mapping[str, str]) -> None:
        super().__init__(source=source)
        self._texts = texts
        self._damaged = damaged

    def read_spec(self, spec_path: str) -> Any:
        """Return a file of specifications."""
        return json.loads(self._texts[spec_path])

    def read_namespace(self, ns_path: str) -> Any:
        """Return the namespaces of a file (HDMF's `SpecReader` has them as a list)."""
        return json.loads(self._texts[ns_path])["namespaces"]

    def included(self) -> set[str]:
        """Return the names of the namespaces that this one includes."""
        return self._in_schema("namespace")

    def _in_schema(self, key: str) -> set[str]:
        schema = [item for namespace in self.read_namespace(_NAMESPACE) for item in namespace["schema"]]
        return {item[key] for item in schema if key in item}

    def problem(self, *, whole: bool) -> str | None:
        """Tell what is wrong with the texts, or if not ``whole`` with the one that describes the namespace."""
        for name in self._damaged if whole else self._damaged.keys() & {_NAMESPACE}:
            return f"{name!r} is damaged: {self._damaged[name]}"
        try:
            sources = self._in_schema("source")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            return f"{_NAMESPACE!r} is damaged or missing: {error!r}"
        for name in sources if whole else ():
            if name not in self._texts:
                return f"{name!r} is missing"
            try:
                json.loads(self._texts[name])
            except (ValueError, RecursionError) as error:
                return f"{name!r} is damaged: {error}"
        return None


def spec_location(root: Mapping[str, Json]) -> str | None:
    """Return the path of the group of cached namespaces, ``None`` if nothing is cached (contract G02)."""
    value = root.get("attributes", {}).get(convention.SPEC_LOCATION)
    if convention.is_reference(value):
        value = value[convention.REFERENCE].get("path")
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
    target: NamespaceCatalog | TypeMap,
    place: Place,
    documents: Documents,
    namespaces: Iterable[str] | None = None,
    tell: Tell = warn,
) -> dict[str, Any]:
    """Load cached namespaces into a catalog or type map (contract G01 to G04).

    One that is damaged is left out, and so are those that include it, unless the catalog has it from elsewhere: a
    warning names it (contract I13).

    Parameters
    ----------
    target
        What to load into.
    place, documents
        The file.
    namespaces
        Names of those to load, along with what they include; all if not given.
    tell
        What to do where one is damaged.

    Returns
    -------
    Name of each namespace -> the names of those that it includes -> their types.

    Raises
    ------
    KeyError
        If a name is not cached in the file.
    DamagedFileError
        If one is damaged, and it is ``tell``'s to fail.
    """
    versions = cached_versions(documents)
    if not versions:
        return {}
    wanted = list(versions) if namespaces is None else list(namespaces)
    missing = [name for name in wanted if name not in versions]
    if missing:
        raise KeyError(f"{place.source}: namespaces {missing} are not cached; there are {sorted(versions)}")
    location = spec_location(documents[""])
    damage = Damage(place.source, tell)
    known = (target.namespace_catalog if isinstance(target, TypeMap) else target).namespaces
    readers = {}
    for name in wanted:
        folder = f"{location}/{name}/{versions[name]}/"
        reader = _CachedReader(f"{place.source}:{folder}", *_texts(place, documents, folder))
        problem = reader.problem(whole=name not in known)
        if problem is None:
            readers[name] = reader
            wanted += sorted(reader.included() & versions.keys() - {*wanted, *known})  # and so they are read in turn
        else:
            damage.report(folder, f"the cached namespace {name!r} is not used: {problem}")
    _leave_out_dependents(readers, set(wanted) - set(readers) - set(known), damage)
    loaded: dict[str, Any] = target.load_namespaces(_NAMESPACE, reader=readers) if readers else {}
    return loaded


def check_cached(place: Place, documents: Documents, damage: Damage) -> None:
    """Read every version of every cached namespace, and report those that are damaged."""
    location = spec_location(documents.get("", {}))
    inside = (path.removeprefix(f"{location}/").split("/") for path in documents if path.startswith(f"{location}/"))
    for name, version in sorted({(parts[0], parts[1]) for parts in inside if parts[1:]}):
        folder = f"{location}/{name}/{version}/"
        problem = _CachedReader(folder, *_texts(place, documents, folder)).problem(whole=True)
        if problem is not None:
            damage.report(folder.rstrip("/"), f"the cached namespace {name!r} {version}: {problem}")


def _leave_out_dependents(readers: dict[str, _CachedReader], missing: set[str], damage: Damage) -> None:
    """Remove the namespaces that include one that is missing, directly or not."""
    while affected := {name for name, reader in readers.items() if reader.included() & missing}:
        for name in affected:
            reader = readers.pop(name)
            damage.report(reader.source, f"the cached namespace {name!r} is not used: it includes one that is not")
        missing |= affected


def _texts(place: Place, documents: Documents, folder: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of a cached namespace by name, and by the same what is wrong with those that can't be read."""
    damaged: dict[str, str] = {}
    arrays = []
    for path, document in documents.items():
        if path.startswith(folder) and document["node_type"] == "array":
            array = array_or_damage(place, path, document)
            if isinstance(array, DamagedArray):
                damaged[path] = array.problem
            else:
                arrays.append(array)
    texts = read_scalars(place, arrays, damaged.__setitem__)
    by_name = {path.removeprefix(folder): str(value) for path, value in texts.items()}
    return by_name, {path.removeprefix(folder): problem for path, problem in damaged.items()}
