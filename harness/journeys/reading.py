"""Journeys of a file that is read as it was written: at once, elsewhere, and by several."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from harness.backend import Backend, Opener
from harness.case import Case
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.journeys.travelling import arrive, depart, opened
from harness.normal import NormalForm, normal_form
from harness.processes import elsewhere
from harness.witness.opinion import second_opinion

_THREADS = 4


def write_read(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file and read it."""
    departure = depart(case, backend, directory)
    return arrive(departure, backend, departure.path) + second_opinion(backend, departure.tree, departure.path)


def move(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, give it another name, and read it."""
    departure = depart(case, backend, directory)
    return arrive(departure, backend, backend.move(departure.path, "moved"))


def reopen(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, and read it in another process, which knows of its types what the file says."""
    departure = depart(case, backend, directory)
    return compare_builders(departure.tree, elsewhere(_read, backend.open_nwb, str(departure.path)))


def is_importable(backend: Backend) -> bool:
    """Tell whether another process can open what a backend writes: it lies at a path, and the opener is not local."""
    try:
        pickle.dumps(backend.open_nwb)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return backend.is_local


def threads(case: Case, backend: Backend, directory: Path) -> list[Difference]:
    """Write a file, and read all of its values in several threads at the same time."""
    departure = depart(case, backend, directory)
    together = Barrier(_THREADS)
    with opened(backend, departure.path, "r") as io, ThreadPoolExecutor(_THREADS) as executor:
        root = io.read_builder()

        def read(_number: int) -> list[Difference]:
            together.wait(timeout=60)
            return compare_builders(departure.tree, root)

        found = [difference for differences in executor.map(read, range(_THREADS)) for difference in differences]
    return list(dict.fromkeys(found))


def _read(open_nwb: Opener, path: str) -> NormalForm:
    with open_nwb(path, mode="r") as io:
        io.read()
        return normal_form(io.read_builder())
