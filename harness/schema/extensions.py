"""Extensions at random: namespaces of types that build on those of NWB and on one another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hdmf.build import TypeMap
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pynwb import get_type_map
from pynwb.spec import NWBNamespaceBuilder

from harness.schema.namespaces import Namespace
from harness.schema.schema import Schema
from harness.schema.type_specs import type_specs
from harness.schema.vocabulary import Vocabulary

_TEXTS = ("a namespace", "§ one; \"two\"\n- 'three': {4}", "é😀")
#: How sources end. HDMF takes what follows the last dot for a suffix and drops it, each time that it caches them.
_SOURCES = ("-types.yaml", "-more.yaml")
_VERSIONS = ("0.1.0", "10.2.0", "1.0.0-alpha", "2024.1")


@dataclass(frozen=True, slots=True)
class Extension:
    """Namespaces beside those of NWB, each of which may include the ones before it.

    Attributes
    ----------
    namespaces
        What their files would say.
    """

    namespaces: tuple[Namespace, ...]

    def __repr__(self) -> str:
        return "\n".join(str({one.name: one.description, **one.sources}) for one in self.namespaces)

    def type_map(self) -> TypeMap:
        """Return a new type map that knows NWB and the extension; it generates the classes that are asked for."""
        type_map = get_type_map()
        for namespace in self.namespaces:
            namespace.load(type_map)
        return type_map

    def schema(self) -> Schema:
        """Return the schema whose own types are those of the extension."""
        return Schema(self.type_map(), tuple(one.name for one in self.namespaces))


def extensions(
    *, constructible: bool = False, avoiding: Collection[str] = (), max_types: int = 3
) -> SearchStrategy[Extension]:
    """Draw extensions of one or two namespaces.

    Parameters
    ----------
    constructible
        Whether HDMF must be able to generate a class for each type and to make containers of its objects, which it can
        not for all that the specification language says (`harness.schema.type_specs` says where).
    avoiding
        Ids of clauses that a backend is known not to hold; what would ask for them is not drawn, of those that are in
        `harness.schema.vocabulary.AVOIDABLE`.
    max_types
        The largest number of types of a namespace.
    """
    return _extensions(constructible, frozenset(avoiding), max_types)


@st.composite
def _extensions(draw: DrawFn, constructible: bool, avoiding: frozenset[str], max_types: int) -> Extension:
    vocabulary = Vocabulary(constructible=constructible, avoiding=avoiding)
    namespaces: list[Namespace] = []
    for index in range(draw(st.integers(1, 2))):
        name = f"ndx-random-{index}"
        builder = NWBNamespaceBuilder(
            doc=draw(st.sampled_from(_TEXTS)),
            name=name,
            version=draw(st.sampled_from(_VERSIONS)),
            author=["A. Author", "Ö. Other"],
            contact=["a@example.org", "o@example.org"],
        )
        for included in ("core", *(one.name for one in namespaces)):
            builder.include_namespace(included)
        for _ in range(draw(st.integers(1, max_types))):
            source = draw(st.sampled_from([f"{name}{suffix}" for suffix in _SOURCES]))
            builder.add_spec(source, draw(type_specs(vocabulary)))
        namespaces.append(Namespace.of(builder))
    return Extension(tuple(namespaces))
