"""What a writer does while its medium gives way: each scenario leads from an old state to a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from hdmf.backends.io import HDMFIO
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import append_data

from harness.backend import Backend, Mode

__all__ = ["SCENARIOS", "Scenario"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way to change a file.

    Attributes
    ----------
    statement
        What is done.
    clauses
        Ids of the clauses that it proves.
    mode
        In which the file is opened.
    old
        Makes what was there before, as the backend is to store it; ``None`` if nothing was.
    change
        Given the open IO, and one that reads the source of an export, makes the change. It can be made again, from the
        old state and from the new one, with the same result.
    needs
        The capabilities that it takes.
    source
        Makes what is exported; ``None`` if nothing is.
    """

    statement: str
    clauses: tuple[str, ...]
    mode: Mode
    old: Callable[[Backend], GroupBuilder] | None
    change: Callable[[HDMFIO, HDMFIO | None], None]
    needs: tuple[str, ...] = ()
    source: Callable[[], GroupBuilder] | None = None


def _old(backend: Backend) -> GroupBuilder:
    """Return objects of which some are in the new file as well, with other values; the numbers can grow."""
    rows = np.arange(500)
    grows = rows if backend.data_io is None else backend.data_io(data=rows, maxshape=(None,))
    numbers = DatasetBuilder("numbers", grows)
    part = GroupBuilder("part", attributes={"since": "long ago"}, datasets=[DatasetBuilder("texts", ["a", "b"])])
    return GroupBuilder(
        "root",
        attributes={"version": 1},
        groups=[part, GroupBuilder("gone")],
        datasets=[numbers, DatasetBuilder("references", [ReferenceBuilder(part)], dtype="object")],
        links=[LinkBuilder(numbers, name="link")],
    )


def _new() -> GroupBuilder:
    numbers = DatasetBuilder("numbers", np.arange(700)[::-1].copy())
    part = GroupBuilder("part", attributes={"since": "now"}, datasets=[DatasetBuilder("texts", ["c", "d", "e"])])
    return GroupBuilder(
        "root",
        attributes={"version": 2},
        groups=[part, GroupBuilder("come")],
        datasets=[numbers, DatasetBuilder("references", [ReferenceBuilder(part), ReferenceBuilder(numbers)], "object")],
        links=[LinkBuilder(part, name="link")],
    )


def _write(io: HDMFIO, _source: HDMFIO | None) -> None:
    io.write_builder(_new())


def _append(io: HDMFIO, _source: HDMFIO | None) -> None:
    """Add objects that are not there yet."""
    root = io.read_builder()
    if "added" not in root.groups:
        added = DatasetBuilder("data", np.arange(300.0))
        group = GroupBuilder("added", attributes={"version": 2}, datasets=[added])
        root.set_group(group)
        root.set_link(LinkBuilder(group, name="link to added"))
        root.set_attribute("version", 2)
        root.set_dataset(DatasetBuilder("more references", [ReferenceBuilder(group)], dtype="object"))
    io.write_builder(root)


def _grow(io: HDMFIO, _source: HDMFIO | None) -> None:
    """Append an element to the numbers, unless it is there already."""
    numbers = io.read_builder()["numbers"].data
    if len(numbers) == 500:
        append_data(numbers, 7)


def _export(io: HDMFIO, source: HDMFIO | None) -> None:
    io.export(src_io=source, write_args={})


SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        "new": Scenario(
            statement="a file is written where none was",
            clauses=("M21", "I10"),
            mode="w",
            old=None,
            change=_write,
            needs=("write",),
        ),
        "replace": Scenario(
            statement="a file is written over another one",
            clauses=("M20", "I10"),
            mode="w",
            old=_old,
            change=_write,
            needs=("write",),
        ),
        "append": Scenario(
            statement="objects are added to a file",
            clauses=("M24", "I10"),
            mode="r+",
            old=_old,
            change=_append,
            needs=("append",),
        ),
        "grow": Scenario(
            statement="an element is appended to a dataset",
            clauses=("M24", "I10", "D63"),
            mode="r+",
            old=_old,
            change=_grow,
            needs=("append",),
        ),
        "export": Scenario(
            statement="what another file holds is exported over a file",
            clauses=("M20", "I10", "H01"),
            mode="w",
            old=_old,
            change=_export,
            needs=("export",),
            source=_new,
        ),
    }
)
