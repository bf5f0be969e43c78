"""Compound dtypes as HDMF spells them, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_range, require_subset
from harness.strategies.names import names
from harness.strategies.text import texts

#: The fields of a compound: ``[{"name": …, "dtype": …}, …]``.
type CompoundDtype = list[dict[str, str]]
type Row = tuple[Any, ...]

#: Keywords of HDMF's schema language that give a field a fixed width; simplest first.
NUMERIC_FIELDS = (
    "bool",
    *("int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64"),
    *("float32", "float64"),
)
TEXT_FIELD = "utf"
REFERENCE_FIELD = "object"

#: The keywords of fields that hold values and not references.
VALUE_FIELDS = (*NUMERIC_FIELDS, TEXT_FIELD)


def compound_dtypes(
    keywords: Sequence[str] = VALUE_FIELDS, *, min_fields: int = 1, max_fields: int = 4
) -> SearchStrategy[CompoundDtype]:
    """Draw lists of named fields; shrinks towards few fields of the first keyword.

    Parameters
    ----------
    keywords
        The dtypes of the fields, of `VALUE_FIELDS` and `REFERENCE_FIELD`.
    min_fields, max_fields
        Bounds of the number of fields.

    Raises
    ------
    InvalidArgument
        If a keyword is not known, or a bound is out of order.
    """
    require_subset("keywords", keywords, (*VALUE_FIELDS, REFERENCE_FIELD))
    require_range("min_fields", min_fields, "max_fields", max_fields, least=1)
    field = st.fixed_dictionaries({"name": names(), "dtype": st.sampled_from(keywords)})
    return st.lists(field, min_size=min_fields, max_size=max_fields, unique_by=lambda field: field["name"])


def compound_values(dtype: CompoundDtype, references: SearchStrategy[Any] | None = None) -> SearchStrategy[Row]:
    """Draw one row of a compound: a tuple with a value for each field.

    Parameters
    ----------
    dtype
        The fields.
    references
        A strategy for the values of reference fields; needed if there are any.

    Raises
    ------
    InvalidArgument
        If it is needed and not given.
    """
    return st.tuples(*(_field_values(field, references) for field in dtype))


def compound_rows(
    dtype: CompoundDtype, references: SearchStrategy[Any] | None = None, *, min_rows: int = 0, max_rows: int = 4
) -> SearchStrategy[list[Row]]:
    """Draw lists of rows; shrinks towards few rows of zeros and empty text.

    Parameters
    ----------
    dtype, references
        As in `compound_values`.
    min_rows, max_rows
        Bounds of the number of rows.
    """
    require_range("min_rows", min_rows, "max_rows", max_rows)
    return st.lists(compound_values(dtype, references), min_size=min_rows, max_size=max_rows)


def compound_scalars(dtype: CompoundDtype) -> SearchStrategy[np.ndarray[Any, Any]]:
    """Draw structured arrays of no dimensions, for fields without references."""
    return compound_values(dtype).map(lambda row: structured(row, dtype))


def structured(rows: list[Row] | Row, dtype: CompoundDtype) -> np.ndarray[Any, Any]:
    """Return rows (or one row, as a scalar) as a structured array; its text fields hold ``str`` objects.

    Parameters
    ----------
    rows
        Values of the fields in order.
    dtype
        The fields, without references.
    """
    fields = [(field["name"], object if field["dtype"] == TEXT_FIELD else field["dtype"]) for field in dtype]
    return np.array(rows, dtype=np.dtype(fields))


def _field_values(field: dict[str, str], references: SearchStrategy[Any] | None) -> SearchStrategy[Any]:
    keyword = field["dtype"]
    if keyword == TEXT_FIELD:
        return texts()
    if keyword == REFERENCE_FIELD:
        if references is None:
            raise InvalidArgument(f"references=None: the field {field['name']!r} holds references; give a strategy")
        return references
    return hnp.from_dtype(np.dtype(keyword))
