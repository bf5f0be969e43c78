"""The namespaces that are cached in a file: each in its newest version, as HDMF reads and writes them."""

from __future__ import annotations

from typing import Any

from hdmf.backends.utils import NamespaceToBuilderHelper
from hdmf.build import TypeMap
from hdmf.spec import NamespaceCatalog, SpecReader, SpecWriter

_NAMESPACE = "namespace"


def namespaces_as_json(catalog: NamespaceCatalog) -> dict[str, dict[str, Any]]:
    """Return by the name of each namespace its texts, by their names."""
    made = {}
    for name in catalog.namespaces:
        writer = _Collector()
        NamespaceToBuilderHelper.convert_namespace(catalog, name).export(_NAMESPACE, writer=writer)
        made[name] = writer.texts
    return made


def load_cached(catalog: NamespaceCatalog | TypeMap, cached: dict[str, Any], names: Any = None) -> dict[str, Any]:
    """Load namespaces, all if none are named, and return what each includes."""
    wanted = list(cached) if names is None else list(names)
    if absent := set(wanted).difference(cached):
        raise KeyError(f"the file has no namespaces {', '.join(sorted(absent))}; it has {', '.join(cached)}")
    readers = {name: _Reader(cached[name]) for name in wanted}
    loaded: dict[str, Any] = catalog.load_namespaces(_NAMESPACE, reader=readers)
    return loaded


class _Collector(SpecWriter):
    def __init__(self) -> None:
        self.texts: dict[str, Any] = {}

    def write_spec(self, spec: Any, path: str) -> None:
        self.texts[path] = spec

    def write_namespace(self, namespace: Any, path: str) -> None:
        self.texts[path] = [namespace]


class _Reader(SpecReader):
    def __init__(self, texts: dict[str, Any]) -> None:
        super().__init__(source="cached")
        self._texts = texts

    def read_spec(self, spec_path: str) -> Any:
        return self._texts[spec_path]

    def read_namespace(self, ns_path: str) -> Any:
        return self._texts[ns_path]
