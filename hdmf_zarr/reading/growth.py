"""Arrays that grow in place: what HDMF is handed in the modes ``r+`` and ``a``.

Rows are checked as data are when a file is planned: what would be changed is refused. Chunks are stored before the
document that tells of them, each in one step, so that a crash in between leaves the array as it was, and the file as
it was when it was opened (see `hdmf_zarr.reading.changes`). A compound whose text fields are widened, or an index
into ragged data that outgrows its type, is written anew, beside the old one where the place can do that; after that,
there is no way back for the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from hdmf.common import VectorIndex
from hdmf.container import AbstractContainer
from hdmf.data_utils import DataIO

from hdmf_zarr._hdmf_private import leave_precision
from hdmf_zarr.convention import DTYPE, EXTENSION, completeness, is_complete
from hdmf_zarr.dtypes import dtype_attribute, field_width, number, zarr_data_type
from hdmf_zarr.errors import StorageError
from hdmf_zarr.grid import Region, overlap, touched
from hdmf_zarr.reading.catalog import document_bytes, drop_consolidated
from hdmf_zarr.reading.changes import begin_change
from hdmf_zarr.reading.lazy import LazyArray, split_fields
from hdmf_zarr.stores import METADATA_KEY
from hdmf_zarr.writing.chunks import write_array
from hdmf_zarr.writing.datasets import ArrayPlan
from hdmf_zarr.writing.layout import plain_layout
from hdmf_zarr.writing.values import as_array, to_stored
from hdmf_zarr.writing.writer import ChunkWriter

__all__ = ["GrowableArray", "let_indexes_grow"]

type Array = np.ndarray[Any, Any]


class GrowableArray(LazyArray, DataIO):
    """An array of a file that is open for changes.

    It is a `DataIO` as well as a `zarr.Array`, because hdmf's `extend_data` knows lists, `DataIO`, numpy and h5py: only
    as a `DataIO` can another library's array be extended, as ragged columns of tables need it (contract M09).

    Attributes
    ----------
    is_index
        Whether it holds the ends of ragged data: then one that is too large for its type makes that wider.
    """

    is_index = False

    @property
    def data(self) -> LazyArray:
        """The array without the means to grow, as `DataIO` has it."""
        return LazyArray(self.place, self.path, self.document, self.element, self.stored)

    @property
    def valid(self) -> bool:
        """Whether there are data: always."""
        return True

    def append(self, data: Any, axis: int = 0) -> tuple[int, ...]:
        """Add one element along the first axis, or an array of several along ``axis``.

        Parameters
        ----------
        data
            The element: a value, a row of a compound, an array with one axis less than this one. Or several, in an
            array with as many axes.
        axis
            Where to add several.

        Returns
        -------
        The new shape.

        Raises
        ------
        StorageError
            If a value would be changed by storing it.
        """
        one = isinstance(data, tuple | np.void) or np.ndim(data) < self.ndim
        self._add(self._converted([data] if one else data), axis)
        return self.shape

    def extend(self, arg: Any) -> None:
        """Add several elements along the first axis; errors are those of `append`."""
        rows = self._converted(arg if isinstance(arg, np.ndarray) else list(arg))
        if len(rows):
            self._add(rows, 0)

    def append_stored(self, rows: Array) -> None:
        """Add rows that have the form in which they are stored, references as paths."""
        self._add(rows, 0)

    def append_row(self, values: Iterable[Any]) -> None:
        """Add a row of a compound dataset: the value of each field as it is stored, references as paths."""
        row = dict(zip(self.stored.names or (), values, strict=True))
        dtype = np.dtype(
            [(n, f"U{field_width(len(v))}" if isinstance(v, str) else self.stored[n]) for n, v in row.items()]
        )
        self._add(np.array([tuple(row.values())], dtype=dtype), 0)

    def _converted(self, rows: Any) -> Array:
        if not isinstance(rows, np.ndarray) and len(rows) == 0:
            return np.zeros((0, *self.shape[1:]), self.stored)
        if self.is_index:
            self._widen_index(np.asarray(rows))
        array, _ = to_stored(as_array(rows, self.element, self.name, self._refuse_reference), self.element)
        return array

    def _refuse_reference(self, target: Any) -> str:
        raise StorageError(self.name, f"a reference to {target.name!r}", "append it through the column that was read")

    def __setitem__(self, selection: Any, value: Any) -> None:
        value = self._as_stored(selection, value)
        begin_change(self.place)
        if self.stored.names is not None and _is_wider(value.dtype, self.stored):
            self._widen(value.dtype)
        super().__setitem__(selection, value)

    def _as_stored(self, selection: Any, value: Any) -> Any:
        """Return values to set as they are stored; numbers and references are left as they are."""
        if self.element.kind not in {"text", "bytes", "compound"}:
            return value
        if split_fields(selection)[0]:
            raise StorageError(self.name, "values of one field", "set whole rows")
        array, _ = to_stored(as_array(value, self.element, self.name, self._refuse_reference), self.element)
        return array[()]

    def resize(self, new_shape: Any) -> None:
        """Change the shape in place; what is outside of the new one is lost."""
        begin_change(self.place)
        super().resize(new_shape)

    def _add(self, rows: Array, axis: int) -> None:
        begin_change(self.place)
        if self.stored.names is not None and _is_wider(rows.dtype, self.stored):
            self._widen(rows.dtype)
        if self.ndim > 1 and rows.shape[:axis] + rows.shape[axis + 1 :] != self.shape[:axis] + self.shape[axis + 1 :]:
            raise StorageError(self.name, f"rows of shape {rows.shape} for an array of shape {self.shape}")
        start = self.shape[axis]
        shape = tuple(start + rows.shape[axis] if number == axis else n for number, n in enumerate(self.shape))
        if self.chunking.chain is None:
            super().append(rows, axis=axis)
        else:
            if self.place.documents_first:
                longer = {**self.document, "shape": list(shape)}
                self.place.write(f"{self.path}/{METADATA_KEY}", document_bytes(longer))
            self._store(rows, tuple(slice(start if number == axis else 0, n) for number, n in enumerate(shape)))
            self._tell(shape)

    def _store(self, rows: Array, region: Region) -> None:
        """Store the chunks of a region, some of which hold other rows already."""
        grid = self.chunking.chunk_shape
        with ChunkWriter(self.place, adds=True) as writer:
            for at in touched(region, grid):
                where, inside = overlap(region, at, grid)
                part = chunk = rows[where]
                if part.shape != grid:
                    chunk = self.chunk(at)
                    chunk[inside] = part
                writer.write(self.chunking, at, chunk, part.nbytes)
            writer.finish(self.chunking)

    def _tell(self, shape: tuple[int, ...]) -> None:
        """Store that the array has grown to ``shape``."""
        if is_complete(self.document):
            self.document[EXTENSION] = {**self.document[EXTENSION], **completeness(shape)}
        self.document["shape"] = list(shape)
        self._shape = shape
        self.forget(self.stored)
        self.place.write(f"{self.path}/{METADATA_KEY}", document_bytes(self.document))
        self.place.changed = True

    def _widen(self, other: np.dtype[Any]) -> None:
        """Rewrite the array with text fields that hold the longest text of both dtypes."""
        widths = {
            name: max(self.stored[name].itemsize, other[name].itemsize) // 4
            for name in self.stored.names or ()
            if self.stored[name].kind == "U"
        }
        wider = np.dtype([(n, f"U{widths[n]}" if n in widths else self.stored[n]) for n in self.stored.names or ()])
        values = np.asarray(self[...]).astype(wider)
        self.document["data_type"] = zarr_data_type(self.element, widths)
        self._rewrite(values)

    def _widen_index(self, ends: Array) -> None:
        """Rewrite an index with a type that holds these ends as well, if its own doesn't."""
        wider = np.promote_types(self.stored, np.min_scalar_type(ends.max()))
        if wider == self.stored or wider.kind != "u":
            return
        begin_change(self.place)
        values = np.asarray(self[...]).astype(wider)
        self.element = number(wider, self.name)
        self.document["data_type"] = zarr_data_type(self.element, {})
        self.document["codecs"] = list(plain_layout(self.shape, wider, self.element, self.chunking.chunk_shape).codecs)
        self.document["attributes"] = {**self.document["attributes"], DTYPE: dtype_attribute(self.element)}
        self._rewrite(values)

    def _rewrite(self, values: Array) -> None:
        """Write the array anew, as its document now says."""
        drop_consolidated(self.place)  # it would tell readers of narrower fields, if this were the last that is done
        with self.place.node_replacement(self.path) as place, ChunkWriter(place) as writer:
            write_array(ArrayPlan(self.path, self.document, self.element, values.dtype, values), writer)
            writer.flush()
            place.write(f"{self.path}/{METADATA_KEY}", document_bytes(self.document))
        self.place.changed = True
        self.forget(values.dtype)


def let_indexes_grow(root: AbstractContainer) -> None:
    """Let the indexes into ragged data below a container, which was read, take any row (contract M09)."""
    pending = [root]
    while pending:
        container = pending.pop()
        pending.extend(container.children)
        if isinstance(container, VectorIndex) and isinstance(container.data, GrowableArray):
            container.data.is_index = True
            leave_precision(container)


def _is_wider(one: np.dtype[Any], other: np.dtype[Any]) -> bool:
    """Tell whether a text field of ``one`` holds longer text than that of ``other``."""
    return any(one[name].kind == "U" and one[name].itemsize > other[name].itemsize for name in other.names or ())
