"""A report is JSON by a published schema, a table, a badge and a page, and can be read again."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from reports import report, result, two_backends

from harness.records import FAILED, FAULTY
from harness.report import ReportError, read_report, write_report
from harness.report.model import schema


def test_json_is_as_the_schema_says(tmp_path: Path) -> None:
    write_report(two_backends(), tmp_path)
    made = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(made, schema())
    assert made["verdict"]["routes"]["two"]["tests"] == {"failed": 1, "known gap": 1}
    assert [edge["outcome"] for edge in made["exports"]] == ["lossless", "crash"]
    assert [cause["route"] for cause in made["causes"]] == ["two", "two-to-one"]


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    types = {"name": "types", "exercised": 1, "total": 2, "missing": ["A: it is left out"]}
    coverage = {"one": {"core": {"rows": [types], "nodes": {}}}}
    whole = report(result("t", clauses="B03"), restrictions=("-k t",), schema_coverage=coverage)
    write_report(whole, tmp_path)
    assert read_report(tmp_path).as_json() == whole.as_json()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Schema core over one" in page
    assert "A: it is left out" in page


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "is no JSON"), ('{"format": 1}', "'contract' is a required property"), ('{"format": 2}', "format")],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(ReportError, match=message):
        read_report(tmp_path)


def test_the_table_has_a_row_for_each_backend(tmp_path: Path) -> None:
    write_report(two_backends(), tmp_path)
    lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("| two |"))
    assert "holds 1 of 3 required clauses" in row
    assert "does not hold B03 read_builder returns the written tree" in row
    assert any("Known gaps of two: 1" in line for line in lines)


def test_what_a_backend_claims_to_be_rests_on_so_many_clauses(tmp_path: Path) -> None:
    reader = {"contract": "", "capabilities": ["read", "discovery"], "is_local": True, "known_gaps": []}
    write_report(report(result("t::one", clauses="B03"), backends={"one": reader}), tmp_path)
    told = r"reader \(held, 1 of \d+ required clauses tested\)"
    assert re.search(f"claims to be: {told}", (tmp_path / "report.md").read_text(encoding="utf-8"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.search(r"reader <span[^>]*>1 of \d+</span><span[^>]*>: held, 1 of \d+ required clauses tested<", page)


def test_the_badge_says_it_in_a_few_words(tmp_path: Path) -> None:
    write_report(two_backends(), tmp_path)
    endpoint = json.loads((tmp_path / "badge-two.json").read_text(encoding="utf-8"))
    assert endpoint["schemaVersion"] == 1
    assert endpoint["message"].endswith("required, failing")
    image = ET.fromstring((tmp_path / "badge-two.svg").read_text(encoding="utf-8"))
    assert image.get("aria-label") == f"{endpoint['label']}: {endpoint['message']}"


def test_a_partial_run_says_so_everywhere(tmp_path: Path) -> None:
    write_report(report(result("t"), restrictions=("-k t",)), tmp_path)
    for name in ("report.md", "report.html", "badge-one.svg", "badge-one.json"):
        assert "partial run" in (tmp_path / name).read_text(encoding="utf-8").lower(), name


def test_a_faulty_test_leaves_the_verdict_open(tmp_path: Path) -> None:
    write_report(report(result("t", FAULTY, error="VacuousCaseError: x")), tmp_path)
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "unclear" in text
    assert FAILED not in text.split("|")[-3]
