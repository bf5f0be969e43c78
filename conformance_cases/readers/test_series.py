"""What a reader of a series relies on beyond its fields: shared arrays, and which of its values are in the file."""

from __future__ import annotations

import numpy as np
import pytest

from conformance_cases.nwb import base, image
from conformance_cases.readers.conftest import Carry


@pytest.mark.clause("B11", "F02")
def test_linked_timestamps(carry: Carry) -> None:
    """Timestamps that two series share are one array to a reader."""
    _, nwbfile = carry(base.time_series_with_linked_timestamps)

    series = nwbfile.acquisition

    assert series["speed"].timestamps is series["y"].timestamps
    assert series["speed"].timestamps is not series["x"].timestamps


@pytest.mark.clause("B11", "F02")
def test_linked_data(carry: Carry) -> None:
    """Data that three series share, the third by way of the second, are one array to a reader."""
    _, nwbfile = carry(base.time_series_with_linked_data)

    series = nwbfile.acquisition

    assert series["second"].data is series["first"].data
    assert series["third"].data is series["first"].data


@pytest.mark.clause("D01")
def test_number_of_samples(carry: Carry) -> None:
    """A number of samples that is given is stored with the type of its specification."""
    _, nwbfile = carry(image.image_series_with_num_samples)

    stored = nwbfile.read_io.read_builder()["acquisition/film/num_samples"].data

    assert nwbfile.acquisition["film"].num_samples == 2**32 - 1
    assert stored == 2**32 - 1
    assert stored.dtype == np.uint32


@pytest.mark.clause("D18")
def test_derived_number_of_samples(carry: Carry) -> None:
    """A number of samples that the data tell is not stored."""
    _, nwbfile = carry(image.image_series_of_data)

    assert "num_samples" not in nwbfile.read_io.read_builder()["acquisition/film"]
    assert nwbfile.acquisition["film"].num_samples == 10


@pytest.mark.clause("D18")
def test_fields_left_out(carry: Carry) -> None:
    """Fields that were left out are read as ``None``."""
    _, nwbfile = carry(image.minimal_optical_series)

    screen = nwbfile.stimulus["screen"]

    assert (screen.distance, screen.field_of_view, screen.orientation, screen.device) == (None, None, None, None)
