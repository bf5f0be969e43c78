"""What a dataset holds: the data and dtype of a `DatasetBuilder`, before it has a name and a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_strategy
from harness.strategies.arrays import numeric_arrays, numeric_scalars
from harness.strategies.compounds import CompoundDtype, compound_dtypes, compound_rows, compound_scalars, structured
from harness.strategies.text import ascii_bytes, bytes_arrays, spellings, text_arrays, texts

type StatedDtype = str | type[np.generic] | np.dtype[Any] | CompoundDtype | None


@dataclass(frozen=True, slots=True)
class Payload:
    """The data of a dataset, and the dtype that its builder states.

    Attributes
    ----------
    data
        What `DatasetBuilder` takes as ``data``.
    dtype
        A keyword of HDMF, a numpy dtype or type, the list of fields of a compound, or ``None`` where the data say it.
    """

    data: Any
    dtype: StatedDtype = None


def python_numbers() -> SearchStrategy[bool | int | float]:
    """Draw Python's own booleans, integers of 64 bits, and floats."""
    return st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats())


def numeric_payloads() -> SearchStrategy[Payload]:
    """Draw numbers: scalars and arrays of every numeric dtype, stated in one way or another, and Python's own."""

    def stated(numbers: np.generic | np.ndarray[Any, Any]) -> SearchStrategy[Payload]:
        dtype = numbers.dtype
        ways: list[StatedDtype] = [None, dtype.name, dtype.type, dtype]
        return st.sampled_from(ways).map(lambda way: Payload(numbers, way))

    return st.one_of(st.one_of(numeric_scalars(), numeric_arrays()).flatmap(stated), python_numbers().map(Payload))


def text_payloads() -> SearchStrategy[Payload]:
    """Draw text: scalars and arrays, these in each of their `spellings`."""
    return _spelled_payloads(texts(), text_arrays(), ("text", "utf", "utf8", "utf-8"))


def bytes_payloads() -> SearchStrategy[Payload]:
    """Draw ASCII bytes: scalars and arrays, these in each of their `spellings`."""
    return _spelled_payloads(ascii_bytes(), bytes_arrays(), ("ascii", "bytes"))


def compound_payloads(dtypes: SearchStrategy[CompoundDtype] | None = None) -> SearchStrategy[Payload]:
    """Draw compounds without references: lists of rows, structured arrays, structured scalars.

    Parameters
    ----------
    dtypes
        A strategy for their fields; `compound_dtypes` if not given.
    """
    dtypes = compound_dtypes() if dtypes is None else dtypes
    require_strategy("dtypes", dtypes)

    def payloads(dtype: CompoundDtype) -> SearchStrategy[Payload]:
        rows = compound_rows(dtype)
        arrays = rows.map(lambda rows: structured(rows, dtype))
        return st.one_of(rows, arrays, compound_scalars(dtype)).map(lambda data: Payload(data, dtype))

    return dtypes.flatmap(payloads)


def payloads() -> SearchStrategy[Payload]:
    """Draw everything that a dataset can hold without referring to other objects."""
    return st.one_of(numeric_payloads(), text_payloads(), bytes_payloads(), compound_payloads())


def _spelled_payloads(
    scalars: SearchStrategy[Any], arrays: SearchStrategy[np.ndarray[Any, Any]], keywords: Sequence[str]
) -> SearchStrategy[Payload]:
    def payloads(data: Any) -> SearchStrategy[Payload]:
        # An empty array does not say what it is empty of.
        inferred = [] if np.size(data) == 0 else [None]
        return st.sampled_from([*inferred, *keywords]).map(lambda keyword: Payload(data, keyword))

    return st.one_of(scalars, arrays.flatmap(spellings)).flatmap(payloads)
