"""``hdmf-harness diff``: what broke between two reports."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.causes import causes
from harness.report import Report, read_report
from harness.report.merging import broken, gone, killed_again, mended, outliving


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.epilog = (
        "A test that fails and was not there before counts as broken; so does a mutant that was killed before and\n"
        "survives now.\n"
        "Exit status: 0 if nothing broke, 1 if something did, 2 for trouble."
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="report.json, or the directory of it")
    parser.add_argument("new", type=Path, metavar="NEW")


def run(arguments: argparse.Namespace) -> int:
    """Print what broke, what was mended and what is gone; return 1 if something broke."""
    old, new = read_report(arguments.old), read_report(arguments.new)
    sys.stdout.writelines(f"{line}\n" for line in _lines(old, new))
    return int(any(broken(old, new)) or any(outliving(old, new)))


def _lines(old: Report, new: Report) -> Iterator[str]:
    turned = list(broken(old, new))
    for result, before in turned:
        error = result.record.error.partition("\n")[0]
        yield f"broken: {result.record.test} ({before}, now {result.record.outcome}): {error}"
    yield from (f"cause: {cause}" for cause in causes(result.record for result, _ in turned))
    for result, before in mended(old, new):
        yield f"mended: {result.record.test} ({before}, now {result.record.outcome})"
    survivors = list(outliving(old, new))
    for backend, name, fate in survivors:
        yield f"survives over {backend}: {name} ({fate.clause}; killed before): {fate.breaks}"
    for backend, name, fate in killed_again(old, new):
        yield f"killed over {backend}: {name} ({fate.clause}; survived before): {fate.breaks}"
    missing = gone(old, new)
    if missing:
        yield f"not run any more: {len(missing)} tests, such as {missing[0]}"
    for name, report in (("old", old), ("new", new)):
        yield from (f"partial run: {restriction} (the {name} report)" for restriction in report.restrictions)
    yield f"{len(turned) + len(survivors) or 'nothing'} broke"
