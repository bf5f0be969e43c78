"""Text, bytes, and arrays of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_at_least, require_strategy
from harness.strategies.arrays import Shape, shapes

_NUL = "\0"


def texts(*, max_size: int = 20) -> SearchStrategy[str]:
    """Draw Unicode text: empty, beyond the basic plane, with spaces at its end; shrinks towards the empty string.

    Surrogates, which have no UTF-8 form, and NUL, which a backend may refuse (clause D06), are left out.

    Parameters
    ----------
    max_size
        The largest number of characters.

    Raises
    ------
    InvalidArgument
        If ``max_size`` is negative.
    """
    require_at_least("max_size", max_size, 0)
    plain = st.text(st.characters(codec="utf-8", exclude_characters=_NUL), max_size=max_size)
    return st.one_of(plain, plain.map(lambda text: f"{text} "[-max_size:]) if max_size else plain)


def nul_texts(*, max_size: int = 20) -> SearchStrategy[str]:
    """Draw text that holds at least one NUL character, at its start, end, or in between.

    Parameters
    ----------
    max_size
        The largest number of characters before and after the NUL.
    """
    return st.tuples(texts(max_size=max_size), texts(max_size=max_size)).map(_NUL.join)


def ascii_bytes(*, max_size: int = 20) -> SearchStrategy[bytes]:
    """Draw bytes of ASCII characters, without NUL.

    Parameters
    ----------
    max_size
        The largest number of bytes.
    """
    require_at_least("max_size", max_size, 0)
    return st.text(st.characters(codec="ascii", exclude_characters=_NUL), max_size=max_size).map(str.encode)


def undecodable_bytes(*, max_size: int = 20) -> SearchStrategy[bytes]:
    """Draw bytes that are not UTF-8, without NUL.

    Parameters
    ----------
    max_size
        The largest number of bytes before the one that breaks UTF-8.
    """
    return st.tuples(ascii_bytes(max_size=max_size), st.integers(0x80, 0xFF)).map(
        lambda parts: parts[0] + bytes(parts[1:])
    )


def text_arrays(
    shapes: SearchStrategy[Shape] | None = None, elements: SearchStrategy[str] | None = None
) -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw arrays of ``str`` objects (dtype ``object``).

    Parameters
    ----------
    shapes
        A strategy for their shapes; `filled_or_flat_shapes` if not given.
    elements
        A strategy for their elements; `texts` if not given.
    """
    return _object_arrays(shapes, texts() if elements is None else elements)


def bytes_arrays(
    shapes: SearchStrategy[Shape] | None = None, elements: SearchStrategy[bytes] | None = None
) -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw arrays of ``bytes`` objects (dtype ``object``).

    Parameters
    ----------
    shapes
        A strategy for their shapes; `filled_or_flat_shapes` if not given.
    elements
        A strategy for their elements; `ascii_bytes` if not given.
    """
    return _object_arrays(shapes, ascii_bytes() if elements is None else elements)


def filled_or_flat_shapes(*, max_dims: int = 3) -> SearchStrategy[Shape]:
    """Draw shapes with no dimension of length 0, and the flat empty one.

    Arrays of objects with several dimensions, one of length 0, have a clause of their own (D12).

    Parameters
    ----------
    max_dims
        The largest number of dimensions.
    """
    return st.one_of(st.just((0,)), shapes(max_dims=max_dims, empty=False))


def spellings(array: np.ndarray[Any, Any]) -> SearchStrategy[Any]:
    """Draw the ways to give one array of text or bytes: as it is, of fixed width, as nested lists, as a tuple.

    An empty array is given as it is, since the other ways lose its shape or its type.

    Parameters
    ----------
    array
        An array of ``str`` or of ``bytes`` objects.
    """
    if array.size == 0:
        return st.just(array)
    fixed_width = array.astype(np.str_ if isinstance(array.flat[0], str) else np.bytes_)
    listed = array.tolist()
    return st.sampled_from([array, fixed_width, listed, tuple(listed)])


def _object_arrays(shapes: SearchStrategy[Shape] | None, elements: SearchStrategy[Any]) -> SearchStrategy[Any]:
    shapes = filled_or_flat_shapes() if shapes is None else shapes
    require_strategy("shapes", shapes)
    require_strategy("elements", elements)
    return hnp.arrays(dtype=np.dtype(object), shape=shapes, elements=elements, fill=st.nothing())
