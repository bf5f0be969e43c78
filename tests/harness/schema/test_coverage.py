"""What a tree exercises of a schema, of trees by hand."""

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder

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
