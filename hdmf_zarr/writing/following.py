"""What a schema says of the place of a link, for links to other files that are replaced by copies (pure).

A copy can stand where the link stood, but HDMF does not find it there if the schema knows of nothing but a link. Then
the link stays, and the copy goes where it was in its own file, if the schema has such a place for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from hdmf.build import GroupBuilder, TypeMap
from hdmf.spec import GroupSpec

__all__ = ["demands_link", "has_place"]


def demands_link(schema: TypeMap | None, group: GroupBuilder, name: str) -> bool:
    """Tell whether a link of a group must be one, and can't be what it leads to."""
    spec = _spec_of(schema, group)
    return spec is not None and any(link.name == name for link in spec.links)


def has_place(schema: TypeMap | None, root: GroupBuilder, names: Sequence[str]) -> bool:
    """Tell whether groups of these names, one in the other, belong to a root: they have no types of their own."""
    spec = _spec_of(schema, root)
    for name in names:
        spec = None if spec is None else spec.get_group(name)
        if spec is None or spec.data_type is not None:
            return False
    return spec is not None


def _spec_of(schema: TypeMap | None, group: GroupBuilder) -> GroupSpec | None:
    if schema is None:
        return None
    data_type = schema.get_builder_dt(group)
    namespace = schema.get_builder_ns(group)
    if data_type is None or namespace not in schema.namespace_catalog.namespaces:
        return None
    spec = schema.namespace_catalog.get_namespace(namespace).catalog.get_spec(data_type)
    return spec if isinstance(spec, GroupSpec) else None
