"""How a dataset is stored: the settings that the `DataIO` of a backend takes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hdmf.data_utils import DataIO
from hdmf.utils import get_docval
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_subset
from harness.strategies.arrays import Shape

#: By what they are about, the names that backends have for their arguments, the most common one first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "chunks": ("chunks",),
    "maxshape": ("maxshape",),
    "fill value": ("fillvalue", "fill_value"),
    "compression": ("compression", "compressors", "compressor"),
}
#: What is asked for.
SETTINGS = tuple(NAMES)


def storage_settings(
    data_io: type[DataIO], shape: Shape, dtype: np.dtype[Any], kinds: Sequence[str] = SETTINGS
) -> SearchStrategy[dict[str, Any]]:
    """Draw arguments of a backend's `DataIO` for an array; shrinks towards none.

    Parameters
    ----------
    data_io
        The class; what it has no argument for is not asked for.
    shape, dtype
        Of the array: of one or more dimensions, none of them of length 0, of numbers.
    kinds
        One or more of `SETTINGS`. Compression is switched on or off: which codecs there are is the backend's.

    Raises
    ------
    InvalidArgument
        If an argument is not as described.
    """
    require_subset("kinds", kinds, SETTINGS)
    if not shape or 0 in shape:
        raise InvalidArgument(f"shape={shape!r}: expected one or more dimensions, none of length 0")
    if dtype.kind not in "biuf":
        raise InvalidArgument(f"dtype={dtype!r}: expected a dtype of numbers")
    drawn: Mapping[str, SearchStrategy[Any]] = {
        "chunks": st.tuples(*(st.integers(1, length) for length in shape)),
        "maxshape": st.tuples(*(st.sampled_from([length, None, length + 1]) for length in shape)),
        "fill value": hnp.from_dtype(dtype),
        "compression": st.booleans(),
    }
    known = _arguments(data_io)
    named = {kind: next((name for name in NAMES[kind] if name in known), None) for kind in kinds}
    optional = {name: drawn[kind] for kind, name in named.items() if name is not None}
    return st.fixed_dictionaries({}, optional=optional)


def _arguments(data_io: type[DataIO]) -> set[str]:
    """Return the names of the arguments of a class; what HDMF's decorator checks does not show in its signature."""
    documented = get_docval(data_io.__init__)
    return {argument["name"] for argument in documented} or set(inspect.signature(data_io.__init__).parameters)
