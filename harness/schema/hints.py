"""What can't be told from the specification alone, by type, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder

from harness.schema.parts import Part, Reference, Shape


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """Where objects of a type belong though the slots that take them do not tell.

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
    "MeaningsTable": PlaceHint(
        ("DynamicTable", ("meanings_tables",), Part(kind="group", type="MeaningsTable", low=0, high=None)),
        "wherever a DynamicTable may be it may be too, but what it refers to is a column of the table that it is in, "
        "which its documentation alone tells",
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
    decides
        On what, by its path in the object.
    """

    make: Callable[[Any], None]
    reason: str
    decides: str


#: What is named after a column that it is about, by its type: the column's name, and this.
COLUMN_OF: Mapping[str, str] = {"VectorIndex": "_index", "MeaningsTable": "_meanings"}


def _agree_on_columns(table: GroupBuilder) -> None:
    meanings = table.groups["meanings_tables"].groups if "meanings_tables" in table.groups else {}
    for about in [*table.datasets.values(), *meanings.values()]:
        if ending := COLUMN_OF.get(about.attributes.get("neurodata_type")):
            column = about.name.removesuffix(ending)
            if column not in table.datasets:
                table.set_dataset(_column(column, about, len(table.datasets["id"].data)))
            about.set_attribute("target", ReferenceBuilder(table.datasets[column]))
    others = ("ElementIdentifiers", "VectorIndex")
    columns = [name for name, made in table.datasets.items() if made.attributes.get("neurodata_type") not in others]
    table.set_attribute("colnames", columns)


def _column(name: str, about: GroupBuilder | DatasetBuilder, length: int) -> DatasetBuilder:
    identity = {"neurodata_type": "VectorData", "namespace": "hdmf-common"}
    own = str(uuid5(UUID(about.attributes["object_id"]), name))
    return DatasetBuilder(name, np.ones(length), attributes={**identity, "object_id": own, "description": "text"})


def _name_categories(table: GroupBuilder) -> None:
    table.set_attribute("categories", [name for name, inner in table.groups.items() if "colnames" in inner.attributes])


#: By type, for it and for all that inherit from it.
AGREEMENTS: Mapping[str, Agreement] = {
    "DynamicTable": Agreement(
        _agree_on_columns,
        "that `colnames` names the columns, and that an index and a table of meanings are named after a column beside "
        "them, to which they refer, is told by their documentation alone",
        decides="@colnames",
    ),
    "AlignedDynamicTable": Agreement(
        _name_categories,
        "that `categories` names the tables within is told by its documentation alone",
        decides="@categories",
    ),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What the class of a type asks for that its specification leaves open.

    Attributes
    ----------
    parts
        Of which there must be one, if any are named, by their paths in the object, such as ``data@unit``.
    reason
        What the class says otherwise.
    without
        What there must not be besides.
    values
        What the value must be one of, if it is there at all; then the part may be left out.
    """

    parts: tuple[str, ...]
    reason: str
    without: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


_TIMES = ("timestamps", "starting_time")
_IMAGES = ("indexed_images", "indexed_timeseries")
_MEANINGS = ("meanings_tables",)
_MASKS = ("image_mask", "pixel_mask", "voxel_mask")

#: By type, for it and for all that inherit from it, unless these demand something else of the same parts. They are
#: heeded where documents are to be made containers.
DEMANDS: Mapping[str, tuple[Demand, ...]] = {
    "TimeSeries": (
        Demand(_TIMES, "either 'timestamps' or 'rate' must be specified", without=_TIMES),
        Demand(
            ("data@continuity",),
            "forbidden value for 'continuity'",
            values=("continuous", "instantaneous", "step"),
        ),
    ),
    "AnnotationSeries": (Demand(("timestamps",), "there is no argument 'rate'", without=("starting_time",)),),
    "IntervalSeries": (Demand(("timestamps",), "there is no argument 'rate'", without=("starting_time",)),),
    "SpikeEventSeries": (Demand(("timestamps",), "missing argument 'timestamps'", without=("starting_time",)),),
    "IndexSeries": (Demand(_IMAGES, "either of the two must be provided", without=_IMAGES),),
    "PlaneSegmentation": (Demand(_MASKS, "at least one of the three columns must be provided"),),
    "ExternalImage": (Demand(("@image_format",), "forbidden value for 'image_format'", values=("PNG", "JPEG", "GIF")),),
    "AbstractFeatureSeries": (Demand(("feature_units",), "missing argument 'feature_units'"),),
    "AlignedDynamicTable": (
        Demand(("[DynamicTable]",), "categories provided but no category_tables given"),
        Demand(
            (), "for tables of meanings, it looks for columns among tables that are not there yet", without=_MEANINGS
        ),
    ),
    "DecompositionSeries": (Demand(("bands",), "PyNWB looks for them in each file that it reads"),),
    "Subject": (Demand(("age@reference",), "must be 'birth' or 'gestational'", values=("birth", "gestational")),),
}

#: The one name that the class of a type has for all its objects, though its specification leaves it free.
NAMES: Mapping[str, str] = {
    "Subject": "subject",
    "ElectrodesTable": "electrodes",
    "FrequencyBandsTable": "bands",
    "IntracellularElectrodesTable": "electrodes",
    "IntracellularStimuliTable": "stimuli",
    "IntracellularResponsesTable": "responses",
}

#: What classes do not take in a slot though it is of a fitting type, by the type of the holder and the slot, and why.
MISFITS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("AlignedDynamicTable", "[DynamicTable]"): {"AlignedDynamicTable": "nesting is currently not supported"},
}

#: Types of which PyNWB makes no containers, whatever their documents say, and why.
UNCONSTRUCTIBLE: Mapping[str, str] = {
    "CSRMatrix": "its class needs scipy, which HDMF does not",
    "EventWaveform": "its class takes no name, and fails for it",
}


@dataclass(frozen=True, slots=True)
class Unreached:
    """A shape of which no document of a run over all backends is made.

    Attributes
    ----------
    dtype
        Of what: compounds or references.
    reason
        Why.
    """

    dtype: type
    reason: str

    def is_of(self, part: Part, shape: Shape) -> bool:
        """Tell whether a shape is one."""
        return isinstance(part.dtype, self.dtype) and len(shape) > 1


UNREACHED: tuple[Unreached, ...] = (
    Unreached(tuple, "HDMF's validator takes each dataset of a compound for one of one dimension"),
    Unreached(Reference, "HDF5IO writes references in one dimension (clause E43)"),
)
