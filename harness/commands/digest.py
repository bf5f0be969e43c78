"""``hdmf-harness digest``: the hash of what a file says."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from harness.digest import Digest, digest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.epilog = (
        "Files that say the same have one digest: types, names, attributes, values, links and references count;\n"
        "backend, store, chunks, compression and byte order do not. The rules are those of docs/digest.md.\n"
        "Exit status: 0; with several files 1 if they have not all one digest; 2 for trouble."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--backend", help="what reads the files; by default, the registered backend that can")
    parser.add_argument("--objects", action="store_true", help="print the hash of each object as well")
    parser.add_argument("--json", action="store_true", help="print JSON: by file its digest, and the hashes of objects")


def run(arguments: argparse.Namespace) -> int:
    """Print the digests; return 1 if there are several."""
    digests = {str(path): digest(path, backend=arguments.backend) for path in arguments.files}
    if arguments.json:
        made = {path: {"digest": str(one), "objects": dict(one.objects)} for path, one in digests.items()}
        sys.stdout.write(json.dumps(made, indent=2) + "\n")
    else:
        for path, one in digests.items():
            sys.stdout.write("".join(_lines(path, one, objects=arguments.objects)))
    return int(len({str(one) for one in digests.values()}) > 1)


def _lines(path: str, one: Digest, *, objects: bool) -> list[str]:
    rows = [f"{one}  {path}\n"]
    if objects:
        rows += [f"{own}  {path}:{place}\n" for place, own in sorted(one.objects.items())]
    return rows
