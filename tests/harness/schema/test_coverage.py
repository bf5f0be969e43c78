"""What a tree exercises of a schema, of trees by hand."""

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder

from harness.schema.coverage import SchemaCoverage, coverage
from harness.schema.measures import measures
from tests.harness.schema.making import core


def device(**attributes: object) -> GroupBuilder:
    """Return a file with a device."""
    identity = {"neurodata_type": "Device", "namespace": "core", "object_id": "1"}
    return GroupBuilder("root", groups=[GroupBuilder("device", attributes={**identity, **attributes})])


def series(data: object, **attributes: object) -> GroupBuilder:
    """Return a file with a series."""
    identity = {"neurodata_type": "TimeSeries", "namespace": "core", "object_id": "1"}
    values = DatasetBuilder("data", data, attributes=attributes)
    return GroupBuilder("root", groups=[GroupBuilder("series", attributes=identity, datasets=[values])])


def test_parts_are_present_and_absent() -> None:
    found = coverage([device(description="a device"), device()], core())
    assert (found.met("Device").present, found.met("Device@description").present) == (2, 1)
    assert (found.met("Device@description").absent, found.met("Device@serial_number").absent) == (1, 2)
    assert found.met("Device@description").quantities == {"none", "one"}
    assert found.met("Subject").present == 0


def test_alternatives_of_a_shape_are_told_apart() -> None:
    found = coverage([series(np.zeros((2, 3)))], core()).met("TimeSeries/data")
    assert found.shapes == {1}
    assert found.dtypes == {"float64"}
    assert not found.boundary


def test_no_length_and_ends_of_a_range_are_boundaries() -> None:
    trees = [series(np.zeros(0)), series(np.array([np.inf])), series(np.array([1.0]), unit="")]
    found = coverage(trees, core())
    assert (found.met("TimeSeries/data").boundary, found.met("TimeSeries/data@unit").boundary) == (2, 1)


def test_what_a_specification_does_not_admit_is_invalid() -> None:
    found = coverage([series(np.zeros((1,) * 5)), series(np.zeros(1), unit=1.0)], core())
    assert found.met("TimeSeries/data").invalid == 1  # of more dimensions
    assert found.met("TimeSeries/data@unit").invalid == 2  # missing, and no text


def test_another_value_than_the_fixed_one_is_invalid() -> None:
    found = coverage([series(np.zeros(1), unit="V")], core())  # free in a TimeSeries
    assert found.met("TimeSeries/data@unit").invalid == 0
    fixed = GroupBuilder("s", attributes={"neurodata_type": "SpatialSeries", "namespace": "core", "object_id": "1"})
    timestamps = DatasetBuilder("timestamps", np.zeros(1), attributes={"interval": np.int32(1), "unit": "hours"})
    fixed.set_dataset(timestamps)
    found = coverage([GroupBuilder("root", groups=[fixed])], core())
    assert found.met("SpatialSeries/timestamps@unit").invalid == 1
    assert found.met("SpatialSeries/timestamps@interval").invalid == 0


def test_a_link_or_an_object_where_it_should_not_be_is_invalid() -> None:
    astray = device()
    own = astray.groups["device"]
    own.set_link(LinkBuilder(own, name="model"))  # a Device, and no DeviceModel
    assert coverage([astray], core()).met("Device/model").invalid == 1
    held = device()
    held.groups["device"].set_group(GroupBuilder("model"))  # an object, and no link
    assert coverage([held], core()).met("Device/model").invalid == 1
    assert coverage([device()], core()).met("Device/model").invalid == 0


def test_what_can_not_be_wrong_is_listed_with_the_reason() -> None:
    wrong = next(one for one in measures(coverage([], core())) if one.name == "nodes invalid")
    assert any(text.startswith("NWBFile/acquisition/[DynamicTable]: it takes any number") for text in wrong.missing)
    assert "Device@description" in wrong.missing  # which can: no reason is told


def test_what_is_at_no_end_is_listed_with_the_reason() -> None:
    ends = next(one for one in measures(coverage([], core())) if one.name == "values at a boundary")
    assert any(text.startswith("MeaningsTable@colnames: it follows from") for text in ends.missing)
    assert any(text.startswith("Data: its type says nothing") for text in ends.missing)


def test_coverage_is_added_up_from_json() -> None:
    parts = [coverage([device()], core()), coverage([device(description="")], core())]
    whole = SchemaCoverage(core())
    for part in parts:
        whole.add_json(part.to_json())
    assert whole.to_json() == coverage([device(), device(description="")], core()).to_json()


def test_what_was_never_met_is_listed() -> None:
    types, nodes, *_ = measures(coverage([device()], core()))
    assert (types.exercised, types.total) == (1, 95)
    assert "Subject" in types.missing
    assert "Device" not in nodes.missing


def test_shapes_that_no_document_can_have_are_listed_with_the_reason() -> None:
    shapes = next(one for one in measures(coverage([], core())) if one.name == "shapes")
    assert any(text.startswith("Units/electrode_group: (*, *): HDF5IO") for text in shapes.missing)
