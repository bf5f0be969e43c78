"""The command: rows with ratios and targets, in a table and in JSON, and a failure where a target is missed."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.session import Result, errors_of
from benchmarks.table import Row, rows
from benchmarks.workload import Target, Workload, count, cpu


def test_the_command_prints_a_table_and_writes_the_measurements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert main(["--small", "--repeats", "1", "-k", "round trip", "--tmp", str(tmp_path), "--json", str(report)]) == 0
    _, row, summary = capsys.readouterr().out.splitlines()
    assert row.startswith("round trip of one TimeSeries")
    assert summary == "1 rows, 0 missed"
    found = json.loads(report.read_text())
    assert found["rows"][0]["errors"] == {}
    assert found["rows"][0]["ratio"] > 0
    assert set(found["rounds"]["round trip of one TimeSeries"]) == {"hdf5", "zarr"}


def row_of(target: Target, *, small: bool = False, counts_only: bool = False, **rounds: list[float]) -> Row:
    workload = Workload(name="w", run=lambda _: None, targets=(target,), size=1, small=1, counts_only=counts_only)
    measured = {side: [{target.quantity: value} for value in values] for side, values in rounds.items()}
    (row,) = rows(Result(workload, measured), small=small)
    return row


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    row = row_of(cpu(0.5), hdf5=[1.0, 2.0, 10.0], zarr=[0.5, 0.5, 9.0])
    assert (row.ratio, row.hdf5, row.value) == (0.5, 2.0, 0.5)
    assert row.met


def test_a_target_is_missed_by_a_larger_ratio_and_by_no_measurement() -> None:
    assert row_of(cpu(0.5), hdf5=[1.0], zarr=[0.6]).met is False
    assert row_of(cpu(0.5), hdf5=[1.0]).met is False


def test_little_work_is_judged_by_its_counts_alone() -> None:
    assert row_of(cpu(0.5), small=True, hdf5=[1.0], zarr=[0.6]).met is None
    assert row_of(count("requests", 1), small=True, counts_only=True, zarr=[2.0]).met is False


def test_a_side_with_other_content_is_no_comparison() -> None:
    answers = {"hdf5": {"content": "x"}, "zarr": {"content": "y"}, "peer": {"content": "x"}, "copy": {"content": None}}
    assert list(errors_of(answers)) == ["zarr"]
