"""The command ``hdmf-harness``: what two files say differently, and the digest of what each says."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from pynwb import NWBHDF5IO, NWBFile, TimeSeries

from harness.cli import main
from harness.registry import Registry
from harness.round_trip import write_tree


def write(directory: Path, backend_name: str, stem: str, *values: float) -> str:
    (backend,) = Registry().choose([backend_name])
    path = backend.location(directory, stem)
    data = DatasetBuilder("data", list(values), attributes={"unit": "V"})
    write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("group", datasets=[data])]), path)
    return str(path)


def test_files_of_two_backends_that_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path, "hdf5", "a", 1.5, 2.5), write(tmp_path, "zarr", "b", 1.5, 2.5)]
    assert main(["compare", *files]) == 0
    assert capsys.readouterr().out == "no differences\n"
    assert main(["digest", *files]) == 0
    digests = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert digests[0] == digests[1]
    assert digests[0].startswith("nwb1:")


def test_files_that_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path, "hdf5", "a", 1.5, 2.5), write(tmp_path, "zarr", "b", 1.5, 3.5)]
    assert main(["compare", *files]) == 1
    assert capsys.readouterr().out == "/group/data: value at [1]: expected 2.5, got 3.5\n1 difference\n"
    assert main(["digest", *files]) == 1


def test_differences_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path, "zarr", "a", 1.5), write(tmp_path, "zarr", "b", 2.5)]
    assert main(["compare", "--json", "--backend", "zarr", *files]) == 1
    (difference,) = json.loads(capsys.readouterr().out)["differences"]
    assert difference == {"path": "/group/data", "what": "value at [0]", "expected": "1.5", "got": "2.5"}


def test_the_hash_of_each_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "hdf5", "a", 1.5)
    assert main(["digest", "--json", path]) == 0
    assert list(json.loads(capsys.readouterr().out)[path]["objects"]) == ["/", "/group", "/group/data"]
    assert main(["digest", "--objects", path]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"  {path}:/group/data")


def test_a_backend_that_cannot_be_loaded_is_in_no_ones_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, "hdf5", "a", 1.5)
    installed = tmp_path / "site" / "broken-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Name: broken\nVersion: 1.0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text("[hdmf_backends]\nbroken = no.such:IO\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(installed.parent))
    assert main(["compare", path, path]) == 0
    assert main(["digest", path]) == 0
    assert "cannot load the backend 'broken': " in caplog.text
    assert main(["digest", "--backend", "broken", path]) == 2


@pytest.mark.parametrize("command", [["digest"], ["compare", "missing"]])
def test_a_file_that_no_backend_can_read_is_trouble(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, str(tmp_path / "missing")]) == 2
    assert "none can read it" in capsys.readouterr().err


def test_a_backend_that_cannot_read_the_file_is_trouble(tmp_path: Path) -> None:
    path = write(tmp_path, "hdf5", "a", 1.5)
    assert main(["digest", "--backend", "zarr", path]) == 2


def test_an_unknown_backend_is_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest", "--backend", "nobody", str(tmp_path)]) == 2
    assert "no backend is named 'nobody'" in capsys.readouterr().err


def test_containers_are_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for stem, unit in (("a", "V"), ("b", "mV")):
        nwbfile = NWBFile("a session", "an id", datetime(2017, 4, 3, tzinfo=UTC))
        nwbfile.add_acquisition(TimeSeries(name="series", data=[1.5], unit=unit, rate=1.0))
        files.append(str(tmp_path / f"{stem}.nwb"))
        with NWBHDF5IO(files[-1], mode="w") as io:
            io.write(nwbfile)
    assert main(["compare", "--containers", files[0], files[0]]) == 0
    assert main(["compare", "--containers", *files]) == 1
    out = capsys.readouterr().out
    assert "/acquisition/series/data: attribute 'unit': value: expected 'V', got 'mV'" in out
    assert "/acquisition/series: field 'unit': value: expected 'V', got 'mV'" in out
