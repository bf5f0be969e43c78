"""Documents made without a backend."""

from functools import cache

from hypothesis import Phase, given, settings
from pynwb import get_manager, get_type_map
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespaceBuilder

from harness.schema.documents import Document, documents
from harness.schema.extensions import Extension
from harness.schema.namespaces import Namespace
from harness.schema.plans import Plan
from harness.schema.schema import Schema


@cache
def core() -> Schema:
    return Schema(get_type_map(), ("core", "hdmf-common"))


def schema_of(*specs: NWBGroupSpec | NWBDatasetSpec) -> Schema:
    """Return the schema of an extension of these types."""
    builder = NWBNamespaceBuilder("an extension", "ndx-made", version="0.1.0", author="A. Author", contact="a@b.org")
    builder.include_namespace("core")
    for spec in specs:
        builder.add_spec("ndx-made-types.yaml", spec)
    return Extension((Namespace.of(builder),)).schema()


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
