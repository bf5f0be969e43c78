"""Cases of hdmf-common's tables, in a processing module."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hdmf.common import AlignedDynamicTable, DynamicTable, DynamicTableRegion, MeaningsTable, VectorData
from pynwb import NWBFile
from pynwb.ecephys import ElectricalSeries

from conformance_cases.nwb.parts import channels, devices, electrodes, find_scratch, process, processed, times, values
from harness.case import case


@case("DynamicTable", find=processed("table"), clauses=("D13", "D19", "E09", "E21"))
def dynamic_table(nwbfile: NWBFile) -> DynamicTable:
    """A data frame of numbers, truth values and text, lists of one length and of several."""
    frame = pd.DataFrame(
        {
            "pair": [[1, 2], [-3, 4], [5, 2**40]],
            "ragged": [["a", "", "ζ"], ["b"], []],
            "word": ["4", "", "six"],
            "half": np.array([0.5, np.nan, -3.4e38], dtype=np.float32),
            "seen": [True, False, True],
        },
        index=pd.Index([30, 10, 20], name="id"),
    )
    table = DynamicTable.from_dataframe(frame, "table", table_description="columns in an order of their own")
    process(nwbfile, table)
    return table


def scratch_frame() -> pd.DataFrame:
    """Return a data frame of integers, truth values and text."""
    return pd.DataFrame({"n": [1, -2, 3], "seen": [True, False, True], "word": ["a", "", "ж"]})


@case("DynamicTable.scratch", find=find_scratch, clauses=("D13", "D19"))
def scratch_table(nwbfile: NWBFile) -> DynamicTable:
    """A data frame in the scratch space, which is stored as a table."""
    nwbfile.add_scratch(scratch_frame(), name="draft", description="à la main")
    return find_scratch(nwbfile)


@case("DynamicTable.references", find=processed("table"), clauses=("E21", "E38"))
def table_of_references(nwbfile: NWBFile) -> DynamicTable:
    """A column of references, and a ragged one, to two devices."""
    left, right = devices(nwbfile)
    table = DynamicTable(name="table", description="which device for what")
    table.add_column(name="first", description="by chance")
    table.add_column(name="others", description="in order", index=True)
    for first, others in ((right, [left, right]), (left, [right]), (right, [right, right, left])):
        table.add_row(first=first, others=others)
    process(nwbfile, table)
    return table


@case("DynamicTable.ragged", find=processed("table"), clauses=("D13", "E21"))
def ragged_table(nwbfile: NWBFile) -> DynamicTable:
    """Columns that are ragged once, twice, and of arrays of two dimensions; some cells are empty."""
    table = DynamicTable(name="table", description="ragged")
    table.add_column(name="once", description="numbers", index=True)
    table.add_column(name="twice", description="text", index=2)
    table.add_column(name="square", description="arrays")
    squares = values(3, 2, 2, dtype=np.int16)
    table.add_row(once=[], twice=[["a"], ["", "b"]], square=squares[0])
    table.add_row(once=[0.5, np.inf], twice=[[], ["ζ"]], square=squares[1])
    table.add_row(once=[-1.5], twice=[["end"]], square=squares[2])
    process(nwbfile, table)
    return table


@case(
    "DynamicTableRegion", find=lambda nwbfile: nwbfile.processing["analysis"]["users"]["used"], clauses=("E20", "E39")
)
def dynamic_table_region(nwbfile: NWBFile) -> DynamicTableRegion:
    """A column of one table that refers to rows of the second of two tables, some of them twice, none in order."""
    tables = [
        DynamicTable(
            name=name,
            description=f"the {name}",
            columns=[VectorData(name="label", description="", data=[f"{name} {row}" for row in range(4)])],
        )
        for name in ("apples", "pears")
    ]
    region = DynamicTableRegion(name="used", description="of the pears", data=[3, 0, 3, 1], table=tables[1])
    process(nwbfile, *tables, DynamicTable(name="users", description="of the pears", columns=[region]))
    return region


@case(
    "DynamicTableRegion.electrodes",
    find=lambda nwbfile: nwbfile.acquisition["raw"].electrodes,
    clauses=("E20", "E39"),
)
def region_of_electrodes(nwbfile: NWBFile) -> DynamicTableRegion:
    """The rows of the electrodes table that a series was recorded from, backwards."""
    electrodes(nwbfile)
    region = channels(nwbfile, [4, 3, 1])
    nwbfile.add_acquisition(ElectricalSeries(name="raw", data=values(6, 3), electrodes=region, timestamps=times(6)))
    return region


@case("AlignedDynamicTable", find=processed("aligned"), clauses=("C08", "E09"))
def aligned_dynamic_table(nwbfile: NWBFile) -> AlignedDynamicTable:
    """Two categories of columns of the same names, in an order that is not that of the names of the categories."""
    categories = [
        DynamicTable(
            name=name,
            description=f"of the {name}",
            columns=[
                VectorData(name="onset", description="in seconds", data=values(3) / 2 + shift),
                VectorData(name="label", description="", data=[f"{name} {row}" for row in range(3)]),
            ],
        )
        for shift, name in enumerate(("stimulus", "answer"))
    ]
    table = AlignedDynamicTable(
        name="aligned",
        description="what was asked and answered",
        columns=[VectorData(name="block", description="", data=np.array([2, 0, -1], dtype=np.int8))],
        category_tables=categories,
    )
    process(nwbfile, table)
    return table


@case(
    "MeaningsTable",
    find=lambda nwbfile: nwbfile.processing["analysis"]["table"].meanings_tables["odour_meanings"],
    clauses=("C08", "D13", "E21"),
)
def meanings_table(nwbfile: NWBFile) -> MeaningsTable:
    """What the values of one of two columns mean, one of which does not occur."""
    table = DynamicTable(
        name="table",
        description="coded",
        columns=[VectorData(name=name, description=name, data=["A", "B", "A"]) for name in ("colour", "odour")],
    )
    for column, words in (("colour", ("azure", "beige", "cyan")), ("odour", ("aniseed", "bergamot", "柠檬"))):
        meanings = MeaningsTable(target=table[column], description=f"of the {column}")
        for value, word in zip("ABC", words, strict=True):
            meanings.add_row(value=value, meaning=word)
        table.add_meanings_table(meanings)
    process(nwbfile, table)
    return table.meanings_tables["odour_meanings"]
