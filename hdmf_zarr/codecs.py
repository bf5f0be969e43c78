"""Zarr v3 codec chains <-> functions on whole chunks (pure).

Only the chains that this package writes by default, and those that hdmf-zarr 0.14 wrote by default, are here: an array
of a few values would otherwise cost a hundred times its own weight in pipeline objects. Everything else (shards,
transposition, codecs of other packages) goes through `zarr.Array`, which reads and writes these chains as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import google_crc32c
import numpy as np
from numcodecs import blosc, gzip, vlen, zstd

__all__ = ["CodecChain", "chain_for"]

type Json = Any
type Bytes = Callable[[bytes], bytes]

_CRC_BYTES = 4
_VLEN_UTF8 = vlen.VLenUTF8()
_BLOSC_SHUFFLES = {"noshuffle": blosc.NOSHUFFLE, "shuffle": blosc.SHUFFLE, "bitshuffle": blosc.BITSHUFFLE}


@dataclass(frozen=True, slots=True)
class CodecChain:
    """Encodes and decodes whole chunks of one array.

    Attributes
    ----------
    dtype
        Of the elements in memory; ``object`` for text.
    stored_dtype
        Of the elements in the chunk, byte order included; ``None`` for text.
    encoders, decoders
        Functions from bytes to bytes, in the order in which they apply.
    """

    dtype: np.dtype[Any]
    stored_dtype: np.dtype[Any] | None
    encoders: tuple[Bytes, ...]
    decoders: tuple[Bytes, ...]

    def encode(self, chunk: np.ndarray[Any, Any]) -> bytes:
        """Return the stored form of a whole chunk."""
        if self.stored_dtype is None:
            data = bytes(_VLEN_UTF8.encode(np.ascontiguousarray(chunk, dtype=object).reshape(-1)))
        else:
            data = np.ascontiguousarray(chunk, dtype=self.stored_dtype).tobytes()
        for encode in self.encoders:
            data = encode(data)
        return data

    def decode(self, data: bytes, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        """Return the chunk of ``shape`` that is stored as ``data``; the array may be read-only.

        Raises
        ------
        ValueError, RuntimeError
            If the data is damaged: a checksum that differs, a stream that can't be decompressed, a wrong length.
        """
        for decode in self.decoders:
            data = decode(data)
        text = self.stored_dtype is None
        flat = _VLEN_UTF8.decode(data) if text else np.frombuffer(data, dtype=self.stored_dtype)
        native: np.ndarray[Any, Any] = flat.reshape(shape)
        return native if native.dtype == self.dtype else native.astype(self.dtype)


def chain_for(codecs: Sequence[Mapping[str, Json]], dtype: np.dtype[Any]) -> CodecChain | None:
    """Return the chain that the ``codecs`` member of an array's metadata describes.

    Parameters
    ----------
    codecs
        As in ``zarr.json``.
    dtype
        Of the elements in memory; ``object`` for text.

    Returns
    -------
    The chain, or ``None`` if it has a codec that is not handled here.
    """
    if not codecs:
        return None
    serializer, *compressors = codecs
    stored_dtype: np.dtype[Any] | None
    match serializer.get("name"), dtype.kind:
        case "vlen-utf8", "O":
            stored_dtype = None
        case "bytes", kind if kind != "O":
            endian = serializer.get("configuration", {}).get("endian", "little")
            stored_dtype = dtype.newbyteorder("<" if endian == "little" else ">")
        case _:
            return None
    pairs = [_compressor(codec, dtype.itemsize) for codec in compressors]
    known = [pair for pair in pairs if pair is not None]
    if len(known) < len(pairs):
        return None
    return CodecChain(
        dtype=dtype,
        stored_dtype=stored_dtype,
        encoders=tuple(encode for encode, _ in known),
        decoders=tuple(decode for _, decode in reversed(known)),
    )


def _compressor(codec: Mapping[str, Json], itemsize: int) -> tuple[Bytes, Bytes] | None:
    configuration = codec.get("configuration", {})
    match codec.get("name"):
        case "zstd":
            level, checksum = configuration.get("level", 0), configuration.get("checksum", False)
            zstandard = zstd.Zstd(level=level, checksum=checksum)
            return (lambda data: bytes(zstandard.encode(data))), (lambda data: bytes(zstandard.decode(data)))
        case "gzip":
            zipped = gzip.GZip(level=configuration.get("level", 5))
            return (lambda data: bytes(zipped.encode(data))), (lambda data: bytes(zipped.decode(data)))
        case "blosc":
            return _blosc(configuration, itemsize)
        case "crc32c":
            return _append_checksum, _check_checksum
        case _:
            return None


def _blosc(configuration: Mapping[str, Json], itemsize: int) -> tuple[Bytes, Bytes]:
    shuffle = _BLOSC_SHUFFLES[configuration.get("shuffle", "noshuffle")]
    cname = configuration.get("cname", "zstd").encode()
    clevel = configuration.get("clevel", 5)
    blocksize = configuration.get("blocksize", 0)
    typesize = configuration.get("typesize", itemsize)

    def encode(data: bytes) -> bytes:
        return bytes(blosc.compress(data, cname, clevel, shuffle, blocksize, typesize))

    return encode, lambda data: bytes(blosc.decompress(data))


def _append_checksum(data: bytes) -> bytes:
    return data + int(google_crc32c.value(data)).to_bytes(_CRC_BYTES, "little")


def _check_checksum(data: bytes) -> bytes:
    body, stored = data[:-_CRC_BYTES], data[-_CRC_BYTES:]
    computed = int(google_crc32c.value(body)).to_bytes(_CRC_BYTES, "little")
    if stored != computed:
        raise ValueError(f"checksum is {computed.hex()}, but {stored.hex()} is stored: the chunk was changed")
    return body
