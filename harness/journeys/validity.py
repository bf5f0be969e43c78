"""Whether an open NWB file is valid, by the specifications that it was opened with: what scripts paste, too."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from hdmf.backends.io import HDMFIO
from hdmf.build import GroupBuilder
from hdmf.spec import NamespaceCatalog, SpecNamespace
from hdmf.validate import ValidatorMap

_MOST_KEPT = 8
_VALIDATORS: dict[int, tuple[SpecNamespace, ValidatorMap]] = {}


def validation_errors(io: HDMFIO) -> list[Any]:
    """Return what the validator says of an open file.

    It is the validator of `pynwb.validate`, which loads the specifications from the file, too: that an IO or a path can
    be given to that is a matter of its own (clauses J01 and J02), and takes longer than all else on a journey.
    """
    return tree_errors(io.read_builder(), io.manager.namespace_catalog)


def tree_errors(root: GroupBuilder, catalog: NamespaceCatalog) -> list[Any]:
    """Return what the validator says of a tree, by the specifications of a catalogue."""
    namespaces = {name: catalog.get_namespace(name) for name in namespaces_in(root) if name in catalog.namespaces}
    included = {part.get("namespace") for namespace in namespaces.values() for part in namespace.schema}
    specific = sorted(namespaces.keys() - included)
    general = namespaces.get(root.attributes.get("namespace"))
    return [error for name in specific for error in _validator(namespaces[name], general).validate(root)]


def _validator(namespace: SpecNamespace, general: SpecNamespace | None) -> ValidatorMap:
    """Return the validator of a namespace; it is made once, since that takes longer than validating a small file."""
    kept, made = _VALIDATORS.get(id(namespace), (None, None))
    if made is None or kept is not namespace:
        if len(_VALIDATORS) >= _MOST_KEPT:
            _VALIDATORS.clear()
        made = ValidatorMap(_whole(namespace, general))
        _VALIDATORS[id(namespace)] = (namespace, made)
    return made


def _whole(namespace: SpecNamespace, general: SpecNamespace | None) -> SpecNamespace:
    """Return a namespace that knows all types of the one of the root, also if it includes but some of them.

    So does one that is read from a file: there it includes the whole of what it included a part of.
    """
    types = set(general.get_registered_types() if general else ()) - set(namespace.get_registered_types())
    if not types or general is None:
        return namespace
    catalog = copy(namespace.catalog)
    for name in sorted(types):
        catalog.register_spec(general.get_spec(name), general.catalog.get_spec_source_file(name))
    return type(namespace).build_namespace(**namespace, catalog=catalog)


def namespaces_in(group: GroupBuilder) -> Iterator[str]:
    """Yield the namespace of each group and dataset that has one."""
    for builder in (group, *group.datasets.values()):
        if "namespace" in builder.attributes:
            yield str(builder.attributes["namespace"])
    for inner in group.groups.values():
        yield from namespaces_in(inner)
