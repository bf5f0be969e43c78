"""What a write depends on, and what it comes to: the data that `hdmf_zarr.writing.planner` takes and gives.

A plan holds one metadata document for each group and array; only arrays that come from iterators of unknown length have
their shape filled in when the iterator is exhausted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hdmf.build import Builder, TypeMap

from hdmf_zarr.writing.datasets import ArrayPlan
from hdmf_zarr.writing.hdf5_references import Recovered
from hdmf_zarr.writing.layout import Policy

__all__ = ["Situation", "WritePlan"]

type Json = Any


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan depends on besides the builders.

    Attributes
    ----------
    source
        Name of the file that is written.
    existing
        Path -> metadata document of what the file holds already.
    written
        Id of each builder that the file holds already -> its path.
    export_source
        Name of the file that the builders were read from, when exporting.
    link_data
        Whether arrays of other Zarr files become links; else they are copied.
    follow_links
        Whether links to objects in other files are replaced by copies of these.
    schema
        Says which of these links must stay links, to copies elsewhere.
    policy
        How data of another file are laid out.
    recovered
        What the builders don't say of references.
    chunk_separator
        What the keys of chunks are joined with.
    forward
        Whether links and references may point to what is not in the file yet, as where nodes are written one by one.
    """

    source: str
    existing: Mapping[str, dict[str, Json]] = field(default_factory=dict)
    written: Mapping[int, str] = field(default_factory=dict)
    export_source: str | None = None
    link_data: bool = True
    follow_links: bool = False
    schema: TypeMap | None = None
    policy: Policy = "keep"
    recovered: Recovered = field(default_factory=Recovered)
    chunk_separator: Literal[".", "/"] = "."
    forward: bool = False


@dataclass(slots=True)
class WritePlan:
    """Everything that is to be written.

    Attributes
    ----------
    groups
        Path -> document of each group that is new or changes; the root has the path ``""``.
    arrays
        Path -> each array that is new.
    documents
        Path -> document of each existing array whose attributes change.
    paths
        Id of each builder in the tree -> its path.
    builders
        The builders in the tree, for as long as their ids matter.
    linked
        Name of each other file that something in the tree points into -> path of one such target, and what points to
        it.
    awaited
        Path of each thing that is pointed to and not in the file yet -> what points to it.
    """

    groups: dict[str, dict[str, Json]] = field(default_factory=dict)
    arrays: dict[str, ArrayPlan] = field(default_factory=dict)
    documents: dict[str, dict[str, Json]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    builders: list[Builder] = field(default_factory=list)
    linked: dict[str, tuple[str, str]] = field(default_factory=dict)
    awaited: dict[str, str] = field(default_factory=dict)
