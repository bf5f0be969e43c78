"""What the properties share: write a tree, read it, and say what must be there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder, Builder
from hdmf.query import ReferenceResolver

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.round_trip import read_tree, round_trip, round_trip_differences, write_tree
from harness.strategies import nodes


def reading(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> AbstractContextManager[GroupBuilder]:
    """Return a context in which the tree, written to a new file, is read."""
    return round_trip(backend, tree, tmp_path_factory.getbasetemp())


def assert_same(expected: GroupBuilder, got: GroupBuilder) -> None:
    """Assert that two trees say the same; what differs is the message."""
    differences = compare_builders(expected, got)
    assert not differences, "\n".join(map(str, differences))


def assert_read_as_written(backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder) -> None:
    """Assert that the tree, written to a new file, is read without difference: by the backend and a second witness."""
    differences = round_trip_differences(backend, tree, tmp_path_factory.getbasetemp())
    assert not differences, "\n".join(map(str, differences))


def assert_refused_or_read_as_written(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory, tree: GroupBuilder
) -> None:
    """Assert that writing the tree raises `ValueError`, itself or as a cause, or that it is read without difference."""
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as directory:
        path = backend.location(Path(directory), "tree")
        try:
            write_tree(backend, tree, path)
        except Exception as error:
            if any(isinstance(cause, ValueError) for cause in causes(error)):
                return
            raise
        with read_tree(backend, path) as got:
            assert_same(tree, got)


def pointers(tree: GroupBuilder) -> Iterator[Builder]:
    """Yield what the links and references of a tree lead to, those in its attributes and in its datasets."""
    for node in nodes(tree):
        for value in node.attributes.values():
            yield from _targets(value)
        if isinstance(node, DatasetBuilder):
            yield from _targets(node.data)
        else:
            yield from (link.builder for link in node.links.values())


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, the cause of that, and so on."""
    while error is not None:
        yield error
        error = error.__cause__


def _targets(value: Any) -> Iterator[Builder]:
    if isinstance(value, ReferenceBuilder):
        yield value.builder
    elif isinstance(value, BaseBuilder):
        yield value
    elif _may_hold_references(value):
        for element in value:
            yield from _targets(element)


def _may_hold_references(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.hasobject and value.ndim > 0
    return isinstance(value, list | tuple | np.void | ReferenceResolver)
