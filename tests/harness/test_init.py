"""``hdmf-harness init``: a new package holds from its first minute what its manifest says."""

import sys
import tomllib
from pathlib import Path

import pytest

from harness import JOURNEYS, Registry, Trip, collect_cases
from harness.cli import main


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "fresh"
    assert main(["init", "fresh_store", "--directory", str(directory)]) == 0
    monkeypatch.syspath_prepend(str(directory))
    return directory


def test_a_package_is_complete(package: Path) -> None:
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"] == "fresh-store"
    assert project["project"]["entry-points"]["hdmf_backends"] == {"fresh_store": "fresh_store.conformance:BACKEND"}
    for file in ("README.md", ".github/workflows/conformance.yml", "fresh_store/conformance.toml"):
        assert (package / file).is_file()
    texts = [path.read_text(encoding="utf-8") for path in package.rglob("*") if path.is_file()]
    assert not [text for text in texts if "backend_template" in text or "TemplateIO" in text]


def test_what_to_do_next_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "fresh_store", "--directory", str(tmp_path / "fresh")]) == 0
    assert "pytest -p harness.plugin --pyargs conformance_cases --backend=fresh_store" in capsys.readouterr().out


@pytest.mark.usefixtures("package")
def test_its_backend_carries_a_case(tmp_path: Path) -> None:
    (backend,) = Registry().choose(["fresh_store.conformance:BACKEND"])
    (case,) = (case for case in collect_cases("conformance_cases.nwb") if case.name == "ElectricalSeries")
    Trip(case, JOURNEYS["export"], (backend,)).check(tmp_path)
    assert [path.name for path in tmp_path.glob("exported*")] == ["exported.nwb.fresh_store"]
    for name in [name for name in sys.modules if name.partition(".")[0] == "fresh_store"]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["my-backend", "My", "class", "2b", "größe"])
def test_what_is_no_name_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", name, "--directory", str(tmp_path / "new")]) == 2
    assert "is no name for a package" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "fresh_store", "--directory", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
