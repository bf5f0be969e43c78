"""What the command ``hdmf-zarr`` does, and how it says what came out.

Exit codes: 0 all is well; 1 problems were found, or the file can't be opened; 2 the command was misused.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from hdmf_zarr.conversion import convert
from hdmf_zarr.errors import IncompleteConversionError
from hdmf_zarr.reading.external import EXTERNAL_LINKS, ExternalLinks
from hdmf_zarr.summary import Entry, entries, summary
from hdmf_zarr.upkeep import repair, verify

__all__ = ["commands"]

_PROBLEMS = 1

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_external = click.option(
    "--external-links",
    type=click.Choice(EXTERNAL_LINKS),
    default="folder",
    show_default=True,
    help="Which links to other files are followed: to those in the folder of this one, to any, or none.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hdmf-zarr")
def commands() -> None:
    """Look at, check, mend and convert HDMF and NWB files in Zarr."""


@commands.command("info")
@click.argument("path")
@_json
def _info(path: str, *, as_json: bool) -> None:
    """Say what PATH is and how much is in it."""
    with _errors_told():
        facts = summary(path)
    _print(facts, as_json, (f"{name}: {_plain(value)}" for name, value in facts.items()))


@commands.command("tree")
@click.argument("path")
@click.option("--depth", type=click.IntRange(min=1), help="How many levels to show; all if not given.")
@_json
def _tree(path: str, depth: int | None, *, as_json: bool) -> None:
    """List the groups, datasets and links of PATH."""
    with _errors_told():
        listed = list(entries(path, depth))
    _print([asdict(entry) for entry in listed], as_json, map(_line, listed))


@commands.command("verify")
@click.argument("path")
@_external
@_json
def _verify(path: str, external_links: ExternalLinks, *, as_json: bool) -> None:
    """Read all of PATH and list what is wrong with it."""
    with _errors_told():
        problems = list(verify(path, external_links=external_links))
    lines = [f"{problem.kind}  {_plain(problem.path)}  {_plain(problem.message)}" for problem in problems]
    _print([asdict(problem) for problem in problems], as_json, lines or ["no problems"])
    sys.exit(_PROBLEMS if problems else 0)


@commands.command("repair")
@click.argument("path")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@_json
def _repair(path: str, *, dry_run: bool, as_json: bool) -> None:
    """Mend what can be mended of PATH without guessing, and tell what was done."""
    with _errors_told():
        repairs = repair(path, dry_run=dry_run)
    lines = [f"{item.action}  {_plain(item.path)}  {_plain(item.message)}" for item in repairs]
    _print([asdict(item) for item in repairs], as_json, lines or ["nothing to mend"])
    sys.exit(_PROBLEMS if any(dry_run or item.action == "kept" for item in repairs) else 0)


@commands.command("convert")
@click.argument("source")
@click.argument("target")
@click.option("--overwrite", is_flag=True, help="Replace TARGET if it exists.")
@click.option("--skip-damaged", is_flag=True, help="Leave out what can't be read instead of stopping at it.")
@_external
@_json
def _convert(
    source: str, target: str, external_links: ExternalLinks, *, overwrite: bool, skip_damaged: bool, as_json: bool
) -> None:
    """Convert SOURCE to TARGET: HDF5 to Zarr and back, and older Zarr files to today's form.

    TARGET is HDF5 if its name ends in .nwb, .h5, .hdf5 or .hdf, and Zarr otherwise.
    """
    with _errors_told(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        convert(source, target, overwrite=overwrite, skip_damaged=skip_damaged, external_links=external_links)
    told = [str(warning.message) for warning in caught if not issubclass(warning.category, DeprecationWarning)]
    _print({"source": source, "target": target, "warnings": told}, as_json, map(_plain, told))
    sys.exit(_PROBLEMS if told and skip_damaged else 0)


@contextmanager
def _errors_told() -> Iterator[None]:
    """Say what was wrong in one line, and end with the exit code of problems."""
    try:
        yield
    except (OSError, ValueError, TypeError, ImportError, IncompleteConversionError) as error:
        click.echo(_plain(str(error)), err=True)
        sys.exit(_PROBLEMS)


def _print(document: Any, as_json: bool, lines: Iterable[str]) -> None:
    if as_json:
        click.echo(json.dumps(document, indent=2))
        return
    for line in lines:
        click.echo(line)


def _line(entry: Entry) -> str:
    parts = entry.path.strip("/").split("/") if entry.path != "/" else ["/"]
    what = "" if entry.what == "group" else f"  {entry.what}"
    indent = "  " * (0 if entry.path == "/" else len(parts))
    return f"{indent}{_plain(parts[-1])}{what}  {_plain(entry.detail)}".rstrip()


def _plain(value: Any) -> str:
    """Return text that a terminal shows as it is: control characters, which could steer it, are escaped."""
    show: Callable[[str], str] = lambda char: char if char.isprintable() else repr(char)[1:-1]  # noqa: E731
    return "".join(map(show, str(value)))
