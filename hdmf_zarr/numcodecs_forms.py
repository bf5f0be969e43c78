"""Codecs as numcodecs has them, and so programs that were written for Zarr v2 <-> codecs of Zarr v3 (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numcodecs
import numcodecs.abc
import zarr.codecs
from zarr.abc.codec import ArrayArrayCodec
from zarr.registry import get_codec_class

__all__ = ["compressor_of", "from_numcodecs", "split_filters"]

type Json = Any

_SHUFFLES: Mapping[int, Literal["noshuffle", "shuffle", "bitshuffle"]] = {
    0: "noshuffle",
    1: "shuffle",
    2: "bitshuffle",
}
_PREFIX = "numcodecs."
_NOT_COMPRESSING = frozenset({"crc32c", *(f"{_PREFIX}{name}" for name in ("shuffle", "crc32", "crc32c", "fletcher32"))})


def from_numcodecs(codec: numcodecs.abc.Codec) -> Any:
    """Return the Zarr v3 codec that does what a codec of numcodecs does: a core one, or zarr's wrapper of it."""
    match codec:
        case numcodecs.GZip():
            return zarr.codecs.GzipCodec(level=codec.level)
        case numcodecs.Zstd():
            return zarr.codecs.ZstdCodec(level=codec.level, checksum=codec.checksum)
        case numcodecs.Blosc():
            shuffle = _SHUFFLES.get(codec.shuffle, "bitshuffle")
            return zarr.codecs.BloscCodec(
                cname=codec.cname, clevel=codec.clevel, shuffle=shuffle, blocksize=codec.blocksize
            )
    configuration = codec.get_config()
    return {"name": f"{_PREFIX}{configuration.pop('id')}", "configuration": configuration}


def split_filters(codecs: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the codecs that Zarr v3 takes for filters, from array to array, and the others.

    Filters of Zarr v2 could be anything, such as a shuffle of bytes, which now comes first among the compressors.
    """
    filters: list[Any] = []
    others: list[Any] = []
    for codec in codecs:
        kind = get_codec_class(codec["name"]) if isinstance(codec, Mapping) else type(codec)
        (filters if issubclass(kind, ArrayArrayCodec) else others).append(codec)
    return filters, others


def compressor_of(codecs: Sequence[Mapping[str, Json]]) -> numcodecs.abc.Codec | None:
    """Return what compresses the chunks of an array, as numcodecs has it.

    Parameters
    ----------
    codecs
        As in ``zarr.json``; of shards, those of the chunks within count.

    Returns
    -------
    The codec; ``None`` if nothing compresses, or numcodecs doesn't have it.
    """
    first = codecs[0] if codecs else {}
    if first.get("name") == "sharding_indexed":
        return compressor_of(first["configuration"]["codecs"])
    for codec in codecs[1:]:
        name, configuration = codec["name"], dict(codec.get("configuration", {}))
        if name in _NOT_COMPRESSING or name.startswith("vlen"):
            continue
        if name == "blosc":
            numbers = {word: number for number, word in _SHUFFLES.items()}
            configuration["shuffle"] = numbers[configuration.get("shuffle", "noshuffle")]
            configuration.pop("typesize", None)
        try:
            return numcodecs.get_codec({"id": name.removeprefix(_PREFIX), **configuration})
        except (ValueError, TypeError):  # one of another package
            return None
    return None
