"""Zarr v2 files that are made by hand, key by key."""

import json
from pathlib import Path
from typing import Any

import numcodecs
import numpy as np

__all__ = ["HandMade", "encoded"]


class HandMade:
    """A Zarr v2 file whose keys are written one by one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.put(".zgroup", {"zarr_format": 2})
        self.put(".zattrs", {})

    def put(self, key: str, value: Any) -> None:
        """Store bytes, or anything else as JSON."""
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())

    def array(self, name: str, stored: dict[str, bytes], **metadata: Any) -> None:
        """Store an array, of three integers in one chunk but for what ``metadata`` says; and its chunks by key."""
        attributes = {"zarr_dtype": metadata.pop("zarr_dtype", None)}
        plain = {"shape": [3], "chunks": [3], "dtype": "<i4", "compressor": None, "filters": None, "order": "C"}
        self.put(f"{name}/.zarray", {"zarr_format": 2, "fill_value": 0, **plain, **metadata})
        self.put(f"{name}/.zattrs", {key: value for key, value in attributes.items() if value is not None})
        for key, data in stored.items():
            self.put(f"{name}/{key}", data)


def encoded(values: Any, *codecs: dict[str, Any]) -> bytes:
    """Encode values with codecs of numcodecs, as zarr-python 2 did."""
    data: Any = np.asarray(values)
    for codec in codecs:
        data = numcodecs.get_codec(dict(codec)).encode(data)
    return bytes(data)
