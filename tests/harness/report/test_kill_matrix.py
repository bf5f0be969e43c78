"""A report has the matrix of a run with mutants: which test kills which, over each backend, and what survives."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from reports import fate, matrix, of_mutants, report, result, two_backends, two_matrices

from harness.cli import main
from harness.kill_matrix import EXCUSED, KILLED, SURVIVED, UNTRIED, KillMatrix
from harness.report import Report, read_report, write_report
from harness.report.model import schema


@pytest.fixture
def written(tmp_path: Path):
    def write(name: str, whole: Report) -> str:
        write_report(whole, tmp_path / name)
        return str(tmp_path / name)

    return write


@pytest.fixture
def merged(written, tmp_path: Path):
    def merge(*reports: Report) -> Report:
        parts = [written(f"part{number}", one) for number, one in enumerate(reports)]
        assert main(["merge", *parts, "-o", str(tmp_path / "whole")]) == 0
        return read_report(tmp_path / "whole")

    return merge


def test_it_is_read_as_it_was_written_and_as_the_schema_says(tmp_path: Path) -> None:
    one = replace(matrix(a=fate(KILLED, "t")), spared={"t::costs": "it counts"}, unsound=("t::bad",))
    whole = of_mutants(one=one, two=two_matrices()["two"])
    write_report(whole, tmp_path)
    made = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(made, schema())
    assert made["kills"]["two"]["mutants"]["nans_zeroed"]["outcome"] == SURVIVED
    assert read_report(tmp_path) == whole


def test_a_report_without_mutants_has_none_of_it(tmp_path: Path) -> None:
    write_report(report(result("t")), tmp_path)
    assert "kills" not in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    for name in ("report.md", "report.html"):
        assert "Mutants" not in (tmp_path / name).read_text(encoding="utf-8")


def test_of_the_backends_nothing_is_said(tmp_path: Path) -> None:
    found = write_report(of_mutants(one=matrix(a=fate(KILLED, "t"))), tmp_path)
    assert found.backends == {}
    assert {path.name for path in tmp_path.iterdir()} == {"report.json", "report.md", "report.html"}
    for name in ("report.md", "report.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "No verdict" in text
        assert "holds" not in text.partition("<script")[0].partition("</style>")[2]


def test_the_table_tells_how_many_are_killed_and_which_survive(tmp_path: Path) -> None:
    write_report(two_backends(), tmp_path)
    lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines()
    assert "- one: 3 of 3 mutants killed" in lines
    assert "- two: 1 of 3 mutants killed, 1 survived, 1 within known gaps" in lines
    assert "  - survives: `nans_zeroed` (D116): Stores <em>NaN</em> as zero." in lines
    assert "  - 1 tests kill nothing, such as `t::two_vain`" in lines
    assert any(line.endswith("| `t::one_a`, `t::one_b` |") for line in lines)


def test_halves_of_a_suite_are_one(merged) -> None:
    """What the other half kills survives no more, and who kills nothing here may kill there."""
    first = matrix(a=fate(KILLED, "t1"), b=fate(SURVIVED, "t1", "t2"), c=fate(UNTRIED), idle=("t2",))
    second = matrix(a=fate(SURVIVED, "t2"), b=fate(KILLED, "t2"), c=fate(SURVIVED, "t3"), idle=("t3",))
    whole = merged(of_mutants(one=first), of_mutants(one=second)).kills["one"]
    assert whole == matrix(a=fate(KILLED, "t1"), b=fate(KILLED, "t2"), c=fate(SURVIVED, "t3"), idle=("t3",))


def test_a_mutant_is_killed_over_each_backend_by_itself(merged) -> None:
    one, two = matrix(a=fate(KILLED, "t[one]")), matrix(a=fate(SURVIVED, "t[two]"))
    assert merged(of_mutants(one=one), of_mutants(two=two)).kills == {"one": one, "two": two}


def test_a_mutant_within_a_known_gap_is_no_survivor(merged) -> None:
    half = matrix(a=fate(EXCUSED, "t1")), matrix(a=fate(EXCUSED, "t2"))
    (whole,) = merged(*(of_mutants(one=each) for each in half)).kills.values()
    assert whole.survivors == []
    assert whole.mutants["a"].outlived == ("t1", "t2")


def test_a_verdict_is_not_restricted_by_a_run_with_mutants(merged) -> None:
    part = KillMatrix(mutants={"a": fate(KILLED, "t")}, restrictions=("-k t",))
    whole = merged(report(result("t")), of_mutants(one=part))
    assert whole.restrictions == ()
    assert whole.kills["one"].restrictions == ("-k t",)
    assert merged(of_mutants(one=part), of_mutants(one=part)).restrictions == of_mutants().restrictions


def test_a_mutant_that_survives_now_is_told(written, capsys: pytest.CaptureFixture[str]) -> None:
    old = written("old", of_mutants(one=matrix(a=fate(KILLED, "t"), b=fate(SURVIVED, "t"), c=fate(KILLED, "t"))))
    new = written("new", of_mutants(one=matrix(a=fate(SURVIVED, "t"), b=fate(KILLED, "t"), c=fate(UNTRIED))))
    assert main(["diff", old, new]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "survives over one: a (D116; killed before): Stores <em>NaN</em> as zero." in said
    assert "killed over one: b (D116; survived before): Stores <em>NaN</em> as zero." in said
    assert said[-1] == "1 broke"
    assert main(["diff", old, old]) == 0


def test_reports_are_read_without_the_mutants() -> None:
    program = "import sys, harness.report, harness.commands.diff; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "harness.kill_matrix" in loaded
    assert not [name for name in loaded if name.startswith("harness.mutants")]


def test_thousands_of_tests_make_no_huge_page(tmp_path: Path) -> None:
    ids = [f"conformance_cases.test_roundtrip::test_roundtrip[case_{n}-write_read-one]" for n in range(5000)]
    fates = {f"mutant_{n}": fate(KILLED, *(ids if n < 10 else ids[n : n + 3])) for n in range(200)}
    write_report(of_mutants(one=matrix(**fates)), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(page) < 400_000
    assert "killed by 5000 tests" in page
