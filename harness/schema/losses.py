"""What HDMF and PyNWB lose, or add, when containers are written anew from what was read: no backend decides on it.

A backend whose export keeps the builders of what was not changed loses none of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from harness.differences import MISSING, Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One kind of difference.

    Attributes
    ----------
    reason
        Why it comes about.
    path, what
        Regular expressions for the whole of the path, and of what differs.
    added
        Whether it is about what was not there before.
    shown_by
        The type and the plan of a document that shows it over HDF5.
    """

    reason: str
    path: str = ".*"
    what: str
    added: bool = False
    shown_by: tuple[str, str]

    def is_of(self, difference: Difference) -> bool:
        """Tell whether a difference is of this kind."""
        return (
            re.fullmatch(self.path, difference.path) is not None
            and re.fullmatch(self.what, difference.what) is not None
            and (not self.added or difference.expected in (MISSING, "nothing"))
        )


LOSSES = (
    Loss(
        reason="classes fill in what was left out with what the schema takes it for, or with a text",
        what="attribute '(comments|description|conversion|offset|resolution|unit)'",
        added=True,
        shown_by=("TimeSeries", "least"),
    ),
    Loss(
        reason="a number becomes one of Python's, which is stored in another width that the schema admits (D25)",
        what="(attribute '(interval|axis|resolution|conversion|offset|sampling_rate|time_before_peak_in_ms)': )?dtype",
        shown_by=("ElectricalSeries", "all_1"),
    ),
    Loss(
        reason="classes have no field for it",
        path=r".*/(sync|num_samples|control|control_description|channel_conversion|data|[^/]*Series_\d+)",
        what="kind|attribute '(continuity|filtering)'",
        shown_by=("TimeSeries", "all_0"),
    ),
    Loss(
        reason="tables and columns that a class makes have a description of its own",
        what="attribute 'description': value",
        shown_by=("DecompositionSeries", "least"),
    ),
    Loss(
        reason="classes have their own for all objects",
        path=".*/data",
        what="attribute '(unit|offset)': value",
        shown_by=("AbstractFeatureSeries", "all_0"),
    ),
    Loss(
        reason="HERD makes its tables of their rows",
        path="/general/external_resources/.*",
        what="attribute '(neurodata_type|namespace|description)'(: value)?",
        shown_by=("NWBData", "all_1"),
    ),
    Loss(
        reason="a table of meanings has no field for meanings of its own columns",
        path=".*/meanings_tables/.*/meanings_tables(/.*)?",
        what="kind",
        shown_by=("MeaningsTable", "all_0"),
    ),
    Loss(
        reason="the class takes no tables of meanings",
        path=r".*/(SweepTable_\d+|sweep_table)/meanings_tables(/.*)?",
        what="kind",
        shown_by=("SweepTable", "all_0"),
    ),
    Loss(
        reason="HDF5IO reads an array of text as bytes when it is written anew",
        path="/file_create_date",
        what="dtype|value at .*",
        shown_by=("TimeSeries", "least"),
    ),
)


def undeclared(differences: Iterable[Difference]) -> list[Difference]:
    """Return the differences that are none of the `LOSSES`."""
    return [one for one in differences if not any(loss.is_of(one) for loss in LOSSES)]
