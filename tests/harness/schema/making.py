"""Documents made without a backend."""

from functools import cache

from hypothesis import Phase, given, settings
from pynwb import get_manager, get_type_map

from harness.schema.documents import Document, documents
from harness.schema.plans import Plan
from harness.schema.schema import Schema


@cache
def core() -> Schema:
    return Schema(get_type_map(), ("core", "hdmf-common"))


def document(name: str, plan: Plan, schema: Schema | None = None) -> Document:
    """Return the first document that is made of a type by a plan."""
    made: list[Document] = []

    @settings(max_examples=1, phases=[Phase.generate], derandomize=True, database=None, deadline=None)
    @given(document=documents(schema or Schema(core().type_map, core().namespaces), name, plan))
    def make(document: Document) -> None:
        made.append(document)

    make()
    return made[0]


def containers(found: Document) -> object:
    """Return the NWBFile that PyNWB makes of a document."""
    return get_manager().construct(found.tree)
