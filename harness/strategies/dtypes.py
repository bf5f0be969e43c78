"""Numpy dtypes of the numbers that an HDMF dataset or attribute can hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_subset

#: The dtypes of numbers in HDMF's schema language, and float16, which builders may hold; simplest first.
NUMERIC_DTYPES = (
    "bool",
    *("int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64"),
)


def numeric_dtypes(*, kinds: str = "biuf", byte_orders: str = "=") -> SearchStrategy[np.dtype[Any]]:
    """Draw numpy dtypes of numbers; shrinks towards the first kind, narrow and native.

    Parameters
    ----------
    kinds
        Kinds as numpy spells them: ``b`` for booleans, ``i``, ``u``, ``f``.
    byte_orders
        ``=`` for native, ``<``, ``>``.

    Raises
    ------
    InvalidArgument
        If a kind or byte order is not one of these, or none is given.
    """
    require_subset("kinds", kinds, "biuf")
    require_subset("byte_orders", byte_orders, "=<>")
    named = [np.dtype(name) for name in NUMERIC_DTYPES]
    dtypes = [np.dtype(f"{order}{dtype.str[1:]}") for order in byte_orders for dtype in named if dtype.kind in kinds]
    return st.sampled_from(list(dict.fromkeys(dtypes)))
