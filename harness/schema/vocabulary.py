"""The words that random specifications are made of: names, dtypes, shapes, and the types that there are so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from hdmf.spec import DtypeHelper
from pynwb import get_type_map

type Words = dict[str, Any]
type Kind = Literal["group", "dataset"]

#: Types of NWB to build on, and to hold, link and refer to; what NWB says of them, `harness.schema` knows.
GROUPS = ("NWBDataInterface", "NWBContainer", "LabMetaData", "Container", "TimeSeries", "Device", "DynamicTable")
DATASETS = ("VectorData", "NWBData", "Data")
HELD_GROUPS = ("TimeSeries", "DynamicTable", "Device")
HELD_DATASETS = ("VectorData", "Image")
TARGETS = ("TimeSeries", "Device", "NWBDataInterface", "VectorData")

#: Keywords that are not drawn: of references without a target there is no valid one, and the validator of HDMF takes no
#: date for what two of the three keywords for dates say (clause J15).
_NO_DTYPES = {"object", "date", "datetime"}
#: Dtypes that attributes and single values do not have: bytes in one are read as the text that they encode (clauses E02
#: and D04), and the validator of HDMF does not take that for bytes.
BYTES = ("ascii", "bytes")
#: Those of single values that HDMF has no Python type for, when it generates a class (clause G14).
NO_CLASSES = {"uint"}
DTYPES: tuple[str, ...] = tuple(sorted(DtypeHelper.valid_primary_dtypes - _NO_DTYPES))
#: Of fields, whose width is fixed.
FIELD_DTYPES = ("int32", "float64", "text", "uint8", "int64", "float32", "bool", "ascii", "isodatetime")

#: Clauses that an extension may ask for and that backends are known to miss.
AVOIDABLE: Mapping[str, str] = {
    "B10": "several links in one group to objects of one name",
    "E10": "attributes of text in two dimensions",
}

DOCS = ("a part", "§ \"quoted\"\nin 'two' lines: é😀")
NAMES = ("alpha", "beta_2", "Gamma", "größe", "two words", "dotted.name", "_epsilon", "zeta" * 30, "π", "omega")
TYPES = ("Apple", "Berry_2", "Cherry", "Damson" * 12, "Elder", "Fig", "Grape")
QUANTITIES: tuple[str | int, ...] = ("?", 1, "*", "+", 2)
SHAPES: tuple[Words, ...] = (
    {},
    {"shape": [None], "dims": ["n"]},
    {"shape": [3], "dims": ["three"]},
    {"shape": [None, 2]},
    {"dims": ["x", "y"]},
    {"shape": [[None], [None, None], [None, 2, 3]], "dims": [["n"], ["n", "m"], ["n", "two", "three"]]},
)
FIXED: Mapping[str, tuple[Any, ...]] = {
    "text": ("fixed", "é😀"),
    "utf8": ("",),
    "int32": (-7, 0),
    "uint8": (255,),
    "float64": (0.5, 1e300),
    "float": (-0.25,),
}
#: Those of which a generated class takes no plain number, though a specification can say no other.
NO_PLAIN_NUMBERS = {"uint8"}


@dataclass(slots=True)
class Known:
    """A type of the extension.

    Attributes
    ----------
    words
        What its specification says.
    bases
        What it inherits from, nearest first; the last one is of NWB.
    naming
        What its specification, or one that it inherits from, says of the names of its objects.
    taken
        The names of its parts and of those that it inherits.
    slots
        What it says, and what it inherits, of objects with types of their own.
    """

    words: Words
    kind: Kind
    bases: tuple[str, ...]
    naming: Words
    taken: set[str]
    slots: list[Words]

    @property
    def name(self) -> str:
        """By which others build on it."""
        return str(self.words["neurodata_type_def"])


@dataclass(slots=True)
class Vocabulary:
    """What the next type can build on.

    Attributes
    ----------
    constructible
        Whether HDMF must be able to make containers of it.
    avoiding
        Ids of clauses that a backend is known not to hold, and that are not asked of it: of `AVOIDABLE`.
    known
        The types of the extension so far.
    """

    constructible: bool = False
    avoiding: frozenset[str] = frozenset()
    known: list[Known] = field(default_factory=list)

    def names(self, kind: Kind, of_nwb: tuple[str, ...]) -> tuple[str, ...]:
        """Return types of NWB, and all of a kind that the extension has so far."""
        return (*of_nwb, *(one.name for one in self.known if one.kind == kind))

    def named(self, name: str) -> Known | None:
        """Return a type of the extension."""
        return next((one for one in self.known if one.name == name), None)

    def are_akin(self, one: str, other: str) -> bool:
        """Tell whether a type is another one, or inherits from it."""
        return other in self._ancestry(one) or one in self._ancestry(other)

    def _ancestry(self, name: str) -> tuple[str, ...]:
        known = self.named(name)
        names = (name, *known.bases) if known else (name,)
        return (*names, *_ancestry_in_nwb(names[-1]))


@cache
def _ancestry_in_nwb(name: str) -> tuple[str, ...]:
    return tuple(get_type_map().namespace_catalog.get_hierarchy("core", name))
