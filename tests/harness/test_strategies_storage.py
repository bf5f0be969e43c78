"""Strategies for how data come, how they are stored and where links lead: what they draw, shrink to and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hdmf.backends.hdf5 import H5DataIO
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, NoSuchExample
from hypothesis.strategies import SearchStrategy

from harness import strategies
from harness.strategies import ITERATORS, SETTINGS, Files, Iterated
from hdmf_zarr import ZarrDataIO

FLOATS = np.dtype("float64")


def smallest[T](strategy: SearchStrategy[T], condition: Callable[[T], bool] = lambda _: True) -> T:
    return find(strategy, condition, settings=settings(database=None, max_examples=3000), random=Random(0))


def is_cut_unevenly(iterated: Iterated) -> bool:
    return any(np.mod(iterated.array.shape, iterated.settings["chunk_shape"]))


# What they draw


@given(iterated=strategies.chunk_iterators())
def test_an_iterator_comes_to_its_array(iterated: Iterated) -> None:
    held = np.zeros_like(iterated.array)
    for chunk in iterated.iterator():
        held[chunk.selection] = chunk.data
    np.testing.assert_array_equal(held, iterated.array)


@given(text=strategies.isodatetimes())
def test_dates_are_read_by_python(text: str) -> None:
    assert datetime.fromisoformat(text).tzinfo is not None


@given(array=strategies.nan_arrays())
def test_nan_arrays_hold_nothing_else(array: Any) -> None:
    assert array.dtype.kind == "f"
    assert np.isnan(array).all()


@given(arguments=strategies.storage_settings(H5DataIO, (3, 2), FLOATS))
def test_settings_are_taken(arguments: dict[str, Any]) -> None:
    H5DataIO(data=np.zeros((3, 2)), **arguments)


@given(files=strategies.externally_linked_files())
def test_links_have_names_of_their_own_and_targets(files: Files) -> None:
    holder = files.linked_to(files.target)
    for link in files.links:
        group = holder[link.group] if link.group else holder
        assert group.links[link.name].builder is files.target[link.target]


@pytest.mark.parametrize("kind", ITERATORS)
def test_every_kind_of_iterator_is_drawn(kind: str) -> None:
    assert smallest(strategies.chunk_iterators(), lambda iterated: iterated.kind == kind).kind == kind


@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (strategies.chunk_iterators(kinds=["gaps"]), lambda drawn: len(drawn.array) > len(drawn.settings[0])),
        (strategies.chunk_iterators(kinds=["array"]), lambda drawn: drawn.settings["iter_axis"] > 0),
        (strategies.chunk_iterators(kinds=["array"]), lambda drawn: len(drawn.array) % drawn.settings["buffer_size"]),
        (strategies.chunk_iterators(kinds=["blocks"]), is_cut_unevenly),
        (strategies.isodatetimes(), lambda text: text.endswith("Z")),
        (strategies.isodatetimes(), lambda text: "." in text and "-" in text[-6:]),
        (strategies.nan_arrays(), lambda array: not array.dtype.isnative),
        (strategies.nan_arrays(st.just(np.dtype("f4"))), lambda array: bool((array.view("u4") & 0x400000 == 0).any())),
        (strategies.nan_arrays(st.just(np.dtype("f4"))), lambda array: bool(np.signbit(array).any())),
        (strategies.storage_settings(ZarrDataIO, (3,), FLOATS), lambda drawn: {"chunks", "maxshape"} < drawn.keys()),
        (strategies.storage_settings(H5DataIO, (3,), FLOATS), lambda drawn: np.isnan(drawn.get("fillvalue", 0))),
        (strategies.externally_linked_files(), lambda files: len(files.links) > 1),
        (strategies.externally_linked_files(), lambda files: any(not link.group for link in files.links)),
    ],
)  # fmt: skip
def test_what_matters_is_drawn(strategy: SearchStrategy[Any], condition: Callable[[Any], bool]) -> None:
    assert condition(smallest(strategy, condition))


def test_what_a_backend_does_not_know_is_not_asked_for() -> None:
    with pytest.raises(NoSuchExample):
        smallest(strategies.storage_settings(H5DataIO, (3,), FLOATS), lambda drawn: "compressors" in drawn)


# What they shrink to


def test_the_smallest_are_plain() -> None:
    assert smallest(strategies.isodatetimes()) == "2000-01-01T00:00:00+00:00"
    assert smallest(strategies.datetimes()) == datetime(2000, 1, 1, tzinfo=UTC)
    assert smallest(strategies.storage_settings(ZarrDataIO, (3,), FLOATS)) == {}
    assert smallest(strategies.chunk_iterators()).array.tolist() == [False]
    assert smallest(strategies.nan_arrays(st.just(np.dtype("<f4")))).view("<u4").tolist() == [0x7FC00000]
    assert len(smallest(strategies.externally_linked_files()).links) == 1


# What they refuse


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: strategies.datetimes(datetime(2020, 1, 1, tzinfo=UTC)), "first=.*without a zone"),
        (lambda: strategies.datetimes(last=datetime(1, 1, 1) + timedelta(1)), "last=.*at least first"),
        (lambda: strategies.isodatetimes("2020-01-01"), "moments='2020-01-01': expected a hypothesis strategy"),  # type: ignore[arg-type]
        (lambda: strategies.chunk_iterators(kinds=["sideways"]), "kinds=.*'sideways' is not known"),
        (lambda: strategies.chunk_iterators(np.zeros(3)), "arrays=.*expected a hypothesis strategy"),  # type: ignore[arg-type]
        (lambda: strategies.nan_arrays(FLOATS), "dtypes=.*expected a hypothesis strategy"),  # type: ignore[arg-type]
        (lambda: strategies.storage_settings(H5DataIO, (), FLOATS), r"shape=\(\): expected one or more dimensions"),
        (lambda: strategies.storage_settings(H5DataIO, (2,), np.dtype("U3")), "dtype=.*expected a dtype of numbers"),
        (lambda: strategies.storage_settings(H5DataIO, (2,), FLOATS, ["colour"]), "kinds=.*'colour' is not known"),
        (lambda: strategies.externally_linked_files(max_links=0), "max_links=0: expected at least 1"),
        (lambda: strategies.externally_linked_files(names="a"), "names='a': expected a hypothesis strategy"),  # type: ignore[arg-type]
    ],
)
def test_wrong_arguments_are_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        call()


def test_settings_are_those_that_all_backends_know() -> None:
    assert SETTINGS == ("chunks", "maxshape", "fill value", "compression")
