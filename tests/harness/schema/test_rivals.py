"""Two parts of one name, as in an extension whose attribute became a link of NWB: an object has but one of them."""

import pytest
from pynwb.spec import NWBAttributeSpec, NWBGroupSpec

from harness.schema.coverage import coverage
from harness.schema.plans import CONSTRUCTIBLE, PLANS
from tests.harness.schema.making import document, schema_of

pytestmark = pytest.mark.filterwarnings("ignore:Schema conflict")  # PyNWB tells of it, and takes it

#: A Device has a link by this name.
CAMERA = NWBGroupSpec(
    "a device",
    neurodata_type_def="Camera",
    neurodata_type_inc="Device",
    attributes=[NWBAttributeSpec("model", "its name", "text", required=False)],
)


def test_they_are_known() -> None:
    schema = schema_of(CAMERA)
    ((attribute, link),) = schema.types["Camera"].rivals
    assert (attribute.kind, link.kind) == ("attribute", "link")
    assert schema.types["Device"].rivals == ()


def test_each_of_them_is_met() -> None:
    schema = schema_of(CAMERA)
    found = coverage([document("Camera", PLANS[plan], schema).tree for plan in ("all_0", "edges")], schema)
    assert found.met("Camera@model").present == 1
    assert found.met("Camera/model").present == 1


def test_a_class_that_has_one_field_for_both_is_given_none() -> None:
    schema = schema_of(CAMERA)
    found = coverage([document("Camera", CONSTRUCTIBLE["all_0"], schema).tree], schema)
    assert (found.met("Camera@model").present, found.met("Camera/model").present) == (0, 0)
