"""What the tests of datasets share: a dataset alone in a file, a field alone in a container, and their two fates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.spec import AttributeSpec, DatasetSpec, GroupSpec, NamespaceCatalog

from conformance_cases.contract.parts import Schema, schema
from conformance_cases.properties.reading import assert_same, causes
from harness import Backend
from harness.round_trip import read_tree, round_trip, round_trip_differences, write_tree
from harness.strategies import Payload, dataset, root

#: What the dataset is called; its refusal says so.
NAME = "readings"
#: What a refusal, or its cause, may be.
REFUSALS = (ArithmeticError, OSError, TypeError, ValueError)

#: How backends call the compressor; ``True`` asks for the default one.
COMPRESSORS = ("compression", "compressors", "compressor")
#: Dtypes, and values to fill gaps with that a careless writer would round, or take for none.
GAPS = [
    ("int32", -1),
    ("uint8", 255),
    ("int64", 2**53 + 1),
    ("uint64", 2**64 - 1),
    ("float16", 0.1),
    ("float32", np.nan),
    ("float64", -0.5),
    ("float64", -np.inf),
    ("bool", True),
]

type Array = np.ndarray[Any, Any]


def tree(data: Any, dtype: Any = None, **attributes: Any) -> GroupBuilder:
    """Return a root group that holds one dataset.

    Parameters
    ----------
    data, dtype
        As `DatasetBuilder` takes them.
    attributes
        Of the dataset.
    """
    return root([dataset(NAME, Payload(data, dtype), attributes)])


def wrapped(backend: Backend, data: Any = None, **settings: Any) -> Any:
    """Return data in the backend's `DataIO`, with storage settings."""
    assert backend.data_io is not None, f"backend {backend.name!r} names no DataIO to carry storage settings"
    return backend.data_io(data=data, **settings)


def compressor(backend: Backend) -> str:
    """Return how the backend calls the compressor, in the arguments of its `DataIO` and on lazy arrays."""
    for name in COMPRESSORS:
        try:
            wrapped(backend, np.zeros(1), **{name: True})
        except TypeError:
            continue
        return name
    raise AssertionError(f"the DataIO of backend {backend.name!r} takes none of {', '.join(COMPRESSORS)}")


def write(backend: Backend, directory: Path, data: Any, dtype: Any = None) -> Path:
    """Write one dataset to a new file, and return where that is."""
    path: Path = backend.location(directory, "file")
    write_tree(backend, tree(data, dtype), path)
    return path


@contextmanager
def reading(backend: Backend, directory: Path, data: Any, dtype: Any = None) -> Iterator[Any]:
    """Yield the data of one dataset, written and read anew."""
    with round_trip(backend, tree(data, dtype), directory) as got:
        yield got[NAME].data


@contextmanager
def reopened(backend: Backend, path: Path, mode: str = "r") -> Iterator[Any]:
    """Yield the data of the one dataset in a file that lies at ``path``."""
    with opened(backend, path, mode) as io:
        yield io.read_builder()[NAME].data


def opened(backend: Backend, path: Path, mode: str) -> HDMFIO:
    """Return an open IO that knows no types."""
    return backend.open(path, mode=mode, manager=BuildManager(TypeMap(NamespaceCatalog())))


def assert_kept(backend: Backend, directory: Path, data: Any, dtype: Any = None, **attributes: Any) -> None:
    """Assert that a dataset is read as it was written, with its attributes: by the backend and a second witness."""
    differences = round_trip_differences(backend, tree(data, dtype, **attributes), directory)
    assert not differences, "\n".join(map(str, differences))


def is_refused(backend: Backend, path: Path, written: GroupBuilder, by: tuple[type[Exception], ...] = REFUSALS) -> bool:
    """Write a tree as a new file, and tell whether an error, or its cause, of the types refused it."""
    try:
        write_tree(backend, written, path)
    except Exception as error:
        if any(isinstance(cause, by) for cause in causes(error)):
            return True
        raise
    return False


def assert_refused(backend: Backend, directory: Path, data: Any, dtype: Any = None) -> None:
    """Assert that a dataset is refused when it is written."""
    assert is_refused(backend, backend.location(directory, "file"), tree(data, dtype)), "written without an error"


def assert_kept_or_refused(
    backend: Backend, directory: Path, data: Any, dtype: Any = None, by: type[Exception] | None = None
) -> None:
    """Assert that a dataset is read as it was written, or refused when it is written."""
    expected = tree(data, dtype)
    path: Path = backend.location(directory, "file")
    if not is_refused(backend, path, expected, REFUSALS if by is None else (by,)):
        with read_tree(backend, path) as got:
            assert_same(expected, got)


def plain(elements: Any) -> list[Any]:
    """Return the elements of a vector as a list, with each row of a compound as a tuple."""
    return [element.item() if isinstance(element, np.void) else element for element in elements]


def same_bits(got: Any, expected: Any) -> bool:
    """Tell whether two arrays, or scalars, are one in dtype, shape and every bit.

    The bytes that structured dtypes leave unused between their fields are none of them.
    """
    left, right = np.asarray(got), np.asarray(expected)
    if left.dtype.names is not None:
        return left.dtype.names == right.dtype.names and all(same_bits(left[n], right[n]) for n in left.dtype.names)
    return bool(left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes())


def holder(spec: AttributeSpec | DatasetSpec | GroupSpec, *types: GroupSpec | DatasetSpec) -> Schema:
    """Return a schema with the type ``Holder``, a group whose only field is ``spec``.

    Parameters
    ----------
    spec
        The field.
    types
        Further data types, which it may use.
    """
    kind = {AttributeSpec: "attributes", DatasetSpec: "datasets", GroupSpec: "groups"}[type(spec)]
    members: dict[str, Any] = {kind: [spec]}
    return schema(*types, GroupSpec("holds one thing", data_type_def="Holder", data_type_inc="Container", **members))


def hold(schema: Schema, **field: Any) -> Any:
    """Return a ``Holder`` of a field."""
    return schema.type("Holder")(name="root", **field)
