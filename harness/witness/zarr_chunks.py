"""Arrays of one chunk that is not compressed, as most of a small file are: read without zarr.

Zarr takes each read through three threads, which costs more than all else that a witness does.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from google_crc32c import value as crc32c

from harness.witness.zarr_files import Json, StoredFiles

__all__ = ["single_chunk"]

type Array = np.ndarray[Any, Any]

_TEXTS: Final = "vlen-utf8"
_NUMBERS: Final = "bytes"
_CHECKSUM: Final = "crc32c"
_BYTE_ORDER: Final[Mapping[str, str]] = {"little": "<", "big": ">"}
_INTEGERS: Final = tuple(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))
#: Which data types are made of bytes by which codec.
_TYPES: Final[Mapping[str, Sequence[str]]] = {
    _TEXTS: ["string"],
    _NUMBERS: ["bool", *_INTEGERS, "float16", "float32", "float64", "complex64", "complex128"],
}


def single_chunk(files: StoredFiles, path: str, document: Json) -> Array | None:
    """Return an array, or ``None`` if it is one that zarr has to read.

    Parameters
    ----------
    files
        Of the store.
    path
        Where the array is.
    document
        Its metadata.

    Raises
    ------
    ValueError
        If the checksum of its chunk is not that of its bytes, or there are more or fewer elements.
    """
    shape = tuple(document["shape"])
    codecs = [codec["name"] for codec in document["codecs"]]
    chunk_shape = document["chunk_grid"]["configuration"]["chunk_shape"]
    is_one = all(length <= most for length, most in zip(shape, chunk_shape, strict=True))
    is_known = (
        document["data_type"] in _TYPES.get(codecs[0], []) and document["chunk_key_encoding"]["name"] == "default"
    )
    if not is_one or not is_known or codecs[1:] not in ([], [_CHECKSUM]):
        return None
    separator = document["chunk_key_encoding"].get("configuration", {}).get("separator", "/")
    chunk = files.read(f"{path}/{separator.join(['c', *['0'] * len(shape)])}")
    within = tuple(map(slice, shape))
    if chunk is None:
        return _filled(document["fill_value"], shape, object if codecs[0] == _TEXTS else document["data_type"])
    if codecs[1:]:
        chunk = _checked(chunk, path)
    if codecs[0] == _TEXTS:
        return _texts(chunk, chunk_shape, path)[within]
    order = _BYTE_ORDER[document["codecs"][0].get("configuration", {}).get("endian", "little")]
    return np.frombuffer(chunk, np.dtype(document["data_type"]).newbyteorder(order)).reshape(chunk_shape)[within]


def _filled(value: Json, shape: tuple[int, ...], dtype: Any) -> Array | None:
    """Return an array of a fill value, if it is a text or a number that JSON has: zarr knows NaN and others by name."""
    is_plain = isinstance(value, str if dtype is object else int | float)
    return np.full(shape, value, dtype) if is_plain else None


def _checked(chunk: bytes, path: str) -> bytes:
    data, checksum = chunk[:-4], int.from_bytes(chunk[-4:], "little")
    if crc32c(data) != checksum:
        raise ValueError(f"{path}: the checksum of the chunk is {checksum}, that of its bytes is {crc32c(data)}")
    return data


def _texts(chunk: bytes, shape: Sequence[int], path: str) -> Array:
    (count,) = struct.unpack_from("<I", chunk)
    if count != math.prod(shape):
        raise ValueError(f"{path}: there are {count} texts in the chunk; expected {math.prod(shape)}")
    texts = np.empty(count, dtype=object)
    start = 4
    for index in range(count):
        end = start + 4 + int.from_bytes(chunk[start : start + 4], "little")
        texts[index] = chunk[start + 4 : end].decode("utf-8")
        start = end
    return texts.reshape(shape)
