"""The sides that do the same work: HDF5IO, and whichever `hdmf_zarr` the environment has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hdmf.backends.hdf5 import H5DataIO
from pynwb import NWBHDF5IO
from zarr.codecs import BloscCodec, GzipCodec

from hdmf_zarr import NWBZarrIO, ZarrDataIO

__all__ = ["GZIP_LEVEL", "HDF5", "SIDES", "ZARR", "Side", "zarr_compressors"]

#: Of Blosc (zstd behind a byte shuffle) and of gzip, the same on both sides.
_BLOSC_LEVEL = 3
GZIP_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Side:
    """A backend, as the workloads use it.

    Attributes
    ----------
    name
        What the table calls it.
    open
        ``open(path, mode)`` returns an `HDMFIO`.
    wrap
        ``wrap(data, chunks, codec)`` returns ``data`` with its storage settings; the codec is ``"none"``, ``"blosc"``
        or ``"gzip"``.
    module
        What a user of the backend imports.
    """

    name: str
    open: Callable[[Any, str], Any]
    wrap: Callable[[Any, Sequence[int], str], Any]
    module: str


def _hdf5_filter(codec: str) -> Mapping[str, Any]:
    if codec == "gzip":
        return {"compression": "gzip", "compression_opts": GZIP_LEVEL}
    if codec == "blosc":
        import hdf5plugin  # noqa: PLC0415 - of the dependency group `benchmarks`; only these workloads need it

        blosc = hdf5plugin.Blosc(cname="zstd", clevel=_BLOSC_LEVEL, shuffle=hdf5plugin.Blosc.SHUFFLE)
        return {**blosc, "allow_plugin_filters": True}
    return {}


def _wrap_for_hdf5(data: Any, chunks: Sequence[int], codec: str) -> Any:
    return H5DataIO(data=data, chunks=tuple(chunks), **_hdf5_filter(codec))


def zarr_compressors(codec: str) -> list[Any]:
    """Return the compressors of a Zarr array for the name of a codec."""
    match codec:
        case "blosc":
            return [BloscCodec(cname="zstd", clevel=_BLOSC_LEVEL, shuffle="shuffle")]
        case "gzip":
            return [GzipCodec(level=GZIP_LEVEL)]
    return []


def _wrap_for_zarr(data: Any, chunks: Sequence[int], codec: str) -> Any:
    return ZarrDataIO(data=data, chunks=tuple(chunks), compressors=zarr_compressors(codec) or False)


HDF5 = Side("HDF5IO", NWBHDF5IO, _wrap_for_hdf5, module="pynwb")
ZARR = Side("hdmf_zarr", NWBZarrIO, _wrap_for_zarr, module="hdmf_zarr")
SIDES: Mapping[str, Side] = {"hdf5": HDF5, "zarr": ZARR, "peer": ZARR}
