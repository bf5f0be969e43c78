"""`ZarrDataIO`: data with the storage settings that it asks for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import h5py
import numpy as np
from hdmf.backends.hdf5 import H5DataIO
from hdmf.data_utils import AbstractDataChunkIterator, DataIO
from hdmf.utils import get_data_shape

from hdmf_zarr.hdf5_filters import filters_one_to_one
from hdmf_zarr.hdf5_settings import settings_of_dataset, settings_of_h5dataio

__all__ = ["ZarrDataIO"]


class ZarrDataIO(DataIO):
    """Data, and how it is to be stored; what is left out is decided by default (see `hdmf_zarr.writing.layout`).

    Parameters
    ----------
    data
        The data: an array, nested lists, or an iterator over chunks. ``None`` to allocate an array of ``shape`` and
        ``dtype`` that is filled later.
    chunks
        Shape of a chunk; ``None`` or ``True`` for the default, ``False`` for one chunk.
    fillvalue, fill_value
        What elements that were never written read as: two spellings, of hdmf-zarr and of zarr.
    compressors
        ``None`` or ``True`` for the default, ``False`` or ``[]`` for none, a codec or a list of codecs that zarr or
        numcodecs knows.
    compressor
        The same, as it was called for Zarr v2.
    filters
        Codecs from array to array.
    serializer
        The codec from array to bytes.
    shards
        Shape of a shard, a multiple of ``chunks``, or ``"auto"``.
    link_data
        Make a link where ``data`` is an array of another Zarr file, instead of a copy.
    shape, dtype, maxshape
        Of an array to allocate; ``maxshape`` also of data that will grow (Zarr arrays can always grow, so it is kept
        for HDMF's sake).

    Raises
    ------
    ValueError
        If shards are not a multiple of chunks, or settings contradict one another.
    TypeError
        If both of two spellings are given.
    """

    def __init__(
        self,
        data: Any = None,
        chunks: Sequence[int] | bool | None = None,
        fillvalue: Any = None,
        compressors: Any = None,
        compressor: Any = None,
        filters: Any = None,
        serializer: Any = None,
        shards: Sequence[int] | str | None = None,
        link_data: bool = False,
        *,
        fill_value: Any = None,
        shape: Sequence[int] | None = None,
        dtype: Any = None,
        maxshape: Sequence[int | None] | None = None,
    ) -> None:
        if compressors is not None and compressor is not None:
            raise TypeError("ZarrDataIO: give `compressors` or its older name `compressor`, not both")
        if fillvalue is not None and fill_value is not None:
            raise TypeError("ZarrDataIO: give `fillvalue` or `fill_value`, not both")
        empty = {} if data is not None else {"shape": None if shape is None else tuple(shape), "dtype": dtype}
        super().__init__(data=data, **empty)
        if isinstance(shards, Sequence) and not isinstance(shards, str) and isinstance(chunks, Sequence):
            _check_shards(tuple(shards), tuple(chunks))
        if isinstance(shards, str) and shards != "auto":
            raise ValueError(f"ZarrDataIO: 'shards' must be a shape or 'auto', not {shards!r}")
        if shards is not None and shards != "auto" and not chunks:
            warnings.warn(
                "Specifying 'shards' without 'chunks' is not recommended. "
                "When using sharding, 'chunks' defines the inner chunk shape within each shard.",
                UserWarning,
                stacklevel=2,
            )
        packed = compressor if compressors is None else compressors
        self._maxshape = None if maxshape is None else tuple(maxshape)
        self._link_data = link_data
        asked = {
            "chunks": chunks,
            "shards": tuple(shards) if isinstance(shards, Sequence) and not isinstance(shards, str) else shards,
            "compressors": None if packed is True else packed,
            "filters": filters,
            "serializer": serializer,
            "fill_value": fillvalue if fill_value is None else fill_value,
        }
        self._settings = {name: value for name, value in asked.items() if value is not None}
        #: The array as stored, once it is written: writable until the file is closed.
        self.dataset: Any = None

    @property
    def settings(self) -> dict[str, Any]:
        """What is asked for, by the names of zarr's `create_array`."""
        return dict(self._settings)

    @property
    def io_settings(self) -> dict[str, Any]:
        """The settings under the name that hdmf-zarr and HDF5IO have for them; ``None`` for compressors is none."""
        settings = self.settings
        if settings.get("compressors") is False:
            settings["compressors"] = None
        return settings

    @property
    def link_data(self) -> bool:
        """Whether to link instead of copying."""
        return self._link_data

    @property
    def maxshape(self) -> tuple[int | None, ...] | None:
        """The shape up to which the data may grow."""
        if self._maxshape is not None:
            return self._maxshape
        inherited: tuple[int | None, ...] | None = getattr(self.data, "maxshape", None)
        if inherited is None:
            inherited = self.shape if self.data is None else get_data_shape(self.data)
        return inherited

    @classmethod
    def from_h5py_dataset(cls, h5dataset: h5py.Dataset, **settings: Any) -> ZarrDataIO:
        """Return an HDF5 dataset with the settings by which Zarr stores it as HDF5 does.

        Its codecs are those that every reader of Zarr v3 has, with a checksum.

        Parameters
        ----------
        h5dataset
            The dataset.
        settings
            Arguments of `ZarrDataIO` that come before those of the dataset; ``None`` for the default.
        """
        names = {"fillvalue": "fill_value", "compressor": "compressors"}
        given = {names.get(name, name) for name in settings}
        own = {name: value for name, value in settings_of_dataset(h5dataset).items() if name not in given}
        return cls(h5dataset, **own, **settings)

    @staticmethod
    def hdf5_to_zarr_filters(h5dataset: h5py.Dataset) -> list[Any]:
        """Return the filters of an HDF5 dataset one to one, as zarr has them from numcodecs; warns of those it has not.

        Arrays with these codecs are read by zarr-python; `from_h5py_dataset` has the like that all readers know.
        """
        return filters_one_to_one(h5dataset)

    @staticmethod
    def is_h5py_dataset(obj: Any) -> bool:
        """Tell whether an object is a dataset of h5py."""
        return isinstance(obj, h5py.Dataset)

    def get_io_params(self) -> dict[str, Any]:
        """Return the arguments that make an equal `ZarrDataIO` of other data."""
        params = self.settings
        if "fill_value" in params:
            params["fillvalue"] = params.pop("fill_value")
        return {**params, "link_data": self._link_data}


def _check_shards(shards: tuple[int, ...], chunks: tuple[int, ...]) -> None:
    if len(shards) != len(chunks) or any(shard % chunk for shard, chunk in zip(shards, chunks, strict=True)):
        raise ValueError(f"ZarrDataIO: shards {shards} are not a multiple of chunks {chunks} along every axis")


class _FromH5DataIO(ZarrDataIO):
    """What an `H5DataIO` asks for, in terms of Zarr; the array that is made of it is its own as well."""

    def __init__(self, wrapper: H5DataIO) -> None:
        empty = {"shape": wrapper.shape, "dtype": wrapper.dtype} if wrapper.data is None else {}
        super().__init__(wrapper.data, **settings_of_h5dataio(wrapper), **empty)
        self._wrapper = wrapper

    @property
    def dataset(self) -> Any:
        """The array as stored, once it is written."""
        return self._wrapper.dataset

    @dataset.setter
    def dataset(self, array: Any) -> None:
        if array is not None:
            self._wrapper.dataset = array


def unwrap(data: Any) -> tuple[Any, ZarrDataIO | None]:
    """Return the bare data in any nesting of `DataIO`, and the `ZarrDataIO` among them, if there is one.

    The settings of an `H5DataIO` are translated where there is no `ZarrDataIO` (contract D62).
    """
    wrapper = None
    while isinstance(data, DataIO):
        if isinstance(data, ZarrDataIO):
            wrapper = data
        elif isinstance(data, H5DataIO) and wrapper is None:
            wrapper = _FromH5DataIO(data)
        if data.data is None:
            break
        data = data.data
    return data, wrapper


def is_iterative(data: Any) -> bool:
    """Tell whether ``data`` comes in chunks from an iterator."""
    return isinstance(data, AbstractDataChunkIterator)


def allocation(data: Any) -> tuple[tuple[int, ...], np.dtype[Any]] | None:
    """Return shape and dtype of an array to allocate, if ``data`` is a `DataIO` without data."""
    if isinstance(data, DataIO) and data.data is None:
        return tuple(data.shape), np.dtype(data.dtype)
    return None
