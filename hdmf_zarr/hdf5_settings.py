"""How HDF5 stores a dataset -> the settings that store it alike in Zarr (pure).

What is translated are codecs that every reader of Zarr v3 has. HDF5 compresses in steps, shuffle and deflate, of which
Zarr's Blosc is one. HDF5's own checksum becomes that of every array here. A filter that has no counterpart there (szip,
LZ4 outside of Blosc, scale-offset) is replaced by the default compression: the values are the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Literal, cast

import h5py
from hdmf.backends.hdf5 import H5DataIO
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, ZstdCodec

__all__ = ["codecs_of", "settings_of_dataset", "settings_of_h5dataio"]

_BLOSC, _ZSTD = 32001, 32015  # as they are registered with the HDF Group
_GZIP_LEVEL = 4  # of HDF5, where none is given
_BLOSC_NAMES = ("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd")
_SHUFFLES = ("noshuffle", "shuffle", "bitshuffle")
_UNSPECIFIED = (None, False)


def settings_of_h5dataio(wrapper: H5DataIO) -> dict[str, Any]:
    """Return what an `H5DataIO` asks for, as `hdmf_zarr.ZarrDataIO` has it.

    Compression that it doesn't ask for is left to the default: HDF5's is none, but that is no wish of the user.
    """
    asked = wrapper.io_settings
    settings: dict[str, Any] = {"chunks": asked.get("chunks")}
    filters = {
        "compression": asked.get("compression"),
        "compression_opts": asked.get("compression_opts"),
        "shuffle": asked.get("shuffle"),
    }
    codecs = _codecs(filters)
    if codecs:
        settings["compressors"] = [*codecs, Crc32cCodec()]
    if asked.get("fillvalue") is not None:
        settings["fill_value"] = asked["fillvalue"]
    return {name: value for name, value in settings.items() if value is not None}


def settings_of_dataset(dataset: h5py.Dataset) -> dict[str, Any]:
    """Return how an HDF5 dataset is stored, as `hdmf_zarr.ZarrDataIO` has it: what is not said is by default."""
    settings: dict[str, Any] = {}
    if dataset.chunks is not None:
        settings["chunks"] = tuple(min(step, max(1, n)) for step, n in zip(dataset.chunks, dataset.shape, strict=True))
    codecs = codecs_of(dataset)
    if codecs:
        settings["compressors"] = [*codecs, Crc32cCodec()]
    if dataset.dtype.kind in "iufc" and dataset.dtype.str.startswith(">"):
        settings["serializer"] = BytesCodec(endian="big")
    fill = dataset.fillvalue
    if isinstance(fill, bytes) and fill:
        settings["fill_value"] = fill.decode()
    elif dataset.dtype.kind in "iufcb" and fill != 0:
        settings["fill_value"] = fill
    return settings


def codecs_of(dataset: h5py.Dataset) -> list[Any]:
    """Return codecs for the filters of an HDF5 dataset; warns of those that have no counterpart."""
    pipeline = dataset.id.get_create_plist()
    found = [pipeline.get_filter(number) for number in range(pipeline.get_nfilters())]
    shuffle = dataset.shuffle and dataset.dtype.kind != "O"
    filters: dict[str, Any] = {"shuffle": shuffle}
    for code, _, options, _ in found:
        match code:
            case h5py.h5z.FILTER_SHUFFLE | h5py.h5z.FILTER_FLETCHER32:
                continue
            case h5py.h5z.FILTER_DEFLATE:
                filters |= {"compression": "gzip", "compression_opts": options[0]}
            case h5py.h5z.FILTER_LZF:
                filters |= {"compression": "lzf"}
            case _:
                filters |= {"compression": code, "compression_opts": options}
    codecs = _codecs(filters)
    if codecs is None:
        warnings.warn(
            f"{dataset.file.filename}:{dataset.name}: the HDF5 filter {filters['compression']} has no counterpart in "
            "Zarr; the data are compressed as by default",
            UserWarning,
            stacklevel=3,
        )
    return codecs or []


def _codecs(filters: Mapping[str, Any]) -> list[Any] | None:
    """Return the codecs for HDF5's filters, empty if none compress; ``None`` if there is none for the compression."""
    compression, options = filters.get("compression"), filters.get("compression_opts")
    shuffle = filters.get("shuffle", False)
    if compression in _UNSPECIFIED:
        return []
    if isinstance(compression, int) and compression in range(1, 10) and options is None:
        compression, options = "gzip", compression  # h5py takes a level for this compression
    packed: Any
    match compression:
        case "gzip":
            level = _level(options)
            # of two codecs that are not HDF5's, the one that is faster and packs better
            packed = _blosc(cname="zstd", clevel=level, shuffle="shuffle") if shuffle else GzipCodec(level=level)
        case "lzf" | h5py.h5z.FILTER_LZF:
            # its like in speed and ratio
            packed = _blosc(cname="lz4", clevel=5, shuffle="shuffle" if shuffle else "noshuffle")
        case _ if compression == _BLOSC:
            level, mode, name = (*options[4:7], *(5, 1, 0)[len(options[4:7]) :]) if options else (5, 1, 0)
            packed = _blosc(cname=_BLOSC_NAMES[name], clevel=level, shuffle=_SHUFFLES[mode])
        case _ if compression == _ZSTD:
            packed = ZstdCodec(level=_level(options, 3))
        case _:
            return None
    return [packed]


def _level(options: Any, default: int = _GZIP_LEVEL) -> int:
    first = options[0] if isinstance(options, tuple | list) and options else options
    return default if first is None or isinstance(first, tuple | list) else int(first)


def _blosc(*, cname: str, clevel: int, shuffle: str) -> BloscCodec:
    name = cast("Literal['lz4', 'lz4hc', 'blosclz', 'snappy', 'zlib', 'zstd']", cname)
    mode = cast("Literal['noshuffle', 'shuffle', 'bitshuffle']", shuffle)
    return BloscCodec(cname=name, clevel=clevel, shuffle=mode)
