"""Names of hdmf-zarr's module of this name, for programs that import them from here: classes to test data for."""

from __future__ import annotations

from typing import Any

from hdmf.spec import DtypeSpec, RefSpec

from hdmf_zarr.reading.references import BuilderReferences as BuilderZarrReferenceDataset
from hdmf_zarr.reading.references import BuilderTable as BuilderZarrTableDataset
from hdmf_zarr.reading.references import ContainerReferences as ContainerZarrReferenceDataset
from hdmf_zarr.reading.references import ContainerTable as ContainerZarrTableDataset
from hdmf_zarr.reading.references import DatasetOfReferences
from hdmf_zarr.reading.references import ReferenceArray as AbstractZarrReferenceDataset
from hdmf_zarr.reading.references import ReferenceTable as AbstractZarrTableDataset

__all__ = [
    "AbstractZarrReferenceDataset",
    "AbstractZarrTableDataset",
    "BuilderZarrReferenceDataset",
    "BuilderZarrTableDataset",
    "ContainerZarrReferenceDataset",
    "ContainerZarrTableDataset",
    "DatasetOfReferences",
    "ZarrDataset",
    "is_reference_dtype",
]

ZarrDataset = DatasetOfReferences


def is_reference_dtype(dtype: Any) -> bool:
    """Tell whether a dtype, as builders and specifications have it, is that of object references."""
    if isinstance(dtype, DtypeSpec):
        return is_reference_dtype(dtype.dtype)
    return isinstance(dtype, RefSpec) or (isinstance(dtype, str) and dtype == "object")
