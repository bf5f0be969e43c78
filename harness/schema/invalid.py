"""Documents that are invalid on purpose: conforming ones with one mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hdmf.build import GroupBuilder
from hdmf.spec import SpecNamespace
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.schema import mistakes
from harness.schema.documents import Document, documents
from harness.schema.mutations import Mutation
from harness.schema.parts import Part, walk
from harness.schema.plans import CONSTRUCTIBLE
from harness.schema.schema import Schema
from harness.schema.sites import sites


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Invalid:
    """A document with a mistake.

    Attributes
    ----------
    document
        What it was made of, and what is wrong now.
    reason
        Where, and what.
    namespaces
        What its file tells of besides the schema.
    """

    document: Document
    reason: str
    namespaces: tuple[SpecNamespace, ...] = ()

    @property
    def tree(self) -> GroupBuilder:
        """The root group."""
        return self.document.tree

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))  # hypothesis would print the whole tree

    def __repr__(self) -> str:
        return f"<{self.document.name} ({self.document.plan}): {self.reason}>"


def invalid_documents(schema: Schema, mutation: Mutation) -> SearchStrategy[Invalid]:
    """Draw documents with one mistake; shrinks towards the least documents, and sites near the root.

    Parameters
    ----------
    schema
        What there is.
    mutation
        The mistake.
    """

    @st.composite
    def spoilt(draw: DrawFn) -> Invalid:
        document = draw(conforming)
        concerned = (site for site in sites(schema, document.tree) if mutation.concerns(site.part))
        found = [site for site in concerned if site.is_taken and mutation.fits(site)]
        assume(found)
        site = draw(st.sampled_from(found))
        return Invalid(document=document, reason=f"{site.path} {mutation.make(draw, site)}")

    conforming = _documents(schema, mutation.concerns)
    return spoilt()


def misled_documents(schema: Schema) -> SearchStrategy[Invalid]:
    """Draw documents in whose files a namespace is told of that contradicts itself.

    Parameters
    ----------
    schema
        What there is.
    """

    def misled(document: Document, broken: tuple[str, SpecNamespace]) -> Invalid:
        reason, namespace = broken
        return Invalid(document=document, reason=f"{namespace.name} {reason}", namespaces=(namespace,))

    return st.builds(misled, _documents(schema, lambda _: True), mistakes.broken_namespaces())


def _documents(schema: Schema, concerns: Callable[[Part], bool]) -> SearchStrategy[Document]:
    """Draw documents of types that have a part of interest."""
    names = [name for name in schema.own_types if any(concerns(part) for _, part in walk(schema.types[name], name))]
    plans = list(CONSTRUCTIBLE.values())
    return st.tuples(st.sampled_from(names), st.sampled_from(plans)).flatmap(lambda one: documents(schema, *one))
