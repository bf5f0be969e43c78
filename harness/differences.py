"""One difference, and the differences between two values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from harness.values import UNKNOWN, Value

MISSING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be.

    Attributes
    ----------
    path
        The path of the object, from ``"/"``.
    what
        What of it differs: ``"kind"``, ``"dtype"``, ``"shape"``, ``"value"``, ``"link target"``,
        ``"attribute 'unit': dtype"``, ``"field description: value"`` …
    expected, got
        For reading; shortened where they are long.
    """

    path: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}: expected {self.expected}, got {self.got}"


def value_differences(
    path: str, prefix: str, expected: Value, got: Value, *, kinds: bool = False
) -> Iterator[Difference]:
    """Compare two values.

    Parameters
    ----------
    path
        The path of the object that holds them.
    prefix
        What stands before the word that names the difference, such as ``"attribute 'unit': "``.
    expected, got
        The values.
    kinds
        Whether of a number only the kind counts (integer, floating point, truth value) and the width does not.

    Yields
    ------
    The differences in dtype, shape and values. NaN equals NaN; -0.0 and 0.0 differ.
    """
    empty = UNKNOWN in {expected.dtype, got.dtype}
    names = [_kind(value.dtype) if kinds else value.dtype for value in (expected, got)]
    if names[0] != names[1] and not empty:
        yield Difference(path, f"{prefix}dtype", *names)
    if expected.fields is not None and got.fields is not None:
        if list(expected.fields) != list(got.fields):
            yield Difference(path, f"{prefix}fields", ", ".join(expected.fields), ", ".join(got.fields))
        for name in (name for name in expected.fields if name in got.fields):
            inner = f"{prefix}field {name!r}: "
            yield from value_differences(path, inner, expected.fields[name], got.fields[name], kinds=kinds)
        return
    if not _shapes_agree(expected.shape, got.shape):
        yield Difference(path, f"{prefix}shape", str(expected.shape), str(got.shape))
    elif expected.data is not None and got.data is not None:
        wanted, found = _narrowed(expected.data, got.data) if kinds else (expected.data, got.data)
        yield from _data_differences(path, f"{prefix}value", wanted, found)


def _data_differences(
    path: str, what: str, expected: np.ndarray[Any, Any], got: np.ndarray[Any, Any]
) -> Iterator[Difference]:
    unequal = np.argwhere(~_equal(expected, got))
    if len(unequal) == 0:
        return
    if expected.ndim == 0:
        yield Difference(path, what, repr(expected.item()), repr(got.item()))
        return
    first = tuple(int(index) for index in unequal[0])
    place = ", ".join(map(str, first))
    yield Difference(
        path,
        f"{what} at [{place}]" + (f" and {len(unequal) - 1} more" if len(unequal) > 1 else ""),
        repr(_item(expected[first])),
        repr(_item(got[first])),
    )


def _equal(expected: np.ndarray[Any, Any], got: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Compare element by element: NaN equals NaN, whatever its payload, and -0.0 does not equal 0.0."""
    kinds = {expected.dtype.kind, got.dtype.kind}
    equal: np.ndarray[Any, Any]
    if kinds == {"c"}:
        equal = _equal(expected.real, got.real)
        equal &= _equal(expected.imag, got.imag)
        return equal
    try:
        equal = np.asarray(expected == got, dtype=bool)
    except ValueError:  # objects that have arrays in them
        equal = np.asarray(np.frompyfunc(_are_equal, 2, 1)(expected, got), dtype=bool)
    if kinds == {"f"}:
        equal &= np.signbit(expected) == np.signbit(got)
        equal |= np.isnan(expected) & np.isnan(got)
    elif kinds in ({"m"}, {"M"}):
        equal |= np.isnat(expected) & np.isnat(got)
    return equal


def _are_equal(expected: object, got: object) -> bool:
    """Compare two objects that have arrays in them; those are not looked into, and equal only if they are the same."""
    try:
        return bool(expected == got)
    except ValueError:
        return False


def _kind(dtype: str) -> str:
    return dtype.rstrip("0123456789").removeprefix("u") if dtype.startswith(("int", "uint", "float")) else dtype


def _narrowed(*arrays: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], ...]:
    """Bring floating-point numbers of two widths to the lesser one: what a spec narrowed is equal only there."""
    if any(array.dtype.kind != "f" for array in arrays):
        return arrays
    narrow = min((array.dtype for array in arrays), key=lambda dtype: dtype.itemsize)
    with np.errstate(over="ignore"):
        return tuple(array.astype(narrow) for array in arrays)


def _shapes_agree(expected: tuple[int | None, ...], got: tuple[int | None, ...]) -> bool:
    if len(expected) != len(got):
        return False
    return all(a is None or b is None or a == b for a, b in zip(expected, got, strict=True))


def _item(element: Any) -> object:
    return element.item() if isinstance(element, np.generic) else element


def shown(value: Value | None) -> str:
    """Return a value for reading, shortened to what fits a line."""
    if value is None:
        return MISSING
    if value.data is None:
        return f"{value.dtype} of shape {value.shape}"
    if value.shape == ():
        return f"{value.data.item()!r} ({value.dtype})"
    text = np.array2string(value.data, threshold=8, edgeitems=3, separator=", ")
    return f"{' '.join(text.split())} ({value.dtype})"
