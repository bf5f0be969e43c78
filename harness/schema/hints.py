"""What can't be told from the specification alone, by type, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder

from harness.schema.parts import Part


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """Where objects of a type are put though no slot takes them.

    Attributes
    ----------
    place
        The type of the holder, untyped groups in it, and the slot; see `harness.schema.Place`.
    reason
        Why the specification does not tell.
    """

    place: tuple[str, tuple[str, ...], Part]
    reason: str


#: By type. What is in such an object (`Container`, `Data`, `CSRMatrix` in a `SimpleMultiContainer`) needs no hint.
PLACES: Mapping[str, PlaceHint] = {
    "SimpleMultiContainer": PlaceHint(
        ("NWBFile", ("scratch",), Part(kind="group", type="SimpleMultiContainer", low=0, high=None)),
        "it is a Container of hdmf-common, and all slots of an NWBFile ask for types of NWB; more than a group's "
        "specification names is allowed in it",
    ),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """What must agree within an object though no specification says how.

    Attributes
    ----------
    make
        Makes it agree, given the finished builder.
    reason
        Where it is said, if not in the specification language.
    """

    make: Callable[[Any], None]
    reason: str


def _name_columns(table: GroupBuilder) -> None:
    columns = {name: made for name, made in table.datasets.items() if _type(made) != "ElementIdentifiers"}
    table.set_attribute("colnames", list(columns))
    plain = [made for made in columns.values() if _type(made) != "VectorIndex"]
    for name, column in columns.items():
        if _type(column) == "VectorIndex" and plain:
            indexed = columns.get(name.removesuffix("_index"), column)
            column.set_attribute("target", ReferenceBuilder(indexed if indexed is not column else plain[0]))


def _type(made: DatasetBuilder) -> object:
    return made.attributes.get("neurodata_type")


def _name_categories(table: GroupBuilder) -> None:
    table.set_attribute("categories", [name for name, inner in table.groups.items() if "colnames" in inner.attributes])


#: By type, for it and for all that inherit from it.
AGREEMENTS: Mapping[str, Agreement] = {
    "DynamicTable": Agreement(
        _name_columns,
        "the documentation of `colnames` says that it names the columns, and an index is of a column beside it",
    ),
    "AlignedDynamicTable": Agreement(
        _name_categories, "the documentation of `categories` says that it names the tables within"
    ),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What the class of a type asks for that its specification leaves open.

    Attributes
    ----------
    parts
        Names of datasets, groups, links or attributes, of which there must be one.
    reason
        What the class says otherwise.
    exclusive
        Whether there must not be more than one.
    values
        What the value must be one of.
    """

    parts: tuple[str, ...]
    reason: str
    exclusive: bool = False
    values: tuple[str, ...] = ()


#: By type, for it and for all that inherit from it. They are heeded where documents are to be made containers.
DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    "TimeSeries": (
        Demand(("timestamps", "starting_time"), "either 'timestamps' or 'rate' must be specified", exclusive=True),
    ),
    "IndexSeries": (
        Demand(("indexed_images", "indexed_timeseries"), "either of the two must be provided", exclusive=True),
    ),
    "PlaneSegmentation": (
        Demand(("image_mask", "pixel_mask", "voxel_mask"), "at least one of the three columns must be provided"),
    ),
    "ExternalImage": (Demand(("image_format",), "forbidden value for 'image_format'", values=("PNG", "JPEG", "GIF")),),
    "AbstractFeatureSeries": (Demand(("feature_units",), "missing argument 'feature_units'"),),
}

#: What no valid document shows, by how its path begins, and why.
UNREACHED: Mapping[str, str] = {}
