"""What HDMF's validator itself does not hold; no backend is judged by it."""

from __future__ import annotations

import pytest
from hdmf.build import DatasetBuilder
from hdmf.spec import AttributeSpec, DatasetSpec, DtypeSpec
from hdmf.validate import ValidatorMap
from hdmf.validate.errors import DtypeError

from conformance_cases.contract.parts import NAMESPACE, Schema
from conformance_cases.contract.test_validation import clock, clocks


def validator(types: Schema) -> ValidatorMap:
    """Return the validator of these types."""
    return ValidatorMap(types.type_map.namespace_catalog.get_namespace(NAMESPACE))


@pytest.mark.clause("J11")
@pytest.mark.xfail(raises=AssertionError, reason="J11: the validator does not look at fixed values")
def test_fixed_values_are_enforced() -> None:
    """Another value than the fixed one is an error."""
    types = clocks([AttributeSpec("unit", "any", "text", value="seconds")])

    assert validator(types).validate(clock(unit="hours")) != []


@pytest.mark.clause("J16")
@pytest.mark.parametrize(
    "dtype",
    [
        "isodatetime",
        pytest.param(
            "datetime",
            marks=pytest.mark.xfail(raises=AssertionError, reason="J16: the validator knows only 'isodatetime'"),
        ),
    ],
)
def test_dates_by_either_name(dtype: str) -> None:
    """A date is valid by both names of the dtype."""
    types = clocks([AttributeSpec("start", "any", dtype)])

    assert validator(types).validate(clock(start="2017-04-03T11:30:15+00:00")) == []


@pytest.mark.clause("J17")
@pytest.mark.parametrize(
    "before",
    [
        "int32",
        pytest.param(
            "isodatetime",
            marks=pytest.mark.xfail(
                reason="J17: the check of a compound ends at its first date", raises=AssertionError
            ),
        ),
    ],
)
def test_every_field_is_checked(before: str) -> None:
    """A field of the wrong dtype is an error, whichever comes before it."""
    fields = [DtypeSpec("before", "any", before), DtypeSpec("after", "any", "int32")]
    types = clocks(datasets=[DatasetSpec("any", fields, name="rows", shape=(None,))])
    tree = clock()
    first = 1 if before == "int32" else "2017-04-03T11:30:15+00:00"
    stored = [{"name": "before", "dtype": before}, {"name": "after", "dtype": "text"}]
    tree.set_dataset(DatasetBuilder("rows", [(first, "wrong")], dtype=stored))

    assert [type(error) for error in validator(types).validate(tree)] == [DtypeError]
