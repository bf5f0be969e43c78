"""Metadata document -> lazy array, and the values of arrays without axes, many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from hdmf_zarr import convention
from hdmf_zarr.dtypes import stored_type
from hdmf_zarr.reading.catalog import extension_of
from hdmf_zarr.reading.lazy import LazyArray, fill_scalar
from hdmf_zarr.stores import Place

__all__ = ["make_array", "read_scalars"]

type Json = Any


def make_array(
    place: Place, path: str, document: dict[str, Json], array_class: type[LazyArray] = LazyArray
) -> LazyArray:
    """Return the lazy array of a metadata document, as a ``array_class``.

    Raises
    ------
    KeyError, TypeError
        If its data type is not known.
    """
    attributes = document["attributes"]
    element, stored = stored_type(
        document["data_type"],
        attributes.get(convention.DTYPE),
        attributes.get(convention.REFERENCE_FIELDS, ()),
        extension_of(document).get("dtype"),
    )
    return array_class(place, path, document, element, stored)


def read_scalars(place: Place, arrays: Iterable[LazyArray]) -> dict[str, Any]:
    """Return the values of scalar arrays by path: from their metadata, and where they have a chunk, from that.

    A document of this package says by itself what a scalar is. One of hdmf-zarr may have a chunk beside it, which is
    asked for, all at once.

    Parameters
    ----------
    place
        Where the file lies.
    arrays
        Arrays of the file; those that aren't scalars are left out.
    """
    values: dict[str, Any] = {}
    asked: dict[str, LazyArray] = {}
    for array in arrays:
        if array.shape:
            continue
        if extension_of(array.document).get("inline"):
            values[array.path] = _fill_value(array)
        else:
            asked[array.chunk_key(())] = array
    for key, data in place.read_many(asked).items():
        array = asked[key]
        if data is None:
            values[array.path] = _fill_value(array)
        elif array.decodes_itself:
            values[array.path] = _scalar_value(array.decode_chunk(data, ()))
        else:
            values[array.path] = array[()]
    return values


def _fill_value(array: LazyArray) -> Any:
    fill = fill_scalar(array.document["fill_value"], array.stored)
    return fill if array.stored.kind == "O" else _scalar_value(np.asarray(fill, array.stored))


def _scalar_value(value: np.ndarray[Any, Any]) -> Any:
    """Return a numpy scalar; compounds stay arrays without axes, as HDF5IO has them."""
    return value if value.dtype.names is not None else value[()]
