"""Python values -> numpy arrays of an element type, refusing whatever would be lost (pure).

Every function takes the path of the dataset, for messages, and raises `StorageError` before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hdmf.build import Builder, ReferenceBuilder
from hdmf.query import ContainerResolver, ReferenceResolver

from hdmf_zarr.dtypes import (
    BYTES,
    REFERENCE,
    REGION,
    TEXT,
    ElementType,
    Field,
    declared_type,
    field_width,
    number,
)
from hdmf_zarr.errors import StorageError
from hdmf_zarr.regions import RegionReference

__all__ = ["as_array", "as_text", "infer_type", "numbers", "to_stored", "with_regions"]

type Array = np.ndarray[Any, Any]
type Referrer = Callable[[Any], str]

_OBJECT: np.dtype[Any] = np.dtype(object)


def _is_scalar(data: Any) -> bool:
    """Tell whether ``data`` is one value and not an array of values."""
    if isinstance(data, str | bytes | dict) or data is None:  # builders and references to them are dicts
        return True
    shape = getattr(data, "shape", None)
    if shape is not None:
        return bool(shape == ())
    return not hasattr(data, "__len__")


def infer_type(data: Any, path: str) -> ElementType:
    """Tell what the elements of ``data`` are where nothing is declared.

    Parameters
    ----------
    data
        A value, nested lists of values, or an array.

    Raises
    ------
    StorageError
        If there are no values to tell from, or they are of several families.
    """
    if isinstance(data, ReferenceResolver):
        known: ElementType = getattr(data, "element", REFERENCE)  # HDF5IO's have none
        return known
    dtype = getattr(data, "dtype", None)
    if isinstance(dtype, np.dtype):
        declared = declared_type(dtype, path)
        if declared is not None:
            return declared
    if dtype == _OBJECT and not isinstance(data, np.ndarray):
        data = _loaded(data)
    first = next(_leaves(data), None)
    if first is None:
        raise StorageError(
            path,
            "an empty list, whose type can't be told" if dtype is None else f"no values yet, and dtype {dtype}",
            "use a numpy array, which has a dtype, or declare what the values are",
        )
    if isinstance(first, RegionReference):
        return REGION
    if isinstance(first, ReferenceBuilder | Builder):
        return REFERENCE
    if isinstance(first, str):
        return TEXT
    if isinstance(first, bytes):
        return BYTES
    if isinstance(first, np.void) and first.dtype.names is not None:
        declared = declared_type(first.dtype, path)
        if declared is not None:
            return declared
    return number(numbers(data, path).dtype, path)


def with_regions(data: Any, declared: ElementType | None) -> tuple[Any, ElementType | None]:
    """Return data and what they are declared as, corrected if they are region references, which HDMF doesn't know.

    It declares them as text, since they are objects, or as references.
    """
    if isinstance(data, ReferenceResolver):
        own: ElementType | None = getattr(data, "element", None)  # HDF5IO's have none
        if own is None or not own.regions:
            return data, declared
        return (data.invert() if isinstance(data, ContainerResolver) else data), own
    if declared in {TEXT, REFERENCE} and isinstance(data, list | tuple | RegionReference):
        first = next((leaf for leaf in _leaves(data) if leaf is not None), None)
        return data, REGION if isinstance(first, RegionReference) else declared
    return data, declared


def as_array(data: Any, element: ElementType, path: str, refer: Referrer) -> Array:
    """Return ``data`` as an array of ``element``, text and references as objects of type `str`.

    Parameters
    ----------
    data
        One value, nested lists of values, or anything that numpy makes an array of.
    element
        What the elements must be.
    refer
        Returns the stored form of a reference to a builder.

    Raises
    ------
    StorageError
        If a value isn't of that type or would change.
    """
    if not isinstance(data, list | tuple) and not _is_scalar(data) and not isinstance(data, np.ndarray):
        data = _loaded(data)
    match element.kind:
        case "number":
            return _to_numbers(data, element.dtype, path)
        case "text" | "bytes":
            return _map_leaves(data, path, lambda value: as_text(value, path))
        case "reference":
            return _map_leaves(data, path, lambda value: _reference(value, path, refer))
        case "compound":
            return _to_rows(data, element, path, refer)


def to_stored(array: Array, element: ElementType) -> tuple[Array, dict[str, int]]:
    """Return a compound's array with fixed-width text fields, as it is stored, and their widths in characters.

    Arrays of other types are returned unchanged, with no widths.
    """
    if element.kind != "compound":
        return array, {}
    widths = {
        field.name: field_width(max((len(value) for value in array[field.name].flat), default=0))
        for field in element.fields
        if not field.type.is_numeric
    }
    dtype = np.dtype(
        [
            (field.name, f"U{widths[field.name]}" if field.name in widths else field.type.dtype)
            for field in element.fields
        ]
    )
    stored = np.zeros(array.shape, dtype)
    for field in element.fields:
        stored[field.name] = array[field.name]
    return stored, widths


# ---- numbers


def numbers(data: Any, path: str) -> Array:
    """Return ``data`` as an array of numbers of the narrowest type that numpy finds for all of them.

    Raises
    ------
    StorageError
        If there is no type that keeps them all as they are.
    """
    if isinstance(data, np.ma.MaskedArray) and np.ma.is_masked(data):
        raise StorageError(path, "a masked array, whose mask would be lost", "fill it, or store the mask beside it")
    try:
        array = np.asarray(data)
    except ValueError as error:
        raise StorageError(path, "nested lists of unequal lengths", "use a VectorIndex for ragged data") from error
    if array.dtype.kind == "O":
        kinds = ", ".join(sorted({type(value).__name__ for value in array.flat}))
        raise StorageError(path, f"values of types {kinds}", "give all values one type")
    if not isinstance(data, list | tuple):
        return array
    if array.dtype.kind == "f" and all(issubclass(kind, int | np.integer) for kind in _types(data)) and array.size:
        return _large_integers(data, path)
    if array.dtype.kind in "iufcU":
        _refuse_mixture(data, array, path)
    return array


def _large_integers(data: Any, path: str) -> Array:
    """Return integers some of which are beyond int64, of which numpy would make floating-point numbers."""
    try:
        return np.array(data, dtype="uint64")
    except OverflowError as error:
        raise StorageError(path, "integers beyond int64, and negative ones", "split them") from error


def _refuse_mixture(data: Any, array: Array, path: str) -> None:
    """Refuse lists whose values numpy would have converted to one another's type."""
    types = _types(data)
    booleans = {kind for kind in types if issubclass(kind, bool | np.bool_)}
    text = array.dtype.kind == "U" and not all(issubclass(kind, str) for kind in types)
    if text or (booleans and booleans != types):
        kinds = ", ".join(sorted(kind.__name__ for kind in types))
        raise StorageError(path, f"a list of mixed types: {kinds}", "give all values one type")
    if array.dtype.kind == "f" and int in types:
        exact = all(int(float(value)) == value for value in _leaves(data) if isinstance(value, int))
        if not exact:
            raise StorageError(path, "integers too large for the float64 of their neighbours", "use one type")


