"""Documents with a mistake in each part that can have one: few documents for all parts, and all kinds of mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.schema.documents import Document, documents
from harness.schema.mutations import TAKEN, Mutation
from harness.schema.plans import PLANS
from harness.schema.schema import Schema
from harness.schema.sites import Site, referred, sites
from harness.strategies import nodes

_WHOLE = PLANS["all_0"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a document.

    Attributes
    ----------
    kind
        Its name among mutations.
    path
        Of its site.
    reason
        What is wrong there.
    families
        Of the errors as one of which HDMF's validator tells of it; `TAKEN` among them if it may not.
    """

    kind: str
    path: str
    reason: str
    families: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path} {self.reason} ({self.kind})"

    @property
    def must_be_told(self) -> bool:
        """Whether the validator has to tell of it."""
        return TAKEN not in self.families

    def is_told_by(self, error: Any) -> bool:
        """Tell whether an error of HDMF's validator is about it: one that is located at the site, or at the holder."""
        outer, is_attribute, name = self.path.lstrip("/").rpartition("@")
        inner = self.path.lstrip("/")
        places = (outer, f"{outer}.{name}") if is_attribute else (inner, inner.rpartition("/")[0])
        return type(error).__name__ in self.families and error.location in places


@dataclass(frozen=True, slots=True, repr=False)
class Riddled:
    """A document with many mistakes, of which none hides another.

    Attributes
    ----------
    document
        What it was made of, and what is wrong now.
    mistakes
        All of them.
    """

    document: Document
    mistakes: tuple[Mistake, ...]

    @property
    def tree(self) -> GroupBuilder:
        """The root group."""
        return self.document.tree

    def __repr__(self) -> str:
        return f"<{self.document.name} ({self.document.plan}) with {len(self.mistakes)} mistakes>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))  # hypothesis would print the whole tree


def as_read(tree: GroupBuilder, read: GroupBuilder) -> GroupBuilder:
    """Return a document as a backend reads it: with builders, and arrays of them, for references, and in its order.

    Which of the objects in a group is the one that a slot asks for, HDMF's validator decides by their order.

    Parameters
    ----------
    tree
        The document, which is changed.
    read
        The same, as a backend has read it.
    """
    _put_in_order(tree, read)
    for node in nodes(tree):
        for name, value in node.attributes.items():
            if isinstance(value, ReferenceBuilder):
                node.attributes[name] = value.builder
        is_list = isinstance(node, DatasetBuilder) and isinstance(node.data, list) and not isinstance(node.dtype, list)
        if is_list and any(referred(node.data)):
            node["data"] = _array(node.data)
    return tree


def _put_in_order(tree: GroupBuilder, read: GroupBuilder) -> None:
    for mine, theirs in ((tree.groups, read.groups), (tree.datasets, read.datasets), (tree.links, read.links)):
        ordered = {name: mine[name] for name in dict.fromkeys((*theirs, *mine)) if name in mine}
        mine.clear()
        mine.update(ordered)
    for name, inner in tree.groups.items():
        if name in read.groups:
            _put_in_order(inner, read.groups[name])


def _array(references: list[Any]) -> np.ndarray[Any, Any]:
    """Return nested lists of references as an array of their shape; numpy would look into them."""
    shape = [len(references)]
    level = references
    while isinstance(level[0], list):
        level = [one for inner in level for one in inner]
        shape.append(len(level) // int(np.prod(shape)))
    made: np.ndarray[Any, Any] = np.empty(len(level), dtype=object)
    made[:] = level
    return made.reshape(shape)


def riddled_documents(
    schema: Schema, name: str, mutations: Mapping[str, Mutation]
) -> SearchStrategy[tuple[Riddled, ...]]:
    """Draw as many documents as it takes to make each kind of mistake at each site.

    Parameters
    ----------
    schema
        What there is.
    name
        A neurodata type of it, of which the documents have an object with all its parts.
    mutations
        The kinds of mistakes, by their names.
    """

    @st.composite
    def drawn(draw: DrawFn) -> tuple[Riddled, ...]:
        return tuple(_riddled(draw, schema, name, mutations))

    return drawn()


def _riddled(draw: DrawFn, schema: Schema, name: str, mutations: Mapping[str, Mutation]) -> Iterator[Riddled]:
    made: set[tuple[str, str]] = set()
    while True:
        document = draw(documents(schema, name, _WHOLE))
        riddle = _Riddle(draw, mutations, made)
        for site in reversed(list(sites(schema, document.tree))):  # what is inside first
            riddle.spoil(site)
        if not riddle.mistakes:
            return
        made |= {(mistake.path, mistake.kind) for mistake in riddle.mistakes}
        yield Riddled(document, tuple(riddle.mistakes))


class _Riddle:
    """Makes mistakes in one document, one at each site at most.

    Attributes
    ----------
    mistakes
        Those that were made.
    """

    def __init__(self, draw: DrawFn, mutations: Mapping[str, Mutation], before: set[tuple[str, str]]) -> None:
        self._draw = draw
        self._mutations = mutations
        self._before = before
        self._spoilt: set[str] = set()
        self.mistakes: list[Mistake] = []

    def spoil(self, site: Site) -> None:
        """Make the first mistake that has not been made there before and hides no other."""
        places = _places(site)
        if site.path in self._spoilt:
            return
        for kind, mutation in self._mutations.items():
            is_new = (site.path, kind) not in self._before
            if not (is_new and mutation.concerns(site.part) and mutation.fits(site)):
                continue
            if not (mutation.hides and self._is_spoilt(places)):
                families = mutation.expected.get("validate", (TAKEN,)) if site.is_taken else (TAKEN,)
                self.mistakes.append(Mistake(kind, site.path, mutation.make(self._draw, site), families))
                self._spoilt |= places if mutation.hides else {site.path}
                return

    def _is_spoilt(self, places: set[str]) -> bool:
        return any(f"{path}/".startswith((f"{place}/", f"{place}@")) for path in self._spoilt for place in places)


def _places(site: Site) -> set[str]:
    """Return the paths of a site and its peers."""
    holder = site.path.rpartition("/")[0]
    return {site.path, *(f"{holder}/{peer.name}" for peer in site.peers)}
