"""Who may import whom: the backend and the suite meet only as any backend and the suite do."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance_cases
import harness
import hdmf_zarr

HOUSES = {package.__name__: Path(package.__path__[0]) for package in (conformance_cases, harness, hdmf_zarr)}
#: What the cases are written with: the harness, the libraries that any backend works with, and pytest.
CASES_MAY_USE = {"conformance_cases", "harness", "hdmf", "hypothesis", "numpy", "pandas", "pynwb", "pytest"}


def imports_of(package: str) -> Iterator[tuple[Path, str]]:
    """Yield each top-level package that a module imports, be it within a function."""
    for path in sorted(HOUSES[package].rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path, (node.module or "").partition(".")[0] if node.level == 0 else package


@pytest.mark.parametrize(
    ("package", "other"),
    [
        ("hdmf_zarr", "harness"),
        ("hdmf_zarr", "conformance_cases"),
        ("harness", "hdmf_zarr"),
        ("harness", "conformance_cases"),
    ],
)
def test_a_package_does_not_import_the_other(package: str, other: str) -> None:
    assert [str(path) for path, name in imports_of(package) if name == other] == []


def test_cases_know_of_no_backend() -> None:
    allowed = CASES_MAY_USE | sys.stdlib_module_names
    assert [(str(path), name) for path, name in imports_of("conformance_cases") if name not in allowed] == []
