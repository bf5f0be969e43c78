"""``hdmf-harness merge``: several reports as one, or the pages of one made anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from harness.report import read_report, write_report
from harness.report.merging import merged
from harness.summary import lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.epilog = (
        "Where several reports have the same test over the same backend, the last one counts.\n"
        "A mutant is killed if it is in one of them.\n"
        "Exit status: 0, whatever the verdict; 2 for trouble."
    )
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT", help="report.json, or the directory of it")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where the whole is written")


def run(arguments: argparse.Namespace) -> int:
    """Write the whole and print its summary."""
    whole = merged([read_report(path) for path in arguments.reports])
    found = write_report(whole, arguments.output)
    sys.stdout.writelines(f"{line}\n" for line in lines(found.verdict))
    sys.stdout.writelines(f"{name}: {matrix.headline}\n" for name, matrix in whole.kills.items())
    sys.stdout.write(f"report: {arguments.output / 'report.html'}\n")
    return 0
