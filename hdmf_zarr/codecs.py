"""Zarr v3 codec chains <-> functions on whole chunks (pure).

Only the chains that this package writes by default, and those that hdmf-zarr 0.14 wrote by default, are here: an array
of a few values would otherwise cost a hundred times its own weight in pipeline objects. Everything else (shards,
transposition, codecs of other packages) goes through `zarr.Array`, which reads and writes these chains as well.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import google_crc32c
import numpy as np
from numcodecs import blosc, gzip, vlen, zstd

__all__ = ["CodecChain", "chain_for"]

type Json = Any
type Bytes = Callable[[bytes], bytes]
type Decoder = Callable[[bytes, int | None], bytes]

_CRC_BYTES = 4
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_BLOSC_HEADER = 16  # bytes
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
        Functions from bytes to bytes, in the order in which they apply; decoders take along how many bytes must come
        out, where that is known, so that what would inflate beyond it is refused before it takes memory.
    compressors
        Names of the codecs from bytes to bytes, in the order in which they encode.
    """

    dtype: np.dtype[Any]
    stored_dtype: np.dtype[Any] | None
    encoders: tuple[Bytes, ...]
    decoders: tuple[Decoder, ...]
    compressors: tuple[str, ...] = ()

    def encode(self, chunk: np.ndarray[Any, Any]) -> bytes:
        """Return the stored form of a whole chunk."""
        if self.stored_dtype is None:
            data = bytes(_VLEN_UTF8.encode(np.ascontiguousarray(chunk, dtype=object).reshape(-1)))
        else:
            data = np.ascontiguousarray(chunk, dtype=self.stored_dtype).tobytes()
        return self.finish(data)

    def finish(self, data: bytes, done: int = 0) -> bytes:
        """Return the stored form of a chunk that the serializer and the first ``done`` compressors have encoded."""
        for encode in self.encoders[done:]:
            data = encode(data)
        return data

    def decode(self, data: bytes, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        """Return the chunk of ``shape`` that is stored as ``data``; the array may be read-only.

        Raises
        ------
        ValueError, RuntimeError
            If the data is damaged: a checksum that differs, a stream that can't be decompressed, a wrong length.
        """
        text = self.stored_dtype is None
        expected = None if self.stored_dtype is None else math.prod(shape) * self.stored_dtype.itemsize
        for decode in self.decoders[:-1]:
            data = decode(data, None)
        for decode in self.decoders[-1:]:  # what it returns are the elements, whose size is known before
            data = decode(data, expected)
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
        compressors=tuple(codec["name"] for codec in compressors),
    )


def _compressor(codec: Mapping[str, Json], itemsize: int) -> tuple[Bytes, Decoder] | None:
    configuration = codec.get("configuration", {})
    match codec.get("name"):
        case "zstd":
            level, checksum = configuration.get("level", 0), configuration.get("checksum", False)
            zstandard = zstd.Zstd(level=level, checksum=checksum)
            return (lambda data: bytes(zstandard.encode(data))), _decode_zstd
        case "gzip":
            zipped = gzip.GZip(level=configuration.get("level", 5))
            return (lambda data: bytes(zipped.encode(data))), _decode_gzip
        case "blosc":
            return _blosc(configuration, itemsize)
        case "crc32c":
            return _append_checksum, _check_checksum
        case _:
            return None


def _decode_zstd(data: bytes, expected: int | None) -> bytes:
    _check_size(_zstd_size(data), expected)
    return bytes(zstd.decompress(data))


def _zstd_size(data: bytes) -> int | None:
    """Return the size that a Zstandard frame says it has when it is decompressed (RFC 8878, section 3.1.1.1)."""
    if len(data) < 6 or data[:4] != _ZSTD_MAGIC:
        return None
    flag, single = data[4] >> 6, bool(data[4] & 0x20)
    start = 5 + (not single) + (0, 1, 2, 4)[data[4] & 3]
    length = (int(single), 2, 4, 8)[flag]
    if length == 0:
        return None
    return int.from_bytes(data[start : start + length], "little") + (256 if length == 2 else 0)


def _decode_gzip(data: bytes, expected: int | None) -> bytes:
    result = bytearray()
    while data:  # one member after another (RFC 1952, section 2.2)
        inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            result += inflate.decompress(data, 0 if expected is None else expected - len(result) + 1)
        except zlib.error as error:
            raise ValueError(f"it is no gzip stream: {error}") from error
        if not inflate.eof:
            break
        data = inflate.unused_data
    _check_size(len(result), expected)
    if data:
        raise ValueError("the gzip stream ends too soon")
    return bytes(result)


def _check_size(size: int | None, expected: int | None) -> None:
    """Refuse a chunk that would not have the size of its elements.

    Raises
    ------
    ValueError
        If so.
    """
    if size is not None and expected is not None and size != expected:
        raise ValueError(f"it would decompress to {size} bytes, and not to the {expected} of a chunk")


def _blosc(configuration: Mapping[str, Json], itemsize: int) -> tuple[Bytes, Decoder]:
    shuffle = _BLOSC_SHUFFLES[configuration.get("shuffle", "noshuffle")]
    cname = configuration.get("cname", "zstd").encode()
    clevel = configuration.get("clevel", 5)
    blocksize = configuration.get("blocksize", 0)
    typesize = configuration.get("typesize", itemsize)

    def encode(data: bytes) -> bytes:
        return bytes(blosc.compress(data, cname, clevel, shuffle, blocksize, typesize))

    def decode(data: bytes, expected: int | None) -> bytes:
        # its header has the size at byte 4
        _check_size(int.from_bytes(data[4:8], "little") if len(data) >= _BLOSC_HEADER else None, expected)
        return bytes(blosc.decompress(data))

    return encode, decode


def _append_checksum(data: bytes) -> bytes:
    return data + int(google_crc32c.value(data)).to_bytes(_CRC_BYTES, "little")


def _check_checksum(data: bytes, _: int | None) -> bytes:
    body, stored = data[:-_CRC_BYTES], data[-_CRC_BYTES:]
    computed = int(google_crc32c.value(body)).to_bytes(_CRC_BYTES, "little")
    if stored != computed:
        raise ValueError(f"checksum is {computed.hex()}, but {stored.hex()} is stored: the chunk was changed")
    return body
