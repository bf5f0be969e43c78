"""Every element of the datasets of references: whether it leads to an object."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.reading.builders import TreeReader
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.upkeep.problem import Problem

__all__ = ["reference_problems"]

_ELEMENTS_AT_ONCE = 2**16


def reference_problems(reader: TreeReader, array: LazyArray) -> Iterator[Problem]:
    """Yield the references of an array that lead nowhere, each distinct one once.

    Parameters
    ----------
    reader
        Of the file.
    array
        Any array with axes; one without references has no such problems.
    """
    fields = array.element.reference_fields
    if not array.shape or (array.element.kind != "reference" and not fields):
        return
    seen: set[str] = set()
    rows = max(1, _ELEMENTS_AT_ONCE // max(1, math.prod(array.shape[1:])))
    for start in range(0, array.shape[0], rows):
        try:
            some = np.asarray(array[start : start + rows])
        except DamagedFileError:
            continue  # which is told of where chunks are decoded
        for texts in [some[name] for name in fields] if fields else [some]:
            for position, text in enumerate(texts.reshape(-1).tolist()):
                if text not in seen:
                    seen.add(text)
                    yield from _problem(reader, array, start * math.prod(array.shape[1:]) + position, text)


def _problem(reader: TreeReader, array: LazyArray, index: int, text: str) -> Iterator[Problem]:
    try:
        reader.resolve(text)
    except DamagedFileError as error:
        yield Problem("reference", array.name, f"element {index}: {error}")
