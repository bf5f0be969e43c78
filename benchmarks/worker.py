"""The process in which one side works: ``python -m benchmarks.worker``.

Each line of its standard input asks for one run, each line of its standard output answers, both in JSON. It needs
nothing but the side's own environment, so that hdmf-zarr 0.14, which goes by the name of this project's backend, works
in one where this project's backend is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

from benchmarks.content import plain
from benchmarks.sides import SIDES, ZARR
from benchmarks.workload import Run, Workload
from benchmarks.workloads import WORKLOADS

__all__ = ["answer"]

_BY_NAME = {workload.name: workload for workload in WORKLOADS}


def answer(workload: str, side: str, folder: str, small: bool, verify: bool) -> dict[str, Any]:
    """Run a workload.

    Parameters
    ----------
    workload, side
        Their names; a side is one of the workload's ``sides``.
    folder
        For its files; made if it isn't there.
    small
        Do a little of the work only.
    verify
        Look also at what was written or read.

    Returns
    -------
    What was ``measured``, and a checksum of the ``content``, ``None`` if there is none to compare; or the traceback as
    ``error``.
    """
    try:
        return _run(_BY_NAME[workload], side, Path(folder), small, verify)
    except Exception:  # noqa: BLE001 - whatever it is, the table says so and goes on
        return {"error": traceback.format_exc()}


def _run(workload: Workload, side: str, folder: Path, small: bool, verify: bool) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(SIDES.get(side, ZARR), folder, workload.small if small else workload.size)
    if side not in SIDES:
        workload.limits[side](run)
        return {"measured": run.measured, "content": None}
    content = workload.run(run)
    return {"measured": run.measured, "content": _checksum(content()) if content is not None and verify else None}


def _checksum(content: Any) -> str:
    return hashlib.sha256(json.dumps(plain(content), sort_keys=True).encode()).hexdigest()


def _serve() -> None:
    warnings.simplefilter("ignore")  # what a library warns of does not concern its speed
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not come between the answers
    for request in sys.stdin:
        answers.write(json.dumps(answer(**json.loads(request))) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
