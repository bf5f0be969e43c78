"""The array that HDMF is handed: nothing is read until someone asks for values.

`LazyArray` is a `zarr.Array`, since PyNWB, NeuroConv, NWB Inspector and others ask for that class, but one that costs
nothing to make: zarr's own object comes into being when something is asked of it that isn't known from the metadata.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import h5py
import numpy as np
import zarr
from zarr.errors import BaseZarrError, ChunkNotFoundError

from hdmf_zarr.chunking import Chunking, chunk_key, zarr_array
from hdmf_zarr.convention import is_complete
from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.numcodecs_forms import compressor_of
from hdmf_zarr.reading.chunk_reader import ChunkReader
from hdmf_zarr.reading.selection import select, whole
from hdmf_zarr.reading.together import Columns, Scan
from hdmf_zarr.reading.zarr_array import HDMFZarrArray
from hdmf_zarr.stores import Place, is_nameless, store_name

__all__ = ["LazyArray", "array_location", "fill_scalar", "split_fields"]

type Json = Any
type Array = np.ndarray[Any, Any]

#: With the mark by which HDMF tells bytes from text where there are no elements.
_BYTES: np.dtype[Any] = h5py.string_dtype("ascii")
_CACHED_BYTES = 8 * 2**20
_ITEM_BYTES = 64  # assumed of an element of variable length


class LazyArray(HDMFZarrArray):
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

    Attributes
    ----------
    is_as_documented
        Whether its chunks are encoded as its document says, so that they can be copied with it.
    copy
        Its only object, where the file keeps a copy of it, ``None`` if it must be fetched.
    columns
        Fetches it, along with others of a table, ``None`` if it is fetched by itself.
    """

    is_as_documented = True
    copy: bytes | None = None
    columns: Columns | None = None

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
        self._scan = Scan()

    @functools.cached_property
    def _async_array(self) -> zarr.AsyncArray[Any]:  # type: ignore[override] # a field there, made when needed here
        """The array as zarr has it, made when needed; the name is that of the only field of `zarr.Array`."""
        return zarr_array(self.place.store, self._path, self.document).async_array

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
        """Of the elements in memory; ``object`` for text, as HDMF expects it, and for bytes, which it says they are."""
        match self.element.kind:
            case "compound":
                return _with_bytes(self.stored, self.element)
            case "bytes":
                return _BYTES
            case _:
                return self.element.dtype

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
        return self._object_shape

    @property
    def maxshape(self) -> tuple[int | None, ...]:
        """The shape up to which the array may grow: a Zarr array always can."""
        return (None,) * self.ndim

    @property
    def compressor(self) -> Any:
        """What compresses chunks, as numcodecs has it; ``None`` if nothing does. So it was called for Zarr v2."""
        return compressor_of(self.document["codecs"])

    @property
    def _object_shape(self) -> tuple[int, ...]:
        return tuple(self.document["chunk_grid"]["configuration"]["chunk_shape"])

    @functools.cached_property
    def chunking(self) -> Chunking:
        """How its chunks are encoded, and where they are stored."""
        return Chunking(self._path, self.document, self.stored)

    @functools.cached_property
    def _chunk_reader(self) -> ChunkReader:
        return ChunkReader(self.place, self.chunking, self.decode_chunk, self._missing_chunk)

    @property
    def decodes_itself(self) -> bool:
        """Whether its codecs are among those of `hdmf_zarr.codecs`, and zarr isn't needed to read it."""
        return self.chunking.chain is not None

    def chunk_key(self, coordinates: tuple[int, ...]) -> str:
        """Return the key under which a stored object lies, a chunk or a shard."""
        return chunk_key(self._path, self.document, coordinates)

    # ---- values

    def __eq__(self, other: object) -> bool:
        """Tell whether another is the same array of the same file, as `zarr.Array` has it."""
        return isinstance(other, LazyArray) and (self.place.source, self._path) == (other.place.source, other._path)

    def __hash__(self) -> int:
        return hash((self.place.source, self._path))

    def __iter__(self) -> Iterator[Any]:
        if not self._shape:
            raise TypeError("iteration over a 0-d array")
        rows = max(1, self._object_shape[0])
        for start in range(0, self._shape[0], rows):
            yield from self[start : start + rows]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if copy is False:
            raise ValueError(f"`copy=False` is not supported: {self.name} is read from a file")
        values = self[...] if self._shape else np.asarray(self[()], self.dtype)
        return np.array(values, dtype=dtype) if dtype is not None else np.asarray(values)

    def __getitem__(self, selection: Any) -> Any:
        values = self._whole(selection)
        if values is not None:
            chosen = values[_numpy_selection(selection)]
            return chosen.copy() if isinstance(chosen, np.ndarray | np.void) else chosen
        return self._select(selection)

    def __setitem__(self, selection: Any, value: Any) -> None:
        self._check_writable()
        self._forget_values()
        super().__setitem__(selection, value)

    def append(self, data: Any, axis: int = 0) -> tuple[int, ...]:
        """Add ``data`` at the end of an axis; the shape but for that axis must be the array's."""
        rows = np.asarray(data, dtype=self._zarr_dtype)
        self._forget_values()
        self._check_writable()
        shape = super().append(rows, axis=axis)
        self._grown()
        return shape

    def forget(self, stored: np.dtype[Any]) -> None:
        """Forget what was made of the document, which has changed; elements are now stored as ``stored``."""
        self.stored = stored
        self._forget_values()
        for made in ("_async_array", "chunking", "_chunk_reader"):
            self.__dict__.pop(made, None)

    def _check_writable(self) -> None:
        if self.place.read_only:
            raise ValueError(f"{self.place.source}: {self.name} was opened for reading; open the file in mode 'r+'")

    def _forget_values(self) -> None:
        self._values = None
        if "_chunk_reader" in self.__dict__:
            self._chunk_reader.forget()

    def resize(self, new_shape: Any) -> None:
        """Change the shape in place; what is outside of the new one is lost."""
        self._forget_values()
        self._check_writable()
        super().resize(new_shape)
        self._grown()

    def _grown(self) -> None:
        self._shape = tuple(super().shape)
        if is_complete(self.document):  # no longer, and zarr's own array must know
            self.__dict__.pop("_async_array")
        self.document["shape"] = list(self._shape)
        self.place.changed = True

    @property
    def _zarr_dtype(self) -> np.dtype[Any]:
        return np.dtypes.StringDType() if self.stored.kind == "O" else self.stored

    @property
    def memory(self) -> int:
        """About how many bytes all values take."""
        return self.size * (_ITEM_BYTES if self.stored.kind == "O" else self.stored.itemsize)

    @property
    def only_key(self) -> str | None:
        """The key of the object that holds all values, ``None`` if there are several or none."""
        if not self._shape or self._object_shape != self._shape or self.chunking.shards is not None:
            return None
        return self.chunk_key((0,) * self.ndim)

    def _whole(self, selection: Any) -> Array | None:
        """Return all values, kept from the first time, if they are few, and are asked for or cost no more to get."""
        if self._values is None:
            if self.memory > _CACHED_BYTES or not self.decodes_itself:
                return None
            if self.place.distant and self.only_key is None and not self._scan.goes_on(selection):
                return None
            values = self._decode_all()
            self._values = self._presented(values)
        return self._values

    def _decode_all(self) -> Array:
        key = self.only_key
        if key is None:
            return self._chunk_reader.read(whole(self._shape, self.chunking.chunk_shape))
        at = (0,) * self.ndim
        data = self.copy
        if data is None:
            data = self.place.read_many((key,))[key] if self.columns is None else self.columns.read(key)
        return self._missing_chunk(at) if data is None else self.decode_chunk(data, at)

    def _read_chunks(self, keys: tuple[Any, ...]) -> Array | None:
        """Return what integers, slices and one sequence of integers select; ``None`` if the selection is another."""
        selection = select(keys, self._shape, self.chunking.chunk_shape)
        return None if selection is None else self._chunk_reader.read(selection).squeeze(axis=selection.dropped)

    def decode_chunk(self, data: bytes, coordinates: tuple[int, ...]) -> Array:
        """Return the values of a chunk that is stored as ``data``.

        Raises
        ------
        DamagedFileError
            If it can't be decoded; the message names the chunk and the array.
        """
        try:
            return self._decoded(data)
        except (ValueError, RuntimeError) as error:
            key = self.chunk_key(coordinates)
            raise DamagedFileError(f"{self.place.source}: chunk {key} of {self.name} is damaged: {error}") from error

    def _decoded(self, data: bytes) -> Array:
        chain = self.chunking.chain
        if chain is None:
            raise TypeError(f"{self.name}: its codecs are zarr's to decode")
        return chain.decode(data, self.chunking.chunk_shape)

    def chunk(self, coordinates: tuple[int, ...]) -> Array:
        """Return a whole chunk, to be changed: as it is stored, or blank where the array ends before it."""
        begins = [index * step for index, step in zip(coordinates, self.chunking.chunk_shape, strict=True)]
        if any(begin >= length for begin, length in zip(begins, self._shape, strict=True)):
            return self._blank_chunk()
        return self._chunk_reader.chunk(coordinates)

    def _missing_chunk(self, coordinates: tuple[int, ...]) -> Array:
        """Return what a chunk that isn't stored reads as, if a writer may have left it out as all fill value.

        Raises
        ------
        DamagedFileError
            If none may be missing (contract I14).
        """
        if is_complete(self.document):
            self._refuse_missing(f"chunk {self.chunk_key(coordinates)}")
        fill = np.asarray(fill_scalar(self.document["fill_value"], self.stored), self.stored)
        return np.broadcast_to(fill, self.chunking.chunk_shape)  # which takes no memory, however large it is

    def _blank_chunk(self) -> Array:
        fill = fill_scalar(self.document["fill_value"], self.stored)
        return np.full(self.chunking.chunk_shape, fill, self.stored)

    def _refuse_missing(self, what: str) -> NoReturn:
        self.place.check_same()
        raise DamagedFileError(
            f"{self.place.source}: {what} of {self.name} was stored and is missing; restore it from a copy of the file"
        )

    def _presented(self, values: Array) -> Array:
        """Return values as HDMF knows them: bytes of what was written as bytes, be it a field (contract D14)."""
        if self.element.kind == "bytes":
            return _encoded(values)
        if not self._bytes_fields:
            return values
        presented = np.empty(values.shape, _with_bytes(values.dtype, self.element))
        for name in presented.dtype.names or ():
            presented[name] = _encoded(values[name]) if name in self._bytes_fields else values[name]
        return presented

    @property
    def _bytes_fields(self) -> list[str]:
        return [field.name for field in self.element.fields if field.type.kind == "bytes"]

    def _select(self, selection: Any) -> Any:
        """Read a selection through zarr, with numpy's meaning of masks and lists."""
        fields, places = split_fields(selection)
        try:
            result = self._read_places(places)
        except ChunkNotFoundError:
            self._refuse_missing("a chunk")
        except BaseZarrError:  # of a selection that doesn't fit
            raise
        except (ValueError, RuntimeError) as error:
            self.place.check_same()
            raise DamagedFileError(
                f"{self.place.source}: a chunk of {self.name} is damaged: {error}; hdmf_zarr.verify says which"
            ) from error
        self.place.check_same()
        if self.stored.kind == "O" and isinstance(result, np.ndarray):
            result = self._presented(result.astype(object))
        elif self._bytes_fields:
            result = self._presented(np.asarray(result))
        for name in fields:
            result = result[name]
        return result[()] if isinstance(result, np.ndarray) and result.ndim == 0 else result

    def _read_places(self, places: Any) -> Any:
        keys = tuple(_as_indices(key) for key in (places if isinstance(places, tuple) else (places,)))
        if any(isinstance(key, slice) and key.step is not None and key.step < 0 for key in keys):
            return self._read_reversed(keys)
        result = self._read_chunks(keys) if self.decodes_itself else None
        return self._read_otherwise(keys) if result is None else result

    def _read_otherwise(self, keys: tuple[Any, ...]) -> Any:
        """Let zarr read a selection: all those of its own codecs, and for others masks and several lists of indices."""
        arrays = [key for key in keys if isinstance(key, np.ndarray)]
        if len(keys) == 1 and arrays and arrays[0].dtype == bool:
            return super().get_mask_selection(arrays[0])
        if len(arrays) == 1:
            return super().get_orthogonal_selection(keys)
        return super().__getitem__(keys)

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
        return np.asarray(self._read_places(tuple(forward)))[tuple(turn)]


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


