"""Containers that hold the same have no differences; each thing that differs is named with the object's path."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hdmf.build import GroupBuilder
from hdmf.common import DynamicTable, VectorData
from pynwb import NWBHDF5IO, NWBFile, TimeSeries

from harness import compare_containers

type Change = Callable[[NWBFile], object]


def content() -> NWBFile:
    """Return a file with two series, of which one takes its times from the other, a link, references and a table."""
    nwbfile = NWBFile("", "", datetime(2017, 4, 3, tzinfo=UTC))
    devices = [nwbfile.create_device(name=name) for name in ("amplifier", "probe")]
    nwbfile.create_electrode_group(name="shank", description="", location="CA1", device=devices[1])
    first = TimeSeries(name="first", data=[1.5, 2.5, 3.5], unit="V", timestamps=[0.0, 0.5, 1.0])
    nwbfile.add_acquisition(first)
    nwbfile.add_stimulus(TimeSeries(name="first", data=np.int16([1, 2, 3]), unit="A", timestamps=first))
    nwbfile.add_trial_column(name="seen in", description="")
    nwbfile.add_trial(start_time=0.0, stop_time=1.0, **{"seen in": first})
    columns = [VectorData(name=name, description="", data=[1, 2]) for name in ("x", "y")]
    nwbfile.add_scratch(DynamicTable(name="table", description="", columns=columns))
    return nwbfile


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("containers") / "content.nwb"
    with NWBHDF5IO(path, mode="w") as io:
        io.write(content())
    return path


@pytest.fixture
def read(path: Path) -> Iterator[Callable[[], NWBFile]]:
    """Read the file; each call gives new containers."""
    with ExitStack() as files:
        yield lambda: files.enter_context(NWBHDF5IO(path, mode="r")).read()


def changed(name: str, value: object) -> Change:
    return lambda nwbfile: nwbfile.acquisition["first"].fields.update({name: value})


CHANGES: dict[str, tuple[Change, str]] = {
    "last element missing": (changed("data", [1.5, 2.5]), "/first: field 'data': shape: expected (3,), got (2,)"),
    "element": (changed("data", [1.5, 2.5, 4.0]), "/first: field 'data': value at [2]: expected 3.5, got 4.0"),
    "negative zero": (changed("offset", -0.0), "/first: field 'offset': value: expected 0.0, got -0.0"),
    "integers": (changed("data", [1, 2, 3]), "/first: field 'data': dtype: expected float, got int"),
    "text": (changed("unit", "A"), "/first: field 'unit': value: expected 'V', got 'A'"),
    "field missing": (
        lambda nwbfile: nwbfile.acquisition["first"].fields.pop("unit"),
        "/first: field 'unit': expected 'V' (text), got nothing",
    ),
    "child missing": (
        lambda nwbfile: nwbfile.acquisition.pop("first").reset_parent(),
        "/: field 'acquisition'['first']: expected",
    ),
    "text of a table": (
        lambda nwbfile: nwbfile.scratch["table"].fields.update(description="another"),
        "/table: field 'description': value: expected '', got 'another'",
    ),
    "link to the sibling": (
        lambda nwbfile: nwbfile.electrode_groups["shank"].fields.update(device=nwbfile.devices["amplifier"]),
        "/shank: field 'device': value: expected",
    ),
    "reference to the sibling": (
        lambda nwbfile: nwbfile.trials["seen in"].transform(lambda _: [nwbfile.stimulus["first"]]),
        "/trials/seen in: data: value at [0]: expected",
    ),
    "column": (
        lambda nwbfile: nwbfile.scratch["table"]["y"].transform(lambda data: data[:-1]),
        "/table/y: data: shape: expected (2,), got (1,)",
    ),
    "order of columns": (
        lambda nwbfile: nwbfile.scratch["table"].fields.update(colnames=("y", "x")),
        "/table: field 'colnames': value at [0] and 1 more: expected 'x', got 'y'",
    ),
    "identity": (lambda nwbfile: nwbfile.devices["probe"].generate_new_id(), "/probe: object_id: expected"),
}


@pytest.mark.parametrize(("change", "difference"), CHANGES.values(), ids=CHANGES)
def test_a_difference_is_named(read: Callable[[], NWBFile], change: Change, difference: str) -> None:
    expected, got = read(), read()
    change(got)
    found = [str(found) for found in compare_containers(expected, got)]
    assert any(found.startswith(difference) for found in found), found


def test_what_was_read_twice_is_the_same(read: Callable[[], NWBFile]) -> None:
    assert compare_containers(read(), read()) == []


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    written = content()
    with NWBHDF5IO(tmp_path / "a.nwb", mode="w") as io:
        io.write(written)
    with NWBHDF5IO(tmp_path / "a.nwb", mode="r") as io:
        assert compare_containers(written, io.read()) == []


def test_objects_are_named_by_the_paths_that_are_given(read: Callable[[], NWBFile]) -> None:
    expected, got = read(), read()
    changed("unit", "A")(got)
    paths = {expected.acquisition["first"].object_id: "/acquisition/first"}
    assert [found.path for found in compare_containers(expected, got, paths=paths)] == ["/acquisition/first"]


def test_two_files_of_equal_content_differ_by_their_identities_alone() -> None:
    whats = {found.what for found in compare_containers(content(), content())}
    assert {what for what in whats if not what.startswith(("field", "data", "parent"))} == {"object_id"}


def test_objects_that_have_arrays_in_them_are_not_known_to_be_equal() -> None:
    one, other = (
        VectorData(name="x", description="", data=[(1, GroupBuilder("it", attributes={"a": np.array([1, 2])}))])
        for _ in range(2)
    )
    assert {difference.what for difference in compare_containers(one, other)} == {"object_id", "data: value"}
