"""Run the benchmarks: ``python -m benchmarks``; see README.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.session import Options, run_all
from benchmarks.table import HEAD, Row, line, rows
from benchmarks.workloads import WORKLOADS

_MEMORY = Path("/dev/shm")  # noqa: S108 - the memory file system of Linux; what is in it is in a folder of its own
_LIBRARIES = ("hdmf-zarr", "hdmf", "pynwb", "zarr", "numcodecs", "h5py", "numpy")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("-k", metavar="WORDS", help="only workloads whose names have all of these words", default="")
    parser.add_argument("--repeats", type=int, default=5, help="rounds of each workload (default: %(default)s)")
    parser.add_argument("--small", action="store_true", help="little work; judges counts, not times")
    parser.add_argument("--peer", metavar="PYTHON", help="the Python of an environment with hdmf-zarr 0.14")
    parser.add_argument(
        "--tmp", metavar="DIR", type=Path, help="where files are; by default on a file system in memory if there is one"
    )
    parser.add_argument("--disk", metavar="DIR", type=Path, help="where the files of workloads on disk are")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the rows, and all that was measured, here")
    return parser


def _environment() -> dict[str, Any]:
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in _LIBRARIES},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the workloads, print the table, and return 1 if a target that is judged was missed."""
    asked = _parser().parse_args(arguments)
    chosen = [workload for workload in WORKLOADS if all(word in workload.name for word in asked.k.split())]
    memory = asked.tmp or (_MEMORY if _MEMORY.is_dir() else None)
    table: list[Row] = []
    measured: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=memory) as in_memory, tempfile.TemporaryDirectory(dir=asked.disk) as on_disk:
        options = Options(
            folders={"memory": Path(in_memory), "disk": Path(on_disk)},
            repeats=asked.repeats,
            small=asked.small,
            peer=asked.peer,
        )
        print(HEAD)
        for result in run_all(chosen, options):
            measured[result.workload.name] = result.rounds
            for row in rows(result, small=asked.small):
                table.append(row)
                print(line(row), flush=True)
    if asked.json:
        report = {"environment": _environment(), "rows": [row.as_json() for row in table], "rounds": measured}
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    missed = sum(row.met is False for row in table)
    print(f"{len(table)} rows, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
