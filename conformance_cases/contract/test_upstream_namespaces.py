"""Namespaces that HDMF itself does not hold; no backend is judged by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.backends.utils import NamespaceToBuilderHelper
from hdmf.spec import AttributeSpec, GroupSpec, NamespaceBuilder, NamespaceCatalog

from conformance_cases.contract.parts import schema


@pytest.mark.clause("G12")
@pytest.mark.filterwarnings("ignore:Loaded namespace .* is missing the required key 'version'")
@pytest.mark.xfail(raises=ValueError, reason="G12: a namespace is not converted for the cache without it")
def test_a_namespace_without_version(tmp_path: Path) -> None:
    """A namespace may lack a version, and is converted for the cache as any other is."""
    builder = NamespaceBuilder("any", "unversioned", version="0.1.0", author="test", contact="test@example.org")
    builder.add_spec("unversioned.extensions.yaml", GroupSpec("any", data_type_def="Clock"))
    builder.export("unversioned.namespace.yaml", outdir=str(tmp_path))
    file = tmp_path / "unversioned.namespace.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "version:" not in line), encoding="utf-8")
    catalog = NamespaceCatalog()
    catalog.load_namespaces(str(file))

    NamespaceToBuilderHelper.convert_namespace(catalog, "unversioned")


@pytest.mark.clause("G14")
@pytest.mark.parametrize(
    "dtype",
    [
        *("float", "double", "short", "int", "long", "utf", "ascii", "bool", "isodatetime", "datetime", "numeric"),
        *("float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *(
            pytest.param(
                dtype,
                marks=pytest.mark.xfail(
                    raises=ValueError, reason=f"G14: the class generator has no Python type for {dtype!r}"
                ),
            )
            for dtype in ("uint", "date", "object")
        ),
    ],
)
def test_every_primary_dtype_has_a_class(dtype: str) -> None:
    """A data type may have a scalar attribute of any primary dtype of the specification language."""
    spec = GroupSpec(
        "any",
        data_type_def="Clock",
        data_type_inc="Container",
        attributes=[AttributeSpec("held", "any", dtype)],
    )
    assert schema(spec).type("Clock").__name__ == "Clock"
