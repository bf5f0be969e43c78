"""Values of a dtype and shape that a specification states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from hdmf.spec import DtypeHelper
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from harness.schema.parts import Dtype, Field, Reference, Shape
from harness.schema.plans import Values
from harness.strategies import NUMERIC_DTYPES, ascii_bytes, texts

TEXT = "text"
BYTES = "ascii"
DATE = "isodatetime"
#: The dtype of references, as builders state it.
OBJECT = "object"

_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("text", "utf", "utf8", "utf-8"), TEXT),
    **dict.fromkeys(("ascii", "bytes"), BYTES),
    **dict.fromkeys(("isodatetime", "datetime", "date"), DATE),
}
#: What stands for a dtype that is left open.
_OPEN = ("float64", TEXT, "int32", "uint8", "bool", "float32")
_MOMENT = datetime(2020, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
_PLAIN: Mapping[str, Any] = {TEXT: "text", BYTES: b"bytes", DATE: _MOMENT.isoformat()}
_EDGES: Mapping[str, Sequence[Any]] = {
    TEXT: ("", " ", "é😀 ", "0", "null"),
    BYTES: (b"", b" ", b"~"),
    DATE: ("1000-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999-11:59", "2020-02-29T00:00:00Z"),
}


def spellings(dtype: Dtype) -> tuple[str, ...]:
    """Return the dtypes of values that a specification admits, the one that it names first.

    A number may be wider than stated: what is stated is the least precision (clause J06).

    Parameters
    ----------
    dtype
        A keyword, or ``None`` where anything goes. Of compounds and references there is but one.
    """
    if dtype is None:
        return _OPEN
    if not isinstance(dtype, str):
        return (OBJECT,)
    if dtype in _FAMILIES:
        return (_FAMILIES[dtype],)
    return tuple(name for name in NUMERIC_DTYPES if name in DtypeHelper.allowable[dtype])


def elements(name: str, values: Values) -> SearchStrategy[Any]:
    """Draw single values of one of the `spellings`."""
    if values == "plain":
        return st.just(_PLAIN[name] if name in _PLAIN else np.dtype(name).type(1))
    if values == "edges":
        return st.sampled_from(ends(name))
    drawn: Mapping[str, SearchStrategy[Any]] = {TEXT: texts(), BYTES: ascii_bytes(), DATE: moments()}
    return drawn[name] if name in drawn else hnp.from_dtype(np.dtype(name))


def may_be_empty(dtype: Dtype) -> bool:
    """Tell whether an array of a dtype can be valid without elements.

    The validator of HDMF looks at the first element of dates, references and compounds to tell that they are such.
    """
    return dtype is None or (isinstance(dtype, str) and _FAMILIES.get(dtype) != DATE)


def moments() -> SearchStrategy[str]:
    """Draw dates with times and offsets from UTC, as ISO 8601 has them."""
    offsets = st.integers(-11 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    times = st.datetimes(min_value=_MOMENT.replace(year=1000, day=1, tzinfo=None), timezones=offsets)
    return times.map(datetime.isoformat)


def array(name: str, shape: Shape, items: Sequence[Any]) -> Any:
    """Return values of one of the `spellings` as what a builder holds: a single one, an array, or nested lists.

    Parameters
    ----------
    name
        The dtype.
    shape
        ``()`` for a single value.
    items
        As many values as the shape has room for, in C order.
    """
    if shape == ():
        return items[0]
    dtype: np.dtype[Any] = np.dtype(name if name in NUMERIC_DTYPES else object)
    made: np.ndarray[Any, Any] = np.empty(tuple(length or 0 for length in shape), dtype=dtype)
    made.reshape(-1)[:] = items
    return made if name in NUMERIC_DTYPES else made.tolist()


def size(shape: Shape) -> int:
    """Return how many values a shape, of which all lengths are known, has room for."""
    return int(np.prod([length or 0 for length in shape], dtype=int))


def stated(name: str) -> str | None:
    """Return the dtype that a builder states for one of the `spellings`; numbers speak for themselves."""
    return None if name in NUMERIC_DTYPES else {DATE: TEXT}.get(name, name)


def field_dtypes(fields: tuple[Field, ...]) -> list[dict[str, str]]:
    """Return the fields of a compound as builders state them."""
    return [
        {
            "name": field.name,
            "dtype": OBJECT if isinstance(field.dtype, Reference) else _field_keyword(spellings(field.dtype)[0]),
        }
        for field in fields
    ]


def _field_keyword(name: str) -> str:
    return {TEXT: "utf", DATE: "utf", BYTES: "ascii"}.get(name, name)


def ends(name: Any) -> Sequence[Any]:
    """Return the values at the ends of what one of the `spellings` can say, and what is not a number."""
    if name in _EDGES:
        return _EDGES[name]
    dtype = np.dtype(name)
    if dtype.kind == "b":
        return [dtype.type(False), dtype.type(True)]
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return [dtype.type(info.min), dtype.type(info.max)]
    found = np.finfo(dtype)
    return [dtype.type(value) for value in (np.nan, np.inf, -np.inf, -0.0, found.max, found.min, found.tiny)]


def called(name: str) -> str:
    """Return how `harness.values` calls one of the `spellings`."""
    return {DATE: TEXT, BYTES: "bytes"}.get(name, name)
