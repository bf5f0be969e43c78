"""Reports are put together, and two are compared, on the command line."""

from pathlib import Path

import pytest
from reports import report, result

from harness.cli import main
from harness.records import FAILED, HELD
from harness.report import Report, read_report, write_report


@pytest.fixture
def written(tmp_path: Path):
    def write(name: str, whole: Report) -> str:
        write_report(whole, tmp_path / name)
        return str(tmp_path / name)

    return write


def test_reports_of_two_backends_are_one(written, tmp_path: Path) -> None:
    one = written("a", report(result("t", route="one")))
    two = written("b", report(result("t", FAILED, route="two", error="KeyError: 1"), restrictions=("-k t",)))
    assert main(["merge", one, two, "-o", str(tmp_path / "both")]) == 0
    both = read_report(tmp_path / "both")
    assert {(each.record.route, each.record.outcome) for each in both.results} == {("one", HELD), ("two", FAILED)}
    assert set(both.backends) == {"one", "two"}
    assert both.restrictions == ("-k t",)


def test_the_last_report_of_a_test_counts(written, tmp_path: Path) -> None:
    parts = [written("a", report(result("t", FAILED, error="E: 1"))), written("b", report(result("t")))]
    assert main(["merge", *parts, "-o", str(tmp_path / "c")]) == 0
    assert [each.record.outcome for each in read_report(tmp_path / "c").results] == [HELD]


def test_reports_by_different_contracts_are_not_merged(written, tmp_path: Path, capsys) -> None:
    parts = [written("a", report(result("t"))), written("b", report(result("t"), contract="0.9"))]
    assert main(["merge", *parts, "-o", str(tmp_path / "c")]) == 2
    assert "different versions of the contract" in capsys.readouterr().err


def test_what_broke_is_told(written, capsys) -> None:
    old = written("old", report(result("a"), result("b"), result("c", FAILED, error="E: 1"), result("d")))
    new = written("new", report(result("a"), result("b", FAILED, error="KeyError: 'x'"), result("c")))
    assert main(["diff", old, new]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "broken: b (held, now failed): KeyError: 'x'" in said
    assert "mended: c (failed, now held)" in said
    assert "not run any more: 1 tests, such as d" in said


def test_if_nothing_broke_the_status_is_zero(written, capsys) -> None:
    same = written("old", report(result("a"), result("b", FAILED, error="E: 1")))
    assert main(["diff", same, same]) == 0
    assert "nothing broke" in capsys.readouterr().out
