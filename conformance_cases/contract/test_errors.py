"""What is said, and when, if something is wrong (I01 to I09, I12)."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.build.errors import BuildError, ConstructError
from hdmf.build.warnings import (
    BuildWarning,
    DtypeConversionWarning,
    IncorrectDatasetShapeBuildWarning,
    IncorrectQuantityBuildWarning,
    MissingRequiredBuildWarning,
)
from hdmf.spec import DatasetSpec, GroupSpec

from conformance_cases.contract.parts import (
    REFUSALS,
    Schema,
    recording,
    schema,
    session,
    sessions,
    stored_bytes,
    tree,
)
from harness import Backend
from harness.round_trip import read_tree, write_tree

ROW = [{"name": "number", "dtype": "int32"}, {"name": "text", "dtype": "utf"}]
TREE = tree(DatasetBuilder("numbers", [1, 2, 3]))


@pytest.fixture(scope="module")
def trials() -> Schema:
    """Return a schema of a ``Trial`` that must have ``score`` (float64, three of them), and may have one ``part``."""
    part = GroupSpec("a part", data_type_def="Part", data_type_inc="Container")
    trial = GroupSpec(
        "a trial",
        data_type_def="Trial",
        data_type_inc="Container",
        datasets=[DatasetSpec("three numbers", "float64", name="score", shape=(3,))],
        groups=[GroupSpec("a part", data_type_inc="Part", quantity="?")],
    )
    return schema(part, trial)


def _trial(trials: Schema) -> Any:
    return trials.type("Trial")(name="root", score=[0.0, 1.0, 2.0])


@pytest.mark.clause("I01")
def test_a_value_that_cannot_be_built_is_named(backend: Backend, path: Path) -> None:
    """The error tells the object and its field, and what caused it."""
    container = session(recording("first"))
    container.recordings["first"].fields["data"] = "no number"

    with (
        sessions().open(backend, path, "w") as io,
        pytest.raises(BuildError, match=r"could not convert 'data' for Recording 'first'") as caught,
    ):
        io.write(container)

    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.clause("I02")
def test_missing_values_are_warned_of(backend: Backend, path: Path, trials: Schema) -> None:
    """What must be there and is not is told, and the rest is written."""
    trial = _trial(trials)
    trial.fields["score"] = None

    with pytest.warns(MissingRequiredBuildWarning, match="'score'"):
        trials.write(backend, path, trial)

    with read_tree(backend, path) as got:
        assert got.attributes["object_id"] == trial.object_id


@pytest.mark.clause("I03")
def test_wrong_quantities_are_warned_of(backend: Backend, path: Path, trials: Schema) -> None:
    """Two children where one is allowed are told, and written."""
    trial = _trial(trials)
    parts = [trials.type("Part")(name=name) for name in ("one", "two")]
    for part in parts:
        part.parent = trial
    trial.fields["part"] = parts

    with pytest.warns(IncorrectQuantityBuildWarning, match="2 values for attribute 'part'"):
        trials.write(backend, path, trial)

    with read_tree(backend, path) as got:
        assert sorted(got.groups) == ["one", "two"]


@pytest.mark.clause("I04")
def test_wrong_shapes_are_warned_of(backend: Backend, path: Path, trials: Schema) -> None:
    """Data of a shape that is not allowed are told, and written."""
    trial = _trial(trials)
    trial.fields["score"] = np.array([[0.5, 1.5]])

    with pytest.warns(IncorrectDatasetShapeBuildWarning, match="Trial"):
        trials.write(backend, path, trial)

    with read_tree(backend, path) as got:
        assert got["score"].data[:].tolist() == [[0.5, 1.5]]


@pytest.mark.clause("I05")
def test_conversions_are_warned_of(backend: Backend, path: Path, trials: Schema) -> None:
    """Numbers that are made others to fit are told."""
    trial = trials.type("Trial")(name="root", score=np.array([1, 2, 3], dtype="int32"))

    with pytest.warns(DtypeConversionWarning, match="score"):
        trials.write(backend, path, trial)

    with read_tree(backend, path) as got:
        assert got["score"].dtype == np.dtype("float64")


@pytest.mark.clause("I06")
def test_values_that_a_class_refuses_are_named(backend: Backend, path: Path, trials: Schema) -> None:
    """The error tells which builder cannot become a container, and why."""
    trial = _trial(trials)
    trial.fields["score"] = np.array([[0.5, 1.5]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BuildWarning)
        trials.write(backend, path, trial)

    with (
        trials.open(backend, path, "r") as io,
        pytest.raises(ConstructError, match="Could not construct Trial object") as caught,
    ):
        io.read()

    assert caught.value.__cause__ is not None


@pytest.mark.clause("I07")
@pytest.mark.parametrize("key", ["data_type", "namespace"])
def test_unknown_types_are_named(backend: Backend, path: Path, key: str) -> None:
    """A type or namespace of the root that is not known is told by `read()`; the tree is there all the same."""
    root = sessions().manager().build(session(), source=str(path), root=True)
    root.set_attribute(key, "nonesuch")
    write_tree(backend, root, path)

    with sessions().open(backend, path, "r") as io:
        assert list(io.read_builder().groups) == ["first"]
        with pytest.raises((ValueError, KeyError), match="nonesuch"):
            io.read()


@pytest.mark.clause("I08")
def test_a_root_without_type_is_refused(backend: Backend, path: Path) -> None:
    """A tree that belongs to no type makes no container."""
    write_tree(backend, TREE, path)

    with backend.open(path, mode="r") as io, pytest.raises(ValueError, match="No data_type found for builder root"):
        io.read()


@pytest.mark.clause("I09")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["r", "r+", "a"])
def test_a_file_of_another_format_is_refused(backend: Backend, path: Path, mode: str) -> None:
    """What the backend did not make is not read, and not touched."""
    path.write_text("a letter to someone\n")

    with pytest.raises(REFUSALS, match=r"\w"):
        backend.open(path, mode=mode)

    assert stored_bytes(path.parent) == {path.name: b"a letter to someone\n"}


@pytest.mark.clause("I09")
@pytest.mark.local
@pytest.mark.parametrize("mode", ["r", "r+", "a"])
def test_a_directory_of_other_files_is_refused(backend: Backend, path: Path, mode: str) -> None:
    """A directory that the backend did not make is not read, and not touched."""
    path.mkdir()
    (path / "letter.txt").write_text("to someone\n")

    with pytest.raises(REFUSALS, match=r"\w"):
        backend.open(path, mode=mode)

    assert stored_bytes(path) == {"letter.txt": b"to someone\n"}


@pytest.mark.clause("I12")
@pytest.mark.parametrize("place", ["dataset", "attribute"])
def test_refusals_name_object_and_path(backend: Backend, path: Path, place: str) -> None:
    """The error that refuses a value tells where in the file it should have been."""
    if place == "dataset":
        inner = GroupBuilder("inner", datasets=[DatasetBuilder("value", [object()])])
    else:
        inner = GroupBuilder("inner", attributes={"value": object()})
    root = tree(GroupBuilder("outer", groups=[inner]))

    with backend.open(path, mode="w") as io, pytest.raises(Exception, match=r"outer/inner\b.*value|value.*outer/inner"):
        io.write_builder(root)


@pytest.mark.clause("I12")
@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([[1, 2], [3]], None),
        (["a", None], "utf"),
        (["a", 1], "utf"),
        ([(1, None)], ROW),
        ([(2**40, "a")], ROW),
        ([(1,)], ROW),
    ],
    ids=["ragged", "missing", "mixed", "missing in a row", "too large in a row", "short row"],
)
def test_each_refusal_names_object_and_path(backend: Backend, path: Path, data: Any, dtype: Any) -> None:
    """So does each error that refuses what a dataset cannot hold, the second of two as well."""
    inner = GroupBuilder("inner", datasets=[DatasetBuilder("fine", 1), DatasetBuilder("value", data, dtype=dtype)])
    root = tree(GroupBuilder("outer", groups=[inner]))

    with backend.open(path, mode="w") as io, pytest.raises(Exception, match=r"outer/inner\b.*value|value.*outer/inner"):
        io.write_builder(root)


@pytest.mark.clause("I16")
@pytest.mark.local
@pytest.mark.needs("external_links")
def test_strict_reading_raises_at_once(backend: Backend, path: Path) -> None:
    """A reader who asks for it gets an error, and no warning, of a link whose target is gone."""
    gone = backend.location(path.parent, "gone")
    sessions().write(backend, gone, session(recording("rest")))
    manager = sessions().manager()
    with (
        backend.open(gone, mode="r", manager=manager) as other,
        backend.open(path, mode="w", manager=manager) as io,
    ):
        io.write(session(baseline=other.read().recordings["rest"]))
    gone.rename(path.with_name("elsewhere"))

    with backend.open(path, mode="r", strict=True) as io, pytest.raises((OSError, ValueError), match="baseline"):
        io.read_builder()