def _encoded(texts: Array) -> Array:
    flat = np.empty(texts.size, object)
    flat[:] = [text.encode() for text in texts.flat]
    return flat.reshape(texts.shape)


def _with_bytes(stored: np.dtype[Any], element: ElementType) -> np.dtype[Any]:
    """Return the dtype of a compound in memory, where fields of bytes are objects; the same one if it has none."""
    kinds = {field.name: field.type.kind for field in element.fields}
    if "bytes" not in kinds.values():
        return stored
    return np.dtype(
        [(name, np.dtype(object) if kinds[name] == "bytes" else stored[name]) for name in stored.names or ()]
    )


def split_fields(selection: Any) -> tuple[list[str], Any]:
    """Split field names off a selection: ``a["x"]``, ``a[3, "x"]``."""
    keys = selection if isinstance(selection, tuple) else (selection,)
    fields = [key for key in keys if isinstance(key, str)]
    if not fields:
        return [], selection
    rest = tuple(key for key in keys if not isinstance(key, str))
    return fields, rest or Ellipsis


def _as_indices(key: Any) -> Any:
    """Return a sequence of indices, or a mask of one axis, as an array of integers; anything else as it is."""
    if not isinstance(key, list | np.ndarray):
        return key
    array = np.asarray(key, dtype=int) if len(key) == 0 else np.asarray(key)
    return np.flatnonzero(array) if array.dtype == bool and array.ndim == 1 else array


def _numpy_selection(selection: Any) -> Any:
    """Return a selection as numpy takes it; lists become arrays, so that nested ones aren't taken for tuples."""
    if isinstance(selection, list):
        return np.asarray(selection, dtype=int) if not selection else np.asarray(selection)
    return selection


def array_location(array: zarr.Array[Any]) -> tuple[str, str] | None:
    """Return source and path of an array that lies in a file, ``None`` if no link could name its store."""
    if isinstance(array, LazyArray):
        return array.place.source, array.path
    source = store_name(array.store)
    return None if is_nameless(source) else (source, array.path)
