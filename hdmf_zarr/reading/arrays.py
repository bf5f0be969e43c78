"""Metadata document -> lazy array, and the values of arrays without axes, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from hdmf_zarr import convention
from hdmf_zarr.convention import extension_of
from hdmf_zarr.dtypes import stored_type
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.damage import DamagedArray
from hdmf_zarr.reading.lazy import LazyArray, fill_scalar
from hdmf_zarr.reading.soundness import array_problem
from hdmf_zarr.stores import Place
from hdmf_zarr.v2.lazy import V2Array
from hdmf_zarr.v2.nodes import encoding_of

__all__ = ["array_or_damage", "make_array", "read_scalars"]

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
    encoding = encoding_of(document)
    if encoding is not None:
        return V2Array(place, path, document, element, encoding)
    return array_class(place, path, document, element, stored)


def array_or_damage(
    place: Place, path: str, document: dict[str, Json], array_class: type[LazyArray] = LazyArray
) -> LazyArray:
    """Return the lazy array of a metadata document, or a `DamagedArray` if it can't be read."""
    problem = array_problem(document)
    if problem is None:
        try:
            return make_array(place, path, document, array_class)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problem = f"its data type {str(document['data_type'])[:100]} can't be read ({error})"
    return DamagedArray(place, path, document, problem)


def read_scalars(
    place: Place, arrays: Iterable[LazyArray], damaged: Callable[[str, str], None] | None = None
) -> dict[str, Any]:
    """Return the values of scalar arrays by path: from their metadata, and where they have a chunk, from that.

    A document of this package says by itself what a scalar is. One of hdmf-zarr may have a chunk beside it, which is
    asked for, all at once.

    Parameters
    ----------
    place
        Where the file lies.
    arrays
        Arrays of the file; those that aren't scalars are left out.
    damaged
        Is told the path of one that can't be read, and why; it is left out. If not given, that is an error.

    Raises
    ------
    DamagedFileError
        If one can't be read.
    """
    values: dict[str, Any] = {}
    asked: dict[str, LazyArray] = {}
    read: list[tuple[LazyArray, bytes | None]] = []
    for array in arrays:
        if array.shape:
            continue
        if extension_of(array.document).get("inline"):
            read.append((array, None))
        else:
            asked[array.chunk_key(())] = array
    read += [(asked[key], data) for key, data in place.read_many(asked).items()]
    for array, data in read:
        try:
            values[array.path] = _value(array, data)
        except DamagedFileError as error:
            if damaged is None:
                raise
            damaged(array.path, str(error))
    return values


def _value(array: LazyArray, data: bytes | None) -> Any:
    """Return a scalar that is stored as ``data``, or in the metadata if there are none."""
    if data is None:
        try:
            return _fill_value(array)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise DamagedFileError(f"the fill value of {array.name} is no {array.stored}: {error}") from error
    return _scalar_value(array.decode_chunk(data, ())) if array.decodes_itself else array[()]


def _fill_value(array: LazyArray) -> Any:
    fill = fill_scalar(array.document["fill_value"], array.stored)
    return fill if array.stored.kind == "O" else _scalar_value(np.asarray(fill, array.stored))


def _scalar_value(value: np.ndarray[Any, Any]) -> Any:
    """Return a numpy scalar; compounds stay arrays without axes, as HDF5IO has them."""
    return value if value.dtype.names is not None else value[()]