def _types(data: Any) -> set[type]:
    """Return the types of the values in nested lists and arrays."""
    if isinstance(data, np.ndarray):
        return {data.dtype.type}
    if not isinstance(data, list | tuple):
        return {type(data)}
    types = set(map(type, data))
    if types.isdisjoint({list, tuple, np.ndarray}):
        return types
    return set().union(*map(_types, data))


def _to_numbers(data: Any, dtype: np.dtype[Any], path: str) -> Array:
    array = numbers(data, path)
    if array.dtype.kind not in "biufc":
        raise StorageError(path, f"values of dtype {array.dtype}, where {dtype} is declared")
    if array.dtype == dtype:
        return array.astype(dtype, copy=False)
    # an imaginary part is missed below where it is lost; numpy would warn of it
    given = array if dtype.kind == "c" else array.real
    with np.errstate(all="ignore"):
        converted = given.astype(dtype)
        back = converted.astype(array.dtype)
    own_width = isinstance(data, np.ndarray | np.generic)
    if dtype.kind == array.dtype.kind == "f" and not own_width:
        # Python's floats have no width of their own, so the declared one rounds them; it must not lose their size
        faithful = np.array_equal(np.isinf(converted), np.isinf(array))
    else:
        # there and back, since numpy compares integers with floating-point numbers as the latter
        same = np.array_equal(back, array, equal_nan=array.dtype.kind in "fc")
        faithful = same and (dtype.kind not in "iu" or np.array_equal(converted < 0, array.real < 0))
    if not faithful:
        raise StorageError(path, f"values of dtype {array.dtype} that {dtype} can't hold", "declare a wider dtype")
    return converted


# ---- text, bytes, references


