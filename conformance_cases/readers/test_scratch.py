"""What was put into the scratch space comes back as what it was."""

from __future__ import annotations

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from conformance_cases.nwb import base, file, table
from conformance_cases.readers.conftest import Carry
from harness.case import Content


@pytest.mark.clause("D02", "D08")
@pytest.mark.parametrize(
    "content", [file.scratch_scalar, file.scratch_list, file.scratch_data], ids=["scalar", "list", "array"]
)
def test_data(carry: Carry, content: Content) -> None:
    """Data come back as an array, of the type that they had."""
    made, nwbfile = carry(content)

    got = nwbfile.get_scratch("draft")

    expected = np.asarray(made.data)
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got, expected)


@pytest.mark.clause("D13", "D19", "L06")
def test_frame(carry: Carry) -> None:
    """A data frame, which is stored as a table, comes back as a data frame."""
    _, nwbfile = carry(table.scratch_table)

    assert nwbfile.get_scratch("draft", convert=False).description == "à la main"
    assert_frame_equal(nwbfile.get_scratch("draft").reset_index(drop=True), table.scratch_frame())


@pytest.mark.clause("H10")
def test_container(carry: Carry) -> None:
    """A container comes back as itself."""
    made, nwbfile = carry(base.time_series_in_scratch)

    got = nwbfile.get_scratch("draft")

    assert type(got) is type(made)
    assert got.object_id == made.object_id
    np.testing.assert_array_equal(got.data[:], made.data)
