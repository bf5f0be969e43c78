"""What shows the known gaps of HDF5 in files: export, appending, and what a failure leaves."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import h5py
import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.hdf5 import H5DataIO
from hdmf.backends.io import HDMFIO
from hdmf.build import Builder, DatasetBuilder, GroupBuilder
from hdmf.common import DynamicTable, SimpleMultiContainer, get_manager
from hdmf.spec import NamespaceCatalog
from pynwb import NWBFile

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.foreign_files import add_region_references
from harness.gaps import Witness
from harness.hdf5.documents import root
from harness.normal import normal_form
from harness.round_trip import read_tree, write_tree


def _read_after_closing(backend: Backend, directory: Path) -> None:
    path = _table_file(backend, directory)
    with backend.open(path, mode="r", manager=get_manager()) as io:
        io.read()
    with pytest.raises(UnsupportedOperation):
        io.read()


def _unknown_mode(backend: Backend, directory: Path) -> None:
    with pytest.raises(ValueError, match="mode"):
        backend.open_nwb(backend.location(directory, "file"), mode="q")


def _nameless_refusal(backend: Backend, directory: Path) -> None:
    ragged = GroupBuilder("group", datasets=[DatasetBuilder("value", [[1, 2], [3]])])
    with pytest.raises(Exception, match="group/value"):
        write_tree(backend, root(ragged), backend.location(directory, "file"))


def _exported(backend: Backend, path: Path, **options: Any) -> Path:
    export: Path = backend.location(path.parent, "export")
    with (
        backend.open(path, mode="r", manager=get_manager()) as source,
        backend.open(export, mode="w", manager=get_manager()) as io,
    ):
        io.export(src_io=source, **options)
    return export


def _chunks_of_rows(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    rows = DatasetBuilder("rows", H5DataIO([(1,)] * 4, chunks=(2,)), dtype=[{"name": "number", "dtype": "int32"}])
    write_tree(backend, root(rows), path)
    with read_tree(backend, _exported(backend, path)) as got:
        assert got["rows"].data.dataset.chunks == (2,)


def _region_references(backend: Backend, directory: Path) -> None:
    path = _table_file(backend, directory)
    add_region_references(path, "table/id", [slice(1)], "parts")
    with read_tree(backend, _exported(backend, path)) as got:
        assert got["parts"].data[0].target is got["table/id"]


def _ten_after_nine(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    with h5py.File(path, "w") as file:
        cache = file.create_group("specifications")
        file.attrs[".specloc"] = cache.ref
        for version in ("0.9.0", "0.10.0"):
            schema = '[{"source": "types"}]'
            namespace = f'{{"name": "clock", "doc": "a clock", "version": "{version}", "schema": {schema}}}'
            cache[f"clock/{version}/types"] = '{"groups": []}'
            cache[f"clock/{version}/namespace"] = f'{{"namespaces": [{namespace}]}}'
    catalog = NamespaceCatalog()
    _class_of(backend).load_namespaces(catalog, str(path))
    assert catalog.get_namespace("clock").version == "0.10.0"


def _named_alone(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    with backend.open_nwb(path, mode="w") as io:
        io.write(NWBFile("a witness", "witness", datetime(2020, 1, 1, tzinfo=UTC)))
    catalog = NamespaceCatalog()
    _class_of(backend).load_namespaces(catalog, str(path), namespaces=["core"])
    assert "hdmf-common" in catalog.namespaces


def _class_of(backend: Backend) -> Any:
    return backend.open


def _write_args(backend: Backend, directory: Path) -> None:
    arguments: dict[str, Any] = {"link_data": False}
    _exported(backend, _table_file(backend, directory), write_args=arguments)
    assert arguments == {"link_data": False}


class _Elsewhere(HDMFIO):
    """A backend of which nothing is known but the interface: it holds one tree."""

    def __init__(self, tree: GroupBuilder) -> None:
        self._tree = tree
        super().__init__(get_manager(), source="elsewhere")

    @staticmethod
    def can_read(path: Any) -> bool:
        return bool(path == "elsewhere")

    def read_builder(self) -> GroupBuilder:
        return self._tree

    def write_builder(self, builder: GroupBuilder, **options: Any) -> None: ...

    def open(self) -> None: ...

    def close(self) -> None: ...

    @classmethod
    def load_namespaces(cls, *arguments: Any, **options: Any) -> None: ...

    def load_namespaces_io(self, *arguments: Any, **options: Any) -> None: ...


def _export_from_elsewhere(backend: Backend, directory: Path, **write_args: Any) -> None:
    tree = root(DatasetBuilder("numbers", [1, 2]))
    with backend.open(backend.location(directory, "export"), mode="w", manager=get_manager()) as io:
        io.export(src_io=_Elsewhere(tree), **({"write_args": write_args} if write_args else {}))


def _export_without_containers(backend: Backend, directory: Path) -> None:
    _export_from_elsewhere(backend, directory, link_data=False)


def _altered_bit(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    write_tree(backend, root(DatasetBuilder("numbers", np.arange(100_000))), path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises((OSError, ValueError)), read_tree(backend, path) as got:
        got["numbers"].data[:]


def _strict(backend: Backend, directory: Path) -> None:
    path = _table_file(backend, directory)
    backend.open(path, mode="r", strict=True).close()


def _table() -> Any:
    table = DynamicTable(name="root", description="ragged rows")
    table.add_column(name="marks", description="any number", index=True)
    table.add_row(marks=[1, 2])
    return table


def _table_file(backend: Backend, directory: Path) -> Any:
    path = backend.location(directory, "table")
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(_table())
    return path


def _row_without_elements(backend: Backend, directory: Path) -> None:
    with backend.open(_table_file(backend, directory), mode="r+", manager=get_manager()) as io:
        io.read().add_row(marks=[])


def _row_beyond_the_index(backend: Backend, directory: Path) -> None:
    with backend.open(_table_file(backend, directory), mode="r+", manager=get_manager()) as io:
        io.read().add_row(marks=range(300))


def _short_lived_builders(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    with backend.open(path, mode="w") as io:
        for number in range(20):
            io.write_builder(root(GroupBuilder(f"group {number}", datasets=[DatasetBuilder("number", number)])))
            gc.collect()
    with read_tree(backend, path) as got:
        assert {group.datasets["number"].data for group in got.groups.values()} == set(range(20))


def _unstorable() -> list[Builder]:
    return [DatasetBuilder("a", [1, 2]), DatasetBuilder("b", {"no": "data"})]


def _remains_of_a_refusal(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    with backend.open(path, mode="w") as io, pytest.raises(Exception, match="b"):
        io.write_builder(root(*_unstorable()))
    with read_tree(backend, path) as got:
        assert got.is_empty()


def _what_a_killed_writer_leaves(backend: Backend, directory: Path) -> Any:
    """Return a file as it lies there while another one takes its place."""
    path, left = (backend.location(directory, name) for name in ("file", "left"))
    write_tree(backend, _OLD, path)
    with backend.open(path, mode="w") as io:
        io.write_builder(root(DatasetBuilder("new", [4, 5])))
        shutil.copy(path, left)
    return left


_OLD = root(DatasetBuilder("old", [1, 2, 3]))


def _killed_while_replacing(backend: Backend, directory: Path) -> None:
    try:
        with read_tree(backend, _what_a_killed_writer_leaves(backend, directory)) as got:
            assert compare_builders(normal_form(_OLD), got) == []
    except OSError as error:
        raise AssertionError(f"neither the old nor the new: {error}") from error


def _killed_while_writing(backend: Backend, directory: Path) -> None:
    left = _what_a_killed_writer_leaves(backend, directory)
    try:
        with read_tree(backend, left):
            pass
    except OSError as error:
        assert "finished" in str(error)  # noqa: PT017 - an error may come or not, and is looked at if it does
    else:
        raise AssertionError("it is read as if it were whole")


def _fresh_container(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    first, second = (
        SimpleMultiContainer(name="root", containers=[DynamicTable(name=name, description=name)])
        for name in ("first", "second")
    )
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(first)
    with backend.open(path, mode="r+", manager=get_manager()) as io, pytest.raises((ValueError, OSError)):
        io.write(second)


#: By the clause and, where a gap is of some cases only, their names.
WITNESSES: Mapping[str, Witness] = MappingProxyType(
    {
        "A12 test_reading_after_closing_is_refused": _read_after_closing,
        "A23 test_unknown_modes_of_nwb_are_refused": _unknown_mode,
        "E57": _region_references,
        "E58": _region_references,
        "E59": _region_references,
        "G04 test_named_namespaces_come_with_what_they_include": _named_alone,
        "G11 test_the_newest_version_counts": _ten_after_nine,
        "H19 test_settings_of_rows_and_references_are_kept": _chunks_of_rows,
        "H20": _write_args,
        "H27": _export_from_elsewhere,
        "H28 test_no_classes_are_needed_across": _export_without_containers,
        "H28 test_histories_of_two": _export_without_containers,
        "I12 test_each_refusal_names_object_and_path": _nameless_refusal,
        "I15": _altered_bit,
        "I16": _strict,
        "M09 test_ragged_columns_take_rows_of_any_length": _row_beyond_the_index,
        "M09 test_ragged_columns_take_rows_without_elements": _row_without_elements,
        "M18": _short_lived_builders,
        "M19": _remains_of_a_refusal,
        "M20": _killed_while_replacing,
        "M21": _killed_while_writing,
        "M22 test_fresh_containers_merge_into_no_file": _fresh_container,
    }
)
