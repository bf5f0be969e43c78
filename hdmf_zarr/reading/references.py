"""Datasets of references, as HDMF is handed them: a reference is followed when someone asks for it.

Each comes in two forms, one that resolves to builders and one that resolves to containers; HDMF turns one into the
other by `invert`. Many references are resolved at once, each distinct one a single time.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hdmf.build import Builder
from hdmf.query import BuilderResolver, ContainerResolver, HDMFDataset

from hdmf_zarr.dtypes import ElementType
from hdmf_zarr.reading.lazy import LazyArray, split_fields
from hdmf_zarr.regions import RegionReference, refuse_other_backends

__all__ = [
    "BuilderReferences",
    "BuilderTable",
    "ContainerReferences",
    "ContainerTable",
    "DatasetOfReferences",
    "ReferenceArray",
    "ReferenceTable",
]

type Array = np.ndarray[Any, Any]


class DatasetOfReferences(HDMFDataset):
    """A dataset whose elements, or some of whose fields, are references; resolved when they are asked for.

    Parameters
    ----------
    dataset
        The array of paths, or of rows with paths in them.
    io
        The `ZarrIO` that read it.
    reader
        The `TreeReader` of its file, which may be another one that ``io`` followed a link to: it knows what a stored
        reference stands for there.
    """

    def __init__(self, dataset: LazyArray, io: Any, reader: Any) -> None:
        super().__init__(dataset=dataset)
        self._io = io
        self._reader = reader

    @property
    def io(self) -> Any:
        """The `ZarrIO` that read the dataset."""
        return self._io

    @property
    def shape(self) -> tuple[int, ...]:
        """Length along each axis."""
        return tuple(self.dataset.shape)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def name(self) -> str:
        """Path of the dataset in its file."""
        return str(self.dataset.name)

    @property
    def element(self) -> ElementType:
        """What the elements are."""
        element: ElementType = self.dataset.element
        return element

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if self.element.regions:
            refuse_other_backends(self)
        values = self[...] if not self.shape else self[:]
        if isinstance(values, np.ndarray):
            return values
        elements = np.empty(self.shape, object)
        elements[...] = values
        return elements

    def invert(self) -> Any:
        """Return the same dataset resolving to containers instead of builders, or back (contract E27)."""
        return self.get_inverse_class()(self.dataset, self._io, self._reader)

    @classmethod
    @abstractmethod
    def get_inverse_class(cls) -> Callable[..., Any]:
        """Return the class that `invert` makes; each subclass has its own."""

    def _resolve(self, text: str) -> Any:
        found = self._reader.resolve(text)
        if isinstance(found, RegionReference):
            return found.towards(self._region_target(found.target))
        return None if found is None else self._target(found)

    @abstractmethod
    def _target(self, builder: Builder) -> Any:
        """Return what a reference to ``builder`` is resolved to."""

    @abstractmethod
    def _region_target(self, builder: Builder) -> Any:
        """Return what is the target of a region of ``builder``."""

    def _resolve_all(self, texts: Array) -> list[Any]:
        """Resolve many references, each distinct one once."""
        known = {text: self._resolve(text) for text in set(texts.tolist())}
        return [known[text] for text in texts.tolist()]

    def __iter__(self) -> Iterator[Any]:
        yield from self[:]

    def __next__(self) -> Any:
        return next(iter(self))


class ReferenceArray(DatasetOfReferences):
    """A dataset of references; slices give lists (contract E24, E25), nested where there are several axes."""

    @property
    def dtype(self) -> Any:
        """``"object"``, as HDMF's validator expects of references; of regions h5py's dtype, for want of another."""
        return self.element.hdmf

    def __getitem__(self, selection: Any) -> Any:
        chosen = self.dataset[selection]
        return self._resolve(chosen) if isinstance(chosen, str) else self._resolve_nested(chosen)

    def _resolve_nested(self, texts: Array) -> list[Any]:
        if texts.ndim == 1:
            return self._resolve_all(texts)
        return [self._resolve_nested(row) for row in texts]

    def append(self, arg: Any) -> None:
        """Add a reference to a container that has been written (contract E34)."""
        self.dataset.append_stored(np.array([self._io.reference_to(arg)], dtype=object))


class ReferenceTable(DatasetOfReferences):
    """A compound dataset with fields of references; rows have them resolved (contract E29, E30)."""

    @property
    def types(self) -> list[Any]:
        """What each field is, as `DatasetBuilder.dtype` has it."""
        return [item["dtype"] for item in self.element.hdmf]

    @property
    def dtype(self) -> list[Any]:
        """What each field is."""
        return self.types

    def __getitem__(self, selection: Any) -> Any:
        fields, places = split_fields(selection)
        rows = self._resolved_rows(np.asarray(self.dataset[places]))
        for name in fields:
            rows = rows[name]
        if isinstance(rows, np.ndarray) and rows.ndim == 0:
            return rows[()]
        return rows

    def _resolved_rows(self, rows: Array) -> Array:
        element = self.element
        resolved = np.empty(rows.shape, element.dtype)
        for field in element.fields:
            column = rows[field.name]
            if field.type.kind == "reference":
                flat = np.empty(column.size, object)
                for position, target in enumerate(self._resolve_all(column.reshape(-1))):
                    flat[position] = target  # one by one: numpy would look for an array in it
                column = flat.reshape(column.shape)
            resolved[field.name] = column
        return resolved

    def append(self, arg: Any) -> None:
        """Add a row whose references are containers that have been written."""
        references = set(self.element.reference_fields)
        fields = [field.name for field in self.element.fields]
        self.dataset.append_row(
            self._io.reference_to(value) if name in references else value
            for name, value in zip(fields, arg, strict=True)
        )

    def resolve(self, manager: Any) -> Any:  # noqa: ARG002 - the signature that HDMF calls
        """Return all rows."""
        return self[:]


class _ToBuilder:
    def _target(self, builder: Builder) -> Any:
        return builder

    def _region_target(self, builder: Builder) -> Any:
        return builder


class _ToContainer:
    _io: Any

    def _target(self, builder: Builder) -> Any:
        return self._io.manager.construct(builder)

    def _region_target(self, builder: Builder) -> Any:
        # most datasets are fields of a container, and none by themselves
        typed = self._io.manager.get_builder_dt(builder) is not None
        return self._target(builder) if typed else builder


class BuilderReferences(_ToBuilder, ReferenceArray, BuilderResolver):
    """References that resolve to builders."""

    @classmethod
    def get_inverse_class(cls) -> Callable[..., ContainerReferences]:
        """Return the class that resolves to containers."""
        return ContainerReferences


class ContainerReferences(_ToContainer, ReferenceArray, ContainerResolver):
    """References that resolve to containers."""

    @classmethod
    def get_inverse_class(cls) -> Callable[..., BuilderReferences]:
        """Return the class that resolves to builders."""
        return BuilderReferences


class BuilderTable(_ToBuilder, ReferenceTable, BuilderResolver):
    """Rows with references that resolve to builders."""

    @classmethod
    def get_inverse_class(cls) -> Callable[..., ContainerTable]:
        """Return the class that resolves to containers."""
        return ContainerTable


class ContainerTable(_ToContainer, ReferenceTable, ContainerResolver):
    """Rows with references that resolve to containers."""

    @classmethod
    def get_inverse_class(cls) -> Callable[..., BuilderTable]:
        """Return the class that resolves to builders."""
        return BuilderTable
