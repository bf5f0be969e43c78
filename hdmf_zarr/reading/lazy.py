"""The array that HDMF is handed: nothing is read until someone asks for values.

`LazyArray` is a `zarr.Array`, since PyNWB, NeuroConv, NWB Inspector and others ask for that class, but one that costs
nothing to make: zarr's own object comes into being when something is asked of it that isn't known from the metadata.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import zarr
from zarr.storage import LocalStore, StorePath

from hdmf_zarr.codecs import CodecChain, chain_for
from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.stores import Place

__all__ = ["LazyArray", "array_location", "fill_scalar", "split_fields", "zarr_array"]

type Json = Any
type Array = np.ndarray[Any, Any]

_CACHED_BYTES = 8 * 2**20
_ITEM_BYTES = 64  # assumed of an element of variable length


class LazyArray(zarr.Array[Any]):
    """An array of a file, as a `zarr.Array` that reads nothing before it is asked.

    It behaves as a numpy array does on indexing (integers, slices, lists, masks, field names) and as an
    `h5py.Dataset` does otherwise (`len`, iteration, text as `str`).

    Parameters
    ----------
    place
        Where the file lies.
    path
        Of the array in it, without leading slash.
    document
        Its metadata document.
    element, stored
        From `hdmf_zarr.dtypes.stored_type`.
    """

    def __init__(
        self, place: Place, path: str, document: dict[str, Json], element: ElementType, stored: np.dtype[Any]
    ) -> None:
        # zarr's own __init__ wants the asynchronous array at once; see _async_array
        self.place = place
        self.document = document
        self.element = element
        self.stored = stored
        self._path = path
        self._shape: tuple[int, ...] = tuple(document["shape"])
        self._values: Array | None = None

    @functools.cached_property
    def _async_array(self) -> zarr.AsyncArray[Any]:  # type: ignore[override] # a field there, made when needed here
        """The array as zarr has it, made when needed; the name is that of the only field of `zarr.Array`."""
        return zarr_array(self.place, self._path, self.document).async_array

    # ---- what the metadata says

    @property
    def shape(self) -> tuple[int, ...]:
        """Length along each axis."""
        return self._shape

    @shape.setter
    def shape(self, value: tuple[int, ...]) -> None:
        self.resize(value)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self._shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(math.prod(self._shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the elements in memory; ``object`` for text, as HDMF expects it."""
        return self.element.dtype if self.element.kind != "compound" else self.stored

    @property
    def path(self) -> str:
        """Of the array in its file, without leading slash."""
        return self._path

    @property
    def name(self) -> str:
        """Of the array in its file, with leading slash."""
        return f"/{self._path}"

    @property
    def chunks(self) -> tuple[int, ...]:
        """Shape of a chunk (within shards, where there are any)."""
        codec = self.document["codecs"][0]
        if codec["name"] == "sharding_indexed":
            return tuple(codec["configuration"]["chunk_shape"])
        return self._grid

    @property
    def maxshape(self) -> tuple[int | None, ...]:
        """The shape up to which the array may grow: a Zarr array always can."""
        return (None,) * self.ndim

    @property
    def compressor(self) -> Any:
        """The first codec from bytes to bytes, ``None`` if there is none: how hdmf-zarr for Zarr v2 called it."""
        codecs = [codec for codec in self.compressors if type(codec).__name__ != "Crc32cCodec"]
        return codecs[0] if codecs else None

    @property
    def _grid(self) -> tuple[int, ...]:
        return tuple(self.document["chunk_grid"]["configuration"]["chunk_shape"])

    @functools.cached_property
    def _chain(self) -> CodecChain | None:
        return chain_for(self.document["codecs"], self.stored)

    @property
    def decodes_itself(self) -> bool:
        """Whether its codecs are among those of `hdmf_zarr.codecs`, and zarr isn't needed to read it."""
        return self._chain is not None

    def chunk_key(self, coordinates: tuple[int, ...]) -> str:
        """Return the key under which a chunk is stored."""
        encoding = self.document["chunk_key_encoding"]
        default = encoding["name"] == "default"
        separator = encoding.get("configuration", {}).get("separator", "/" if default else ".")
        parts = [str(coordinate) for coordinate in coordinates]
        name = separator.join(["c", *parts]) if default else (separator.join(parts) or "0")
        return f"{self._path}/{name}"

    # ---- values

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __len__(self) -> int:
        if not self._shape:
            raise TypeError("len() of unsized object")
        return self._shape[0]

    def __iter__(self) -> Iterator[Any]:
        if not self._shape:
            raise TypeError("iteration over a 0-d array")
        rows = max(1, self._grid[0])
        for start in range(0, self._shape[0], rows):
            yield from self[start : start + rows]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if copy is False:
            raise ValueError(f"{self.name}: an array that is read from a file can't be had without a copy")
        values = self[...] if self._shape else np.asarray(self[()], self.dtype)
        return np.array(values, dtype=dtype) if dtype is not None else np.asarray(values)

    def __getitem__(self, selection: Any) -> Any:
        values = self._whole()
        if values is not None:
            chosen = values[_numpy_selection(selection)]
            return chosen.copy() if isinstance(chosen, np.ndarray | np.void) else chosen
        return self._select(selection)

    def __setitem__(self, selection: Any, value: Any) -> None:
        self._values = None
        super().__setitem__(selection, value)

    def append(self, data: Any, axis: int = 0) -> tuple[int, ...]:
        """Add ``data`` at the end of an axis; the shape but for that axis must be the array's."""
        rows = np.asarray(data, dtype=self._zarr_dtype)
        self._values = None
        shape = super().append(rows, axis=axis)
        self._grown()
        return shape

    def forget(self, stored: np.dtype[Any]) -> None:
        """Forget what was made of the document, which has changed; elements are now stored as ``stored``."""
        self.stored = stored
        self._values = None
        for made in ("_async_array", "_chain"):
            self.__dict__.pop(made, None)

    def resize(self, new_shape: Any) -> None:
        """Change the shape in place; what is outside of the new one is lost."""
        self._values = None
        super().resize(new_shape)
        self._grown()

    def _grown(self) -> None:
        self._shape = tuple(super().shape)
        self.document["shape"] = list(self._shape)
        self.place.changed = True

    @property
    def _zarr_dtype(self) -> np.dtype[Any]:
        return np.dtypes.StringDType() if self.stored.kind == "O" else self.stored

    def _whole(self) -> Array | None:
        """Return all values, kept from the first time, if they are few."""
        if self._values is None:
            itemsize = _ITEM_BYTES if self.stored.kind == "O" else self.stored.itemsize
            if self.size * itemsize > _CACHED_BYTES or not self.decodes_itself:
                return None
            values = self._decode_all()
            self._values = self._presented(values)
        return self._values

    def _decode_all(self) -> Array:
        grid = self._grid
        counts = [-(-length // step) if length else 0 for length, step in zip(self._shape, grid, strict=True)]
        coordinates = list(np.ndindex(*counts))
        stored = self.place.read_many(self.chunk_key(at) for at in coordinates)
        if len(coordinates) == 1 and grid == self._shape:
            data = stored[self.chunk_key(coordinates[0])]
            return self._fill() if data is None else self.decode_chunk(data, coordinates[0])
        values = self._fill()
        for at in coordinates:
            data = stored[self.chunk_key(at)]
            if data is None:
                continue
            region = tuple(
                slice(index * step, min((index + 1) * step, length))
                for index, step, length in zip(at, grid, self._shape, strict=True)
            )
            part = tuple(slice(0, where.stop - where.start) for where in region)
            values[region] = self.decode_chunk(data, at)[part]
        return values

    def decode_chunk(self, data: bytes, coordinates: tuple[int, ...]) -> Array:
        """Return the values of a chunk that is stored as ``data``.

        Raises
        ------
        DamagedFileError
            If it can't be decoded; the message names the chunk and the array.
        """
        if self._chain is None:
            raise TypeError(f"{self.name}: its codecs are zarr's to decode")
        try:
            return self._chain.decode(data, self._grid)
        except (ValueError, RuntimeError) as error:
            key = self.chunk_key(coordinates)
            raise DamagedFileError(f"{self.place.source}: chunk {key} of {self.name} is damaged: {error}") from error

    def _fill(self) -> Array:
        """Return an array of the whole shape that holds the fill value throughout."""
        return np.full(self._shape, fill_scalar(self.document["fill_value"], self.stored), self.stored)

    def _presented(self, values: Array) -> Array:
        """Return values as HDMF knows them: bytes of a dataset that was written as bytes."""
        if self.element.kind != "bytes":
            return values
        flat = np.empty(values.size, object)
        flat[:] = [text.encode() for text in values.flat]
        return flat.reshape(values.shape)

    def _select(self, selection: Any) -> Any:
        """Read a selection through zarr, with numpy's meaning of masks and lists."""
        fields, places = split_fields(selection)
        result = self._read_places(places)
        self.place.check_same()
        if self.stored.kind == "O" and isinstance(result, np.ndarray):
            result = self._presented(result.astype(object))
        for name in fields:
            result = result[name]
        return result[()] if isinstance(result, np.ndarray) and result.ndim == 0 else result

    def _read_places(self, places: Any) -> Any:
        keys = places if isinstance(places, tuple) else (places,)
        arrays = [isinstance(key, list | np.ndarray) for key in keys]
        if not any(arrays):
            if any(isinstance(key, slice) and key.step is not None and key.step < 0 for key in keys):
                return self._read_reversed(keys)
            return super().get_basic_selection(places)
        if len(keys) == 1 and isinstance(keys[0], list | np.ndarray):
            key = np.asarray(keys[0])
            if key.dtype == bool and key.ndim > 1:
                return super().get_mask_selection(key)
            if key.ndim <= 1:
                rows = np.flatnonzero(key) if key.dtype == bool else key.astype(int)
                return self._read_rows(rows)
        return super().__getitem__(places)

    def _read_rows(self, rows: Array) -> Any:
        rows = np.where(rows < 0, rows + self._shape[0], rows)
        if rows.size and (rows.min() < 0 or rows.max() >= self._shape[0]):
            raise IndexError(f"{self.name}: row out of bounds for axis 0 of length {self._shape[0]}")
        return super().get_orthogonal_selection((rows, *([slice(None)] * (self.ndim - 1))))

    def _read_reversed(self, keys: tuple[Any, ...]) -> Any:
        """Read slices of negative step forwards, and turn the result round."""
        forward, turn = [], []
        lengths = iter(self._shape)
        for key in keys:
            length = next(lengths)
            if isinstance(key, slice) and (key.step or 1) < 0:
                steps = range(*key.indices(length))
                forward.append(slice(steps[-1], steps[0] + 1, -steps.step) if steps else slice(0, 0))
                turn.append(slice(None, None, -1))
            else:
                forward.append(key)
                if not isinstance(key, int | np.integer):
                    turn.append(slice(None))
        return np.asarray(super().get_basic_selection(tuple(forward)))[tuple(turn)]


def zarr_array(place: Place, path: str, document: dict[str, Json]) -> zarr.Array[Any]:
    """Return zarr's own array of a metadata document, without reading or writing one; all its chunks are written."""
    make: Any = zarr.AsyncArray  # its signature knows documents only as closed sets of keys
    store_path = StorePath(place.store, path)
    config = {"order": "C", "write_empty_chunks": True}
    return zarr.Array(make(metadata=document, store_path=store_path, config=config))


def fill_scalar(fill: Json, dtype: np.dtype[Any]) -> Any:
    """Return a fill value of a metadata document as a value of ``dtype``; of a compound, as an array without axes."""
    if dtype.names is not None and isinstance(fill, Mapping):
        value = np.zeros((), dtype)
        for name in dtype.names:
            value[name] = fill_scalar(fill[name], dtype[name])
        return value
    if dtype.kind == "c" and isinstance(fill, list):
        return complex(float(fill[0]), float(fill[1]))
    if dtype.kind == "f" and isinstance(fill, str) and fill.startswith("0x"):
        return np.frombuffer(bytes.fromhex(fill[2:]), dtype.newbyteorder(">"))[0]
    if dtype.kind == "f" and isinstance(fill, str):
        return float(fill.replace("Infinity", "inf"))
    return fill


def split_fields(selection: Any) -> tuple[list[str], Any]:
    """Split field names off a selection: ``a["x"]``, ``a[3, "x"]``."""
    keys = selection if isinstance(selection, tuple) else (selection,)
    fields = [key for key in keys if isinstance(key, str)]
    if not fields:
        return [], selection
    rest = tuple(key for key in keys if not isinstance(key, str))
    return fields, rest or Ellipsis


def _numpy_selection(selection: Any) -> Any:
    """Return a selection as numpy takes it; lists become arrays, so that nested ones aren't taken for tuples."""
    if isinstance(selection, list):
        return np.asarray(selection, dtype=int) if not selection else np.asarray(selection)
    return selection


def array_location(array: zarr.Array[Any]) -> tuple[str, str] | None:
    """Return source and path of an array that lies in a file, ``None`` if no link could name its store."""
    if isinstance(array, LazyArray):
        return array.place.source, array.path
    store = array.store
    return (str(store.root.resolve()), array.path) if isinstance(store, LocalStore) else None
