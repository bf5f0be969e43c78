"""``hdmf-harness init``: a package of a new backend, which passes the suite from its first minute on."""

from __future__ import annotations

import argparse
import keyword
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

#: In a wheel the template is part of this package; where this package is run from its sources, it lies beside it.
_IN_WHEEL = files("harness") / "template"
_IN_SOURCES = Path(__file__).parents[2] / "examples" / "backend_template"
#: What a new package does not take over.
_LEFT_BEHIND = ("__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", "dist", "build")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.epilog = (
        "The package has a small backend that works, to be replaced part by part; how is told in docs/first-hour.md.\n"
        "Exit status: 0, or 2 for trouble."
    )
    parser.add_argument("name", metavar="NAME", help="a name for the package and the backend, such as mybackend")
    parser.add_argument(
        "--directory", type=Path, metavar="DIR", help="where the package is put; by default, ./NAME, which must be new"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the package.

    Raises
    ------
    ValueError
        If there can be no package of that name.
    FileExistsError
        If there is something at the directory.
    """
    name: str = arguments.name
    directory = arguments.directory or Path(name)
    write_package(name, directory)
    sys.stdout.write(
        f"{directory}: a package with a backend named {name}. To run the suite over it:\n"
        f"  pip install -e '{directory}[test]'\n"
        f"  pytest -p harness.plugin --pyargs conformance_cases --backend={name}\n"
    )
    return 0


def write_package(name: str, directory: Path) -> None:
    """Write a package of a backend into a new directory.

    Parameters
    ----------
    name
        Of the package and of the backend: lower-case letters, digits and ``_``.
    directory
        Where it is put.
    """
    if not (name.isidentifier() and name.isascii() and name == name.lower()) or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no name for a package: use lower-case letters, digits and _, such as mybackend")
    if directory.exists():
        raise FileExistsError(f"{directory} is there already; name another directory with --directory")
    for path, text in _template_files(_IN_WHEEL if _IN_WHEEL.is_dir() else _IN_SOURCES):
        target = directory / renamed(path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(renamed(text, name), encoding="utf-8")


def renamed(text: str, name: str) -> str:
    """Return a text of the template as it is for a backend of another name."""
    words = "".join(part.capitalize() for part in name.split("_"))
    for old, new in (
        ("backend_template", name),
        ("backend-template", name.replace("_", "-")),
        (".nwb.template", f".nwb.{name}"),
        ("TemplateIO", f"{words}IO"),
        ("TemplateDataIO", f"{words}DataIO"),
    ):
        text = text.replace(old, new)
    return text


def _template_files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of the template."""
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in _LEFT_BEHIND:
            yield from _template_files(entry, f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield f"{prefix}{entry.name}", entry.read_text(encoding="utf-8")
