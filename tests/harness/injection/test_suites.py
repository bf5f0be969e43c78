"""The suites of released packages: fetched once, checked, unpacked, and run from their own folder."""

import hashlib
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from harness.injection.suites import Suite, read_suites, run, unpack
from harness.source_files import OfflineError, SourceFilesError, stay_offline

TABLE = Path(__file__).parents[2] / "injected" / "suites.toml"
TESTS = """
from pathlib import Path

from pynwb import NWBHDF5IO


def test_opening():
    assert Path("tests/data.txt").read_text() == "here"
    NWBHDF5IO("file.nwb", mode="w").close()


def test_that_fails():
    assert False
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    tests = tmp_path / "some-1.0" / "tests"
    tests.mkdir(parents=True)
    (tests / "test_some.py").write_text(TESTS)
    (tests / "data.txt").write_text("here")
    with tarfile.open(tmp_path / "some-1.0.tar.gz", "w:gz") as tar:
        tar.add(tests.parent, "some-1.0")
    return tmp_path / "some-1.0.tar.gz"


@pytest.fixture
def suite(archive: Path) -> Suite:
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    return Suite(name="some", version="1.0", sha256=sha256, tests="tests")


def test_a_suite_is_fetched_once(archive: Path, suite: Suite, tmp_path: Path) -> None:
    folder = unpack(suite, tmp_path / "cache", lambda *_: archive)
    assert (folder / "tests" / "test_some.py").read_text() == TESTS
    assert unpack(suite, tmp_path / "cache", stay_offline) == folder


def test_another_archive_is_refused(archive: Path, suite: Suite, tmp_path: Path) -> None:
    other = replace(suite, sha256="0" * 64)
    with pytest.raises(SourceFilesError, match="it is not what was pinned"):
        unpack(other, tmp_path / "cache", lambda *_: archive)
    with pytest.raises(OfflineError):
        unpack(other, tmp_path / "cache", stay_offline)


def test_a_suite_runs_with_what_is_known_of_it(
    archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "suites.toml"
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    entry = f'[[suite]]\nname = "some"\nversion = "1.0"\nsha256 = "{sha256}"\ntests = "tests"\n'
    known = '[[suite.known]]\ntest = "tests/test_some.py::test_that_fails"\nreason = "it always does"\n'
    table.write_text(entry + known)
    suite = read_suites(table)["some"]
    folder = unpack(suite, tmp_path / "cache", lambda *_: archive)
    arguments = ["--backend=zarr", "-p", "no:cacheprovider"]
    assert run(suite, folder, arguments) == 0
    assert "known: tests/test_some.py::test_that_fails[zarr]: it always does" in capfd.readouterr().out
    assert run(replace(suite, known=()), folder, arguments) == 1


def test_the_table_of_the_project_names_pynwb_and_three_extensions() -> None:
    suites = read_suites(TABLE)
    assert "pynwb" in suites
    assert len(suites) >= 4
    assert all(len(suite.sha256) == 64 for suite in suites.values())
    assert all(known.reason for suite in suites.values() for known in suite.known)
