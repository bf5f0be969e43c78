"""What notebooks, PyNWB and others use of an IO besides reading and writing (L01 to L05, L07 to L10)."""

from __future__ import annotations

import gc
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, ReferenceBuilder
from hdmf.container import Container

from conformance_cases.contract.parts import (
    REFUSALS,
    html,
    native_root,
    nwbfile_with_tables,
    recording,
    session,
    sessions,
    tree,
)
from harness import Backend
from harness.round_trip import write_tree

NUMBERS = DatasetBuilder("numbers", np.arange(6).reshape(2, 3))
TEXT = DatasetBuilder("text", ["a", "bc"])
COMPOUND = DatasetBuilder(
    "compound", [(1, "a"), (2, "bc")], dtype=[{"name": "i", "dtype": "int32"}, {"name": "t", "dtype": "text"}]
)
REFERENCES = DatasetBuilder("references", [ReferenceBuilder(NUMBERS), ReferenceBuilder(TEXT)], dtype="object")


def _assert_shown(backend: Backend, path: Path, *datasets: DatasetBuilder) -> None:
    """Assert that the last one of the datasets of a file has an HTML view."""
    write_tree(backend, tree(*datasets), path)
    with backend.open(path, mode="r") as io:
        assert "<" in io.generate_dataset_html(io.read_builder()[datasets[-1].name].data)


@pytest.mark.clause("L01")
def test_numbers_and_texts_have_an_html_view(backend: Backend, path: Path) -> None:
    """Lazy numbers and texts can be shown."""
    _assert_shown(backend, path, NUMBERS)
    _assert_shown(backend, path, TEXT)


@pytest.mark.clause("L01")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (np.empty((0, 2)), None),
        ([], "utf"),
        (np.array([True]), None),
        ([b"a", b"bc"], "ascii"),
        ([["a", "b"]], "utf"),
        (np.zeros((2, 3, 4), "float16"), None),
    ],
    ids=["nothing", "no text", "truths", "bytes", "text in two dimensions", "half precision"],
)
def test_other_data_have_an_html_view(backend: Backend, path: Path, data: Any, dtype: Any) -> None:
    """So can empty ones, truth values, bytes, and those of more dimensions."""
    _assert_shown(backend, path, DatasetBuilder("values", data, dtype=dtype))


@pytest.mark.clause("L01")
@pytest.mark.needs("compound")
def test_compounds_have_an_html_view(backend: Backend, path: Path) -> None:
    """Lazy rows can be shown."""
    _assert_shown(backend, path, COMPOUND)


@pytest.mark.clause("L01")
@pytest.mark.needs("references")
def test_references_have_an_html_view(backend: Backend, path: Path) -> None:
    """Lazy references can be shown."""
    _assert_shown(backend, path, NUMBERS, TEXT, REFERENCES)


@pytest.mark.clause("L01")
def test_arrays_have_an_html_view(backend: Backend, path: Path) -> None:
    """What is in memory can be shown."""
    with backend.open(path, mode="w") as io:
        assert "<" in io.generate_dataset_html(np.arange(3))


@pytest.mark.clause("L02", "L04")
def test_containers_have_an_html_view_and_know_their_io(backend: Backend, path: Path) -> None:
    """Each container of a file can be shown, and it and its data find the IO that read them."""
    nwbfile = nwbfile_with_tables()
    with backend.open_nwb(path, mode="w") as io:
        io.write(nwbfile)

    with backend.open_nwb(path, mode="r") as io:
        read = io.read()
        assert read.read_io is io
        for part in read.all_children():
            assert part.get_read_io() is io
            if isinstance(part, Container):
                assert isinstance(html(part), str)


@pytest.mark.clause("L03")
def test_the_native_root(backend: Backend, path: Path) -> None:
    """The backend's own handle leads to objects by their path, and nowhere when the IO is closed."""
    _assert_native_root(backend, path, "r")


@pytest.mark.clause("L03")
@pytest.mark.needs("append")
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_the_native_root_of_a_file_that_can_be_changed(backend: Backend, path: Path, mode: str) -> None:
    """So does that of an IO which may write."""
    _assert_native_root(backend, path, mode)


def _assert_native_root(backend: Backend, path: Path, mode: str) -> None:
    sessions().write(backend, path, session(recording("first")))
    with backend.open(path, mode=mode) as io:
        assert list(native_root(io)["first/data"][:]) == [1, 2, 3]
        assert list(native_root(io)["first"]["data"][:]) == [1, 2, 3]

    with pytest.raises(REFUSALS):
        native_root(io)["first"]


@pytest.mark.clause("L05")
def test_containers_keep_their_io_alive(backend: Backend, path: Path) -> None:
    """Data can be read of a container alone, when no one else knows the IO."""
    sessions().write(backend, path, session())
    read = _read_and_forget_the_io(backend, path)
    gc.collect()

    assert read.recordings["first"].data[:].tolist() == [1, 2, 3]
    read.read_io.close()


def _read_and_forget_the_io(backend: Backend, path: Path) -> Any:
    return sessions().open(backend, path, "r").read()


@pytest.mark.clause("L07")
def test_managers_can_be_copied(backend: Backend, path: Path) -> None:
    """Types and namespaces of an IO are copied while it is open, and used without it."""
    sessions().write(backend, path, session())
    with sessions().open(backend, path, "r") as io:
        io.read()
        type_map = deepcopy(io.manager.type_map)
        catalog = deepcopy(io.manager.namespace_catalog)

    assert "contract" in catalog.namespaces
    with backend.open(path, mode="r", manager=type_map) as io:
        assert io.read().recordings["first"].data[:].tolist() == [1, 2, 3]


@pytest.mark.clause("L08", "L09")
def test_plain_use_is_silent(backend: Backend, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Writing and reading print nothing and warn of nothing."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sessions().write(backend, path, session(recording("first", comment="a remark")))
        with sessions().reading(backend, path) as read:
            assert read.recordings["first"].comment == "a remark"

    assert [str(warning.message) for warning in caught] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.clause("L08", "L09")
@pytest.mark.needs("append")
def test_use_of_an_nwb_file_is_silent(backend: Backend, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """So do they with tables, references and text of an NWB file, and so does adding to it."""
    nwbfile = nwbfile_with_tables()
    capfd.readouterr()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with backend.open_nwb(path, mode="w") as io:
            io.write(nwbfile)
        with backend.open_nwb(path, mode="r+") as io:
            read = io.read()
            read.add_scratch(np.arange(3), name="later", description="added")
            io.write(read)
        with backend.open_nwb(path, mode="r") as io:
            assert len(io.read().trials.to_dataframe()) == len(nwbfile.trials)

    assert [str(warning.message) for warning in caught] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.clause("L10")
@pytest.mark.local
@pytest.mark.parametrize("kind", [str, Path])
def test_discovery_takes_path_objects(backend: Backend, path: Path, kind: type) -> None:
    """What can be read is told of a path or of text, and so is what cannot."""
    with backend.open(path, mode="w") as io:
        io.write_builder(tree(NUMBERS))

    assert io.can_read(kind(path)) is True
    assert io.can_read(kind(path.with_name("nothing"))) is False