def as_text(value: Any, path: str) -> str:
    """Return a value as text: `str` that is Unicode, or bytes that are UTF-8.

    Raises
    ------
    StorageError
        If it is anything else.
    """
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise StorageError(path, f"bytes {value[:20]!r} that are not UTF-8", "store them as uint8") from error
    if not isinstance(value, str):
        raise StorageError(path, f"{value!r} of type {type(value).__name__} among text", "give all values as text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise StorageError(path, f"text {value[:20]!r} with a lone surrogate, which is not Unicode") from error
    return str.__str__(value)  # numpy's `str` loses trailing NULs


def _reference(value: Any, path: str, refer: Referrer) -> str:
    if value is None:
        return ""
    target = value.builder if isinstance(value, ReferenceBuilder) else value
    builder = target.target if isinstance(target, RegionReference) else target
    if not isinstance(builder, Builder):
        raise StorageError(
            path, f"{type(builder).__name__} among references", "give builders, references to builders, or None"
        )
    return refer(target)


# ---- compounds


def _to_rows(data: Any, element: ElementType, path: str, refer: Referrer) -> Array:
    names = [field.name for field in element.fields]
    dtype = getattr(data, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.names is not None:
        if set(dtype.names) != set(names):
            raise StorageError(path, f"fields {list(dtype.names)}, where {names} are declared", "rename the fields")
        for name in names:
            if dtype[name].shape:
                found = f"a field of shape {dtype[name].shape}"
                raise StorageError(f"{path}[{name!r}]", found, "make it a dataset of its own")
        array = np.asarray(data)
        columns: list[Any] = [array[name] for name in names]
        shape = array.shape
    else:
        if not isinstance(data, tuple | np.void) and _is_scalar(data):
            data = data[()]
        rows: list[Any] = [data] if isinstance(data, tuple | np.void) else list(data)
        shape = () if isinstance(data, tuple | np.void) else (len(rows),)
        for index, row in enumerate(rows):
            if not hasattr(row, "__len__") or len(row) != len(names):
                raise StorageError(f"{path}[{index}]", f"row {row!r}", f"give one value for each of {names}")
        # rows of structured values are matched by name, others by position
        by_name = bool(rows) and all(isinstance(row, np.void) and row.dtype.names is not None for row in rows)
        columns = [[row[key] for row in rows] for key in (names if by_name else range(len(names)))]
    result = np.empty(shape, element.dtype)
    for field, column in zip(element.fields, columns, strict=True):
        values = _column(column, field, f"{path}[{field.name!r}]", refer)
        result[field.name] = values.reshape(shape)
    return result


def _column(column: Any, field: Field, path: str, refer: Referrer) -> Array:
    if field.type.kind == "number" and isinstance(column, np.ndarray) and column.dtype.kind == "O":
        column = column.tolist()
    if field.type.kind == "number" and isinstance(column, list):
        if not column:
            return np.zeros(0, field.type.dtype)
        if any(issubclass(kind, np.generic) for kind in _types(column)):
            column = [value.item() if isinstance(value, np.generic) else value for value in column]
    values = as_array(column, field.type, path, refer)
    if field.type.kind in {"text", "bytes"} and any(value.endswith("\0") for value in values.flat):
        raise StorageError(path, "text that ends in NUL, which a compound's text field can't keep", "strip it")
    return values


# ---- nested values


def _loaded(data: Any) -> Any:
    """Return the values of a lazy array of any library: by one read, not one for each element."""
    values = data[:]
    return values if isinstance(values, list | tuple) else np.asarray(values)


def _leaves(data: Any) -> Iterator[Any]:
    """Yield the values in nested lists and arrays, depth first."""
    if _is_scalar(data):
        yield data[()] if isinstance(data, np.ndarray) else data
        return
    for value in data:
        yield from _leaves(value)


def _map_leaves(data: Any, path: str, convert: Callable[[Any], str]) -> Array:
    """Return an array of objects of the shape of ``data``, each value converted."""
    if _is_scalar(data):
        scalar = np.empty((), _OBJECT)
        scalar[()] = convert(data[()] if isinstance(data, np.ndarray) else data)
        return scalar
    shape = _shape(data)
    flat = np.empty(int(np.prod(shape)), _OBJECT)
    values = _flatten(data, len(shape), shape, path)
    for index, value in enumerate(values):
        flat[index] = convert(value)
    return flat.reshape(shape)


def _shape(data: Any) -> tuple[int, ...]:
    own = getattr(data, "shape", None)
    if own is not None:
        return tuple(own)
    shape: list[int] = []
    level = data
    while not _is_scalar(level):
        shape.append(len(level))
        if shape[-1] == 0:
            break
        level = level[0]
    return tuple(shape)


def _flatten(data: Any, depth: int, shape: tuple[int, ...], path: str) -> Iterator[Any]:
    if depth == 0:
        if not _is_scalar(data):
            raise StorageError(path, "nested lists of unequal depths", "use a VectorIndex for ragged data")
        yield data
        return
    if _is_scalar(data) or len(data) != shape[-depth]:
        raise StorageError(path, "nested lists of unequal lengths", "use a VectorIndex for ragged data")
    for value in data:
        yield from _flatten(value, depth - 1, shape, path)
