"""Content that the peer and the tests both make."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from pynwb import NWBFile, TimeSeries

from harness.case import Case

TEXT = "käse, 测试, 🧠"


def filled(case: Case) -> NWBFile:
    """Return a file with the content of a case."""
    if case.make_file is not None:
        nwbfile = case.make_file()
    else:
        start = datetime(2017, 4, 3, 11, 30, 15, 250_000, tzinfo=UTC)
        nwbfile = NWBFile(session_description=case.name, identifier=TEXT, session_start_time=start)
    case.content(nwbfile)
    return nwbfile


def rich_tree() -> GroupBuilder:
    """Return a root with every kind of builder, none of which needs a type."""
    root = GroupBuilder("root", attributes={"text": TEXT, "number": np.float32(0.5), "flag": False})
    for group in (_scalars(), _arrays(), _compounds(), _table()):
        root.set_group(group)
    root.set_group(_references(root))
    return root


def linking_tree(target: GroupBuilder, source: str) -> GroupBuilder:
    """Return a root, of a file at `source`, that links to a group and a dataset of another file's tree."""
    group = GroupBuilder("far", source=source)
    group.set_link(LinkBuilder(target["scalars"], "group", source=source))
    group.set_link(LinkBuilder(target["arrays"]["text"], "renamed", source=source))
    return GroupBuilder("root", groups={"far": group}, source=source)


def _scalars() -> GroupBuilder:
    values = {
        "zero": np.int32(0),
        "nothing": np.float64(0),
        "empty": "",
        "no": np.bool_(False),
        "largest": np.uint64(2**64 - 1),
        "not a number": np.float32("nan"),
        "text": TEXT,
        "bytes": b"ascii",
    }
    return GroupBuilder("scalars", datasets={name: DatasetBuilder(name, value) for name, value in values.items()})


def _arrays() -> GroupBuilder:
    attributes = {
        "unsigned": np.uint8(7),
        "largest": np.uint64(2**64 - 1),
        "reals": np.array([[1.5, np.inf], [-0.0, 1e-30]], dtype="float32"),
        "flags": np.array([True, False]),
        "texts": [TEXT, "", "b"],
        "bytes": b"ascii",
    }
    values = {
        "numbers": np.arange(24, dtype="int16").reshape(2, 3, 4),
        "extremes": np.array([-(2**63), 2**63 - 1, 0]),
        "reals": np.array([np.nan, -np.inf, -0.0, 1e300]),
        "flags": np.array([True, False, True]),
        "text": [TEXT, "", "c" * 5000],
        "bytes": [b"ascii", b""],
    }
    datasets = {name: DatasetBuilder(name, value) for name, value in values.items()}
    datasets["numbers"].attributes.update(attributes)
    datasets["none"] = DatasetBuilder("none", np.empty((0, 2), dtype="float32"), dtype="float32")
    return GroupBuilder("arrays", datasets=datasets)


def _compounds() -> GroupBuilder:
    fields = [{"name": "count", "dtype": "uint16"}, {"name": "weight", "dtype": "float64"}]
    mixed = [*fields, {"name": "label", "dtype": "utf"}]
    single = np.array((3, 0.5), dtype=[("count", "uint16"), ("weight", "float64")])
    return GroupBuilder(
        "compounds",
        datasets={
            "numbers": DatasetBuilder("numbers", [(1, 0.0), (65535, -2.5)], dtype=fields),
            "mixed": DatasetBuilder("mixed", [(0, 1.5, ""), (1, -0.5, TEXT)], dtype=mixed),
            "single": DatasetBuilder("single", single, dtype=fields),
        },
    )


def _table() -> GroupBuilder:
    """Return a ragged column and its index."""
    values = DatasetBuilder("tags", ["a", "b", TEXT])
    index = DatasetBuilder(
        "tags_index", np.array([0, 2, 3], dtype="uint8"), attributes={"target": ReferenceBuilder(values)}
    )
    return GroupBuilder("table", datasets={"tags": values, "tags_index": index})


def _references(root: GroupBuilder) -> GroupBuilder:
    """Return references of each kind, and links to a group, a dataset and into its own group."""
    numbers, scalars = root["arrays"]["numbers"], root["scalars"]
    targets = [ReferenceBuilder(builder) for builder in (numbers, scalars, numbers)]
    fields = [
        {"name": "start", "dtype": "int32"},
        {"name": "label", "dtype": "utf"},
        {"name": "target", "dtype": "object"},
    ]
    rows = [(0, TEXT, targets[0]), (-1, "", targets[1])]
    group = GroupBuilder("references", attributes={"target": targets[0]})
    group.set_dataset(DatasetBuilder("single", targets[1], dtype="object"))
    group.set_dataset(DatasetBuilder("many", targets, dtype="object"))
    group.set_dataset(DatasetBuilder("rows", rows, dtype=fields))
    group.set_link(LinkBuilder(scalars, "group"))
    group.set_link(LinkBuilder(numbers, "renamed"))
    group.set_link(LinkBuilder(group["many"], "sibling"))
    return group


def session() -> NWBFile:
    """Return a file with trials, and a module with a series: what is added to them is below groups with attributes."""
    nwbfile = NWBFile("a session", "session", datetime(2020, 1, 1, tzinfo=UTC))
    nwbfile.add_trial_column("label", "a word")
    for start, label in enumerate(("a", "b")):
        nwbfile.add_trial(start_time=float(start), stop_time=start + 1.0, label=label)
    nwbfile.create_processing_module("module", "a module").add(_series("first"))
    return nwbfile


def _series(name: str) -> TimeSeries:
    return TimeSeries(name=name, data=[1.0, 2.0], rate=1.0, unit="V")


#: What is added to a `session`.
ADDITIONS: dict[str, Callable[[NWBFile], object]] = {
    "row": lambda nwbfile: nwbfile.add_trial(start_time=2.0, stop_time=3.0, label="c"),
    "column": lambda nwbfile: nwbfile.add_trial_column("score", "a number", data=[1, 2]),
    "object": lambda nwbfile: nwbfile.processing["module"].add(_series("second")),
    "series": lambda nwbfile: nwbfile.add_acquisition(_series("third")),
}
