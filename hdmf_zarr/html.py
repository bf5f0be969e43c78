"""What a notebook shows of a dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import zarr
from hdmf.query import HDMFDataset
from hdmf.utils import generate_array_html_repr

from hdmf_zarr.reading.lazy import LazyArray

__all__ = ["dataset_html"]


def dataset_html(dataset: Any, basic_info: Callable[[Any], dict[str, Any]]) -> str:
    """Return an HTML table about a dataset (contract L01).

    Parameters
    ----------
    dataset
        A numpy array, a lazy array, or a dataset of references.
    basic_info
        HDMF's function for arrays in memory.
    """
    array = dataset.dataset if isinstance(dataset, HDMFDataset) else dataset
    if not isinstance(array, zarr.Array):
        return str(generate_array_html_repr(basic_info(array), array, "Array Read from ZarrIO (not a Zarr Array)"))
    itemsize = np.dtype(array.stored if isinstance(array, LazyArray) else array.dtype).itemsize
    info = {
        "Data type": str(array.metadata.dtype),
        "Shape": array.shape,
        "Array size": f"{array.size * itemsize} bytes",
        "Chunk shape": array.chunks,
        "Compressors": ", ".join(type(codec).__name__ for codec in array.compressors) or "none",
    }
    return str(generate_array_html_repr(info, array, "Zarr Array"))
