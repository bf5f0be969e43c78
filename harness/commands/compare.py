"""``hdmf-harness compare``: what two files say differently, each difference by path and kind."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from harness.files import compare_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.epilog = (
        "NaN equals NaN, and -0.0 differs from 0.0; dtypes count by kind and width, not by byte order; order counts\n"
        "among elements and fields, not among children and attributes; how data are stored does not count.\n"
        "The rules are those of docs/digest.md.\n"
        "Exit status: 0 if the files say the same, 1 if they differ, 2 for trouble."
    )
    parser.add_argument("expected", type=Path, metavar="A")
    parser.add_argument("got", type=Path, metavar="B")
    parser.add_argument(
        "--backend",
        action="append",
        default=[],
        dest="backends",
        metavar="NAME",
        help="what reads the files; given twice, what reads A and what reads B.\n"
        "By default, the registered backend that can",
    )
    parser.add_argument(
        "--containers", action="store_true", help="compare the containers that NWB files are read as, too"
    )
    parser.add_argument("--json", action="store_true", help="print the differences as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the differences; return 1 if there are any.

    Raises
    ------
    ValueError
        If more than two backends are named.
    """
    first, second = _pair(arguments.backends)
    differences = compare_files(
        arguments.expected, arguments.got, backends=(first, second), containers=arguments.containers
    )
    if arguments.json:
        made = {
            "expected": str(arguments.expected),
            "got": str(arguments.got),
            "differences": [asdict(difference) for difference in differences],
        }
        sys.stdout.write(json.dumps(made, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{difference}\n" for difference in differences)
        count = len(differences)
        sys.stdout.write(f"{count or 'no'} difference{'' if count == 1 else 's'}\n")
    return int(bool(differences))


def _pair(backends: list[str]) -> tuple[str | None, str | None]:
    match backends:
        case []:
            return None, None
        case [both]:
            return both, both
        case [first, second]:
            return first, second
    raise ValueError(f"--backend is given {len(backends)} times; give it once for both files, or once for each")
