"""What the harness costs: every case on the journey write_read, beside the same done with the backend alone.

    python -m benchmarks.harness_cost --backend=hdf5 --backend=zarr

Alone, the content is made, written, read, compared by HDMF's own test class and validated, as in PyNWB's tests, with a
validator that is made once, as in the harness. The harness compares the builders and what a second witness reads
besides. What is measured is the cpu time of this process, in rounds of all cases; the status is 1 if the median of the
ratios is above 1.2.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from hdmf.testing import TestCase

from conformance_cases.test_roundtrip import CASES
from harness import Backend, Registry
from harness.case import Case
from harness.journeys import JOURNEYS
from harness.journeys.travelling import empty_file
from harness.journeys.validity import validation_errors

LIMIT = 1.2


def alone(case: Case, backend: Backend, directory: Path) -> None:
    """Write, read, compare and validate with the backend."""
    nwbfile = empty_file(case)
    case.content(nwbfile)
    path = str(backend.location(directory, "alone"))
    with backend.open_nwb(path, mode="w") as io:
        io.write(nwbfile)
    with backend.open_nwb(path, mode="r") as io:
        with suppress(AssertionError):  # it takes NaN for unequal, and the order of children for content
            TestCase().assertContainerEqual(io.read(), nwbfile)
        validation_errors(io)


def by_the_harness(case: Case, backend: Backend, directory: Path) -> None:
    """Make the journey."""
    JOURNEYS["write_read"].travel(case, backend, directory)


def seconds(work: Callable[[Case, Backend, Path], None], backend: Backend, cases: Sequence[Case]) -> float:
    """Return the cpu time of all cases."""
    gc.collect()
    began = time.process_time()
    for case in cases:
        with TemporaryDirectory() as directory:
            work(case, backend, Path(directory))
    return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ratio of each backend, and return 1 if one is too large."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.harness_cost", description="What the harness costs.")
    parser.add_argument("--backend", action="append", help="names of backends; hdf5 and zarr if not given")
    parser.add_argument("--repeats", type=int, default=3, help="rounds (default: %(default)s)")
    parser.add_argument("--cases", type=int, default=len(CASES), help="how many cases, from the first (default: all)")
    asked = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    worst = 0.0
    for backend in Registry().choose(asked.backend or ["hdf5", "zarr"]):
        cases = CASES[: asked.cases]
        seconds(by_the_harness, backend, cases[:1])  # imports and caches are no one's
        rounds = [
            (seconds(alone, backend, cases), seconds(by_the_harness, backend, cases)) for _ in range(asked.repeats)
        ]
        ratio = median(harness / own for own, harness in rounds)
        worst = max(worst, ratio)
        own = median(own for own, _ in rounds)
        sys.stdout.write(f"{backend.name}: {len(cases)} cases, {own:.1f} s alone, ratio {ratio:.2f}\n")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
