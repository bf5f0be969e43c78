"""A journey to a reader that knows no class and no schema, but what the file itself says of its types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hdmf.build import BuildManager, TypeMap
from hdmf.spec import NamespaceCatalog
from hdmf.validate import ValidatorMap
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespace

from harness.backend import Backend
from harness.case import Case
from harness.comparison import compare_builders
from harness.differences import MISSING, Difference
from harness.journeys.travelling import depart, invalid
from harness.normal import NormalForm
from harness.values import Value

_CORE = "core"


def cached_specs(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, and read it with the namespaces that are cached in it, which must tell of each of its types.

    It is read as builders and validated by these namespaces. No containers are made, since HDMF generates no classes
    for types that include one another, as ``DynamicTable`` and ``MeaningsTable`` do.
    """
    departure = depart(case, backend, directory)
    catalog = NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)
    with backend.open(departure.path, mode="r", manager=BuildManager(TypeMap(catalog))) as io:
        io.load_namespaces_io(catalog)
        root = io.read_builder()
        differences = [*compare_builders(departure.tree, root), *_unknown_types(departure.tree, catalog)]
        if not differences:
            differences += invalid(ValidatorMap(catalog.get_namespace(_CORE)).validate(root))
    return differences


def _unknown_types(tree: NormalForm, catalog: NamespaceCatalog) -> Iterator[Difference]:
    """Tell of the objects of which the catalog does not know the type."""
    for path, node in tree.items():
        namespace, name = (_text(node.attributes.get(key)) for key in ("namespace", "neurodata_type"))
        if not name:
            continue
        if namespace not in catalog.namespaces:
            yield Difference(path, "cached namespace", namespace, ", ".join(catalog.namespaces) or MISSING)
        elif name not in catalog.get_namespace(namespace).get_registered_types():
            yield Difference(path, "cached specification", f"{name} of {namespace}", MISSING)


def _text(value: Value | None) -> str:
    return "" if value is None or value.data is None else str(value.data.item())
