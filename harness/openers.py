"""Both ways to open files, of a backend that names one class: for any HDMF hierarchy, and for NWB files."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager
from hdmf.common import DynamicTable
from hdmf.common import get_manager as get_common_manager
from pynwb import NWBFile, get_type_map

type Opener = Callable[..., HDMFIO]

_CREATING = ("w", "w-", "x")
_STORING = {"open", "write_builder", "read_builder"}


def openers_of(io: type[HDMFIO]) -> tuple[Opener, Opener]:
    """Return what opens files of any hierarchy, and what opens NWB files, if a class is all that is known.

    Each is the first that writes a small file and reads it. For any hierarchy, that is the class, or a base of it that
    stores as it does: `pynwb.NWBHDF5IO` reads no files but NWB's, and its base does. For NWB files, it is the class, or
    the class with a manager of PyNWB's types. If none does, it is the class, and the suite tells what fails.

    Parameters
    ----------
    io
        An `HDMFIO` subclass, called with ``(path, mode=…, manager=…)`` and with ``(path, mode=…)``.

    Raises
    ------
    TypeError
        If the class is abstract.
    """
    if inspect.isabstract(io):
        missing = ", ".join(sorted(getattr(io, "__abstractmethods__", ())))
        raise TypeError(f"{io.__module__}:{io.__qualname__} cannot be opened: it is abstract, and lacks {missing}")
    with TemporaryDirectory(prefix="openers-") as directory:
        places = (Path(directory, f"{number}.nwb") for number in range(100))
        open_any = next((one for one in _storing_alike(io) if _keeps_any(one, next(places))), io)
        with_types = partial(open_with_types, io)
        open_nwb = next((one for one in (io, with_types) if _keeps_nwb(one, next(places))), io)
    return open_any, open_nwb


def open_with_types(
    io: Any,
    path: Any,
    mode: str = "r",
    manager: BuildManager | None = None,
    *,
    load_namespaces: bool = True,
    **options: Any,
) -> HDMFIO:
    """Open an NWB file with a class that knows of no types: with PyNWB's, and those that the file keeps."""
    if manager is None:
        type_map = get_type_map()
        if load_namespaces and mode not in _CREATING and io.can_read(path):
            io.load_namespaces(type_map, path)
        manager = BuildManager(type_map)
    opened: HDMFIO = io(path, mode=mode, manager=manager, **options)
    return opened


def _storing_alike(io: type[HDMFIO]) -> Iterator[type[HDMFIO]]:
    """Yield a class and its bases, up to the one that says itself how things are stored: it is what is judged."""
    for kind in io.__mro__:
        if issubclass(kind, HDMFIO) and not inspect.isabstract(kind):
            yield kind
        if _STORING & vars(kind).keys():
            return


def _keeps_any(opener: Opener, path: Path) -> bool:
    table = DynamicTable(name="root", description="a trial")
    return _keeps(partial(opener, manager=get_common_manager()), table, path)


def _keeps_nwb(opener: Opener, path: Path) -> bool:
    started = datetime(2017, 4, 3, 11, 30, tzinfo=UTC)
    return _keeps(
        opener, NWBFile(session_description="a trial", identifier="a trial", session_start_time=started), path
    )


def _keeps(opener: Opener, container: Any, path: Path) -> bool:
    """Tell whether a container is written and read; what goes wrong is told by the suite, which tries it again."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with opener(str(path), mode="w") as io:
                io.write(container)
            with opener(str(path), mode="r") as io:
                return type(io.read()) is type(container)
    except Exception:  # noqa: BLE001 - whatever a backend raises, this is not the way to open its files
        return False
