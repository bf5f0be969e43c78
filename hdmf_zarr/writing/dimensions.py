"""What the dimensions of a group's arrays are called, so that xarray and the like take the group as a whole (pure).

HDMF calls them what the schema does: the rows of all columns ``dim0``, also those of ragged columns, which have more of
them. Readers of labelled arrays take one name for one length. HDMF's own labels are kept in ``_ARRAY_DIMENSIONS``.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from hdmf_zarr import convention

__all__ = ["dimension_names"]

type Json = Any
type Documents = Mapping[str, Mapping[str, Json]]


def dimension_names(new: Documents, existing: Documents, ragged: Collection[str]) -> dict[str, list[str]]:
    """Return the names of the dimensions of each new array by its path.

    A name that has one length in one array and another length in another one of the group is kept where most have it,
    and elsewhere stands behind the name of the array, as that of a dimension without a label does.

    Parameters
    ----------
    new, existing
        Path -> document of what is written, and of what is in the file.
    ragged
        Paths of arrays whose rows are those of a ragged column, and not of its table.
    """
    lengths = _lengths(new, existing, ragged)
    return {path: _names(path, new[path], lengths[posixpath.dirname(path)], path in ragged) for path in new}


def _lengths(new: Documents, existing: Documents, ragged: Collection[str]) -> dict[str, dict[str, int]]:
    """Return group -> name -> the length that it stands for: one that is in the file, or else that of most arrays."""
    counts: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for path, document in new.items():
        for axis, label in enumerate(_labels(document)):
            if not (axis == 0 and path in ragged):
                counts[posixpath.dirname(path)][label][document["shape"][axis]] += 1
    lengths: dict[str, dict[str, int]] = defaultdict(dict)
    for group, found in counts.items():
        lengths[group] = {label: count.most_common(1)[0][0] for label, count in found.items()}
    for path, document in existing.items():
        group = posixpath.dirname(path)
        if group in lengths and document["node_type"] == "array":
            names = document.get("dimension_names") or ()
            lengths[group].update({n: size for n, size in zip(names, document["shape"], strict=False) if n})
    return lengths


def _names(path: str, document: Mapping[str, Json], lengths: Mapping[str, int], is_ragged: bool) -> list[str]:
    own = posixpath.basename(path)
    labels = _labels(document)
    names: list[str] = []
    for axis, length in enumerate(document["shape"]):
        label = labels[axis] if labels else f"dim{axis}"
        shared = bool(labels) and lengths.get(label) == length and not (axis == 0 and is_ragged)
        name = label if shared else f"{own}_{label}"
        names.append(f"{name}_{axis}" if name in names else name)
    return names


def _labels(document: Mapping[str, Json]) -> list[str]:
    labels = document["attributes"].get(convention.DIMENSIONS)
    fits = isinstance(labels, list) and len(labels) == len(document["shape"])
    return labels if fits and all(isinstance(label, str) for label in labels) else []
