"""The filters of an HDF5 dataset, one to one, as hdmf-zarr gave them: codecs that zarr has from numcodecs.

Nothing is stored with them unless a program asks for it, since not every reader of Zarr v3 has these codecs; those that
data of HDF5 are given otherwise are in `hdmf_zarr.hdf5_settings`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import h5py
from zarr.codecs import numcodecs

__all__ = ["filters_one_to_one"]

_BLOSC_NAMES = ("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd")


def _blosc(options: tuple[int, ...]) -> Any:
    block_size, level, shuffle, name = options[3:7]
    return numcodecs.Blosc(cname=_BLOSC_NAMES[name], clevel=level, shuffle=shuffle, blocksize=block_size)


#: Filter, by its number with the HDF Group -> the codec, given the filter's options.
_CODECS: Mapping[int, Callable[[tuple[int, ...]], Any]] = {
    h5py.h5z.FILTER_SHUFFLE: lambda options: numcodecs.Shuffle(elementsize=options[0]),
    h5py.h5z.FILTER_DEFLATE: lambda options: numcodecs.Zlib(level=options[0]),
    32001: _blosc,
    32015: lambda options: numcodecs.Zstd(level=options[0]),
}
#: What zarr has no like of, by the names that users know.
_IGNORED: Mapping[int, str] = {
    h5py.h5z.FILTER_SCALEOFFSET: "scaleoffset filter",
    h5py.h5z.FILTER_SZIP: "szip or lzf compression",
    h5py.h5z.FILTER_LZF: "szip or lzf compression",
    32004: "lz4 compression",
    32008: "bitshuffle compression",
}


def filters_one_to_one(dataset: h5py.Dataset) -> list[Any]:
    """Return a codec for each filter of an HDF5 dataset; warns of each that has no counterpart."""
    codecs = []
    pipeline = dataset.id.get_create_plist()
    for number in range(pipeline.get_nfilters()):
        code, _, options, _ = pipeline.get_filter(number)
        if code in _CODECS:
            # objects, such as text, have no bytes to shuffle once they are read
            if not (code == h5py.h5z.FILTER_SHUFFLE and dataset.dtype.kind == "O"):
                codecs.append(_CODECS[code](options))
            continue
        what = _IGNORED.get(code, f"filter id {code} with properties {options}")
        end = "" if code in _IGNORED else "."
        warnings.warn(f"{dataset.name} HDF5 {what} ignored in Zarr{end}", UserWarning, stacklevel=3)
    return codecs
