"""Namespaces in memory: what their files would say, without any file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hdmf.backends.utils import NamespaceToBuilderHelper
from hdmf.build import TypeMap
from hdmf.spec import NamespaceBuilder, NamespaceCatalog, SpecReader, SpecWriter

type Json = Any

_FILE = "namespace"


@dataclass(frozen=True, slots=True)
class Namespace:
    """What the files of a namespace say, as JSON has it.

    Attributes
    ----------
    name
        By which objects refer to it.
    description
        The namespace itself: version, authors, what it includes, its sources.
    sources
        The specifications of each source, by its name.
    """

    name: str
    description: Json
    sources: Mapping[str, Json]

    @classmethod
    def of(cls, builder: NamespaceBuilder) -> Namespace:
        """Return what the files would say that a builder exports."""
        writer = _Writer()
        builder.export(_FILE, writer=writer)
        return cls(builder.name, writer.description, writer.sources)

    @classmethod
    def known_to(cls, catalog: NamespaceCatalog, name: str) -> Namespace:
        """Return what a catalogue knows of a namespace, each type as it was declared."""
        return cls.of(NamespaceToBuilderHelper.convert_namespace(catalog, name))

    def load(self, type_map: TypeMap) -> None:
        """Make the namespace known to a type map, which knows those that it includes."""
        type_map.load_namespaces(_FILE, reader=_Reader(self))


class _Writer(SpecWriter):
    def __init__(self) -> None:
        self.description: Json = None
        self.sources: dict[str, Json] = {}

    def write_spec(self, spec_file_dict: Json, path: str) -> None:
        self.sources[path] = _plain(spec_file_dict)

    def write_namespace(self, namespace: Json, path: str) -> None:  # noqa: ARG002 - there is but one
        self.description = _plain(namespace)


class _Reader(SpecReader):
    def __init__(self, namespace: Namespace) -> None:
        super().__init__(source=namespace.name)
        self._namespace = namespace

    def read_spec(self, spec_path: str) -> Json:
        return _plain(self._namespace.sources[spec_path])

    def read_namespace(self, namespace_path: str) -> list[Json]:  # noqa: ARG002 - there is but one
        return [_plain(self._namespace.description)]


def _plain(document: Json) -> Json:
    """Return a copy without classes of HDMF, which loads documents by changing them."""
    return json.loads(json.dumps(document))
