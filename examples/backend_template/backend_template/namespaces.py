"""The namespaces that are cached in a file: the texts of each, as HDMF's readers and writers of specs have them."""

from __future__ import annotations

from typing import Any

from hdmf.backends.utils import NamespaceToBuilderHelper
from hdmf.spec import SpecReader, SpecWriter


def namespaces_as_json(catalog: Any) -> dict[str, dict[str, Any]]:
    """Return by the name of each namespace its texts, by their names."""
    writers = {name: _Writer() for name in catalog.namespaces}
    for name, writer in writers.items():
        NamespaceToBuilderHelper.convert_namespace(catalog, name).export("namespace", writer=writer)
    return {name: writer.texts for name, writer in writers.items()}


def load_cached(catalog: Any, file: str, cached: dict[str, Any], names: Any = None) -> dict[str, Any]:
    """Load namespaces, all if none are named, into a catalog or type map, and return what each includes.

    Those that are named come with what they include.
    """
    wanted = list(cached if names is None else names)
    for name in wanted:
        included = {source.get("namespace") for source in cached[name]["namespace"][0]["schema"]}
        wanted += sorted(included & cached.keys() - {*wanted})  # and so they are looked at in turn
    readers = {name: _Reader(f"{file}:{name}", cached[name]) for name in wanted}
    loaded: dict[str, Any] = catalog.load_namespaces("namespace", reader=readers) if readers else {}
    return loaded


class _Writer(SpecWriter):
    def __init__(self) -> None:
        self.texts: dict[str, Any] = {}

    def write_spec(self, spec: Any, path: str) -> None:
        self.texts[path] = spec

    def write_namespace(self, namespace: Any, path: str) -> None:
        self.texts[path] = [namespace]


class _Reader(SpecReader):
    def __init__(self, source: str, texts: dict[str, Any]) -> None:
        super().__init__(source=source)  # HDMF takes what has one source for one and the same
        self._texts = texts

    def read_spec(self, spec_path: str) -> Any:
        return self._texts[spec_path]

    def read_namespace(self, ns_path: str) -> Any:
        return self._texts[ns_path]
