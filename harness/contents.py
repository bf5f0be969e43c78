"""Which capabilities the content of a tree of builders takes: a backend that does not claim them has to refuse it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder
from hdmf.spec import RefSpec

#: The capabilities that are about what is written, and not about how it is gone about.
CONTENTS = frozenset({"links", "references", "compound"})


def contents(group: GroupBuilder) -> frozenset[str]:
    """Return those of `CONTENTS` that a tree takes.

    Parameters
    ----------
    group
        Its root.
    """
    return frozenset(_in_group(group))


def _in_group(group: GroupBuilder) -> Iterator[str]:
    if group.links:
        yield "links"
    yield from _in_values(group.attributes.values())
    for dataset in group.datasets.values():
        yield from _in_values(dataset.attributes.values())
        yield from _in_dataset(dataset)
    for inner in group.groups.values():
        yield from _in_group(inner)


def _in_dataset(dataset: DatasetBuilder) -> Iterator[str]:
    if isinstance(dataset.dtype, list):
        yield "compound"
        if any(_is_reference(field["dtype"]) for field in dataset.dtype):
            yield "references"
    elif _is_reference(dataset.dtype):
        yield "references"
    else:
        yield from _in_values([dataset.data])


def _is_reference(dtype: Any) -> bool:
    return dtype == "object" if isinstance(dtype, str) else isinstance(dtype, RefSpec | Mapping)


def _in_values(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, ReferenceBuilder | BaseBuilder):
            yield "references"
        elif isinstance(value, np.ndarray | np.generic):
            if value.dtype.names:
                yield "compound"
            yield from _in_values(value.flat if value.dtype == object and isinstance(value, np.ndarray) else ())
        elif isinstance(value, list | tuple):
            yield from _in_values(value)
