"""`repair` mends what can be mended without guessing, tells what it did, and touches no values."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from damaging import chunk, edit, flip, forget_copy
from hdmf.build import DatasetBuilder, GroupBuilder

from hdmf_zarr import DamagedFileError, LockedFileError, ZarrIO, repair, verify


@pytest.fixture
def path(write):
    return write(GroupBuilder("g", datasets=[DatasetBuilder("d", np.arange(3))]), DatasetBuilder("e", 1))


def contents(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path.parent)): file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}


def stale_copy(path: Path) -> None:
    edit(path, "", lambda root: root["consolidated_metadata"]["metadata"]["g/d"].update(shape=[2]))


def nested_copy(path: Path) -> None:
    own = path / "g" / "zarr.json"
    own.write_text(json.dumps({**json.loads(own.read_text()), "consolidated_metadata": {"metadata": {"d": {}}}}))


def broken_document(path: Path) -> None:
    (path / "g" / "d" / "zarr.json").write_text("{")


def interrupted_write(path: Path) -> None:
    (path / "g" / "zarr.json.partial").write_text("{")
    (path.parent / f".{path.name}.xyz.partial").mkdir()


DAMAGES = {
    stale_copy: ["consolidated"],
    nested_copy: ["removed"],
    broken_document: ["restored"],
    interrupted_write: ["removed", "removed"],
}


@pytest.mark.parametrize(("damage", "actions"), DAMAGES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_what_can_be_mended(path, read, damage, actions):
    damage(path)
    assert list(verify(path))
    assert [done.action for done in repair(path)] == actions
    assert list(verify(path)) == []
    assert read(path)["g"]["d"].data[:].tolist() == [0, 1, 2]
    assert repair(path) == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda value: value.__name__)
def test_a_dry_run_tells_the_same_and_changes_nothing(path, damage):
    damage(path)
    before = contents(path)
    planned = repair(path, dry_run=True)
    assert contents(path) == before
    assert repair(path) == planned


def test_a_change_that_was_not_finished_is_taken_back(path, read):
    io = ZarrIO(path, mode="r+")
    io.read_builder()["g"]["d"].data.append(np.array([3]))
    io._opened.place.release()  # as the end of the process does
    assert {problem.kind for problem in verify(path)} == {"leftover"}
    planned = repair(path, dry_run=True)
    assert [(done.action, done.path) for done in planned] == [("restored", "/")]
    assert repair(path) == planned
    assert {problem.path for problem in verify(path)} <= {"/g/d"}  # a chunk beyond its end does no harm
    assert read(path)["g"]["d"].data[:].tolist() == [0, 1, 2]


def test_a_sound_file_is_left_alone(path):
    before = contents(path)
    assert repair(path) == []
    assert contents(path) == before


def test_what_only_the_copy_knows_is_no_matter_to_decide(path):
    (path / "g" / "d" / "zarr.json").unlink()
    before = contents(path)
    assert [(done.action, done.path) for done in repair(path)] == [("kept", "/g/d")]
    assert contents(path) == before


def test_metadata_that_are_lost_stay_lost(path):
    forget_copy(path)
    broken_document(path)
    assert [(done.action, done.path) for done in repair(path)] == [("kept", "/g/d")]


def test_values_are_not_touched(path):
    flip(chunk(path, "g/d"))
    before = contents(path)
    assert repair(path) == []
    assert contents(path) == before


def test_a_file_that_is_being_written_is_left_alone(path):
    stale_copy(path)
    with ZarrIO(path, mode="r+"), pytest.raises(LockedFileError):
        repair(path)


def test_without_a_root_there_is_nothing_to_mend_by(path, tmp_path):
    (path / "zarr.json").write_text("{")
    with pytest.raises(DamagedFileError):
        repair(path)
    shutil.rmtree(path)
    with pytest.raises(DamagedFileError):
        repair(path)
    assert not path.exists()
