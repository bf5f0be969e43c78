"""Writing a report to a directory."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from harness.report.badge import badge
from harness.report.findings import Findings, findings
from harness.report.markdown import markdown
from harness.report.model import Report


def write_report(report: Report, directory: Path) -> Findings:
    """Write ``report.json``, ``report.md``, ``report.html``, and for each backend ``badge-NAME.svg`` and ``.json``.

    Parameters
    ----------
    report
        What to write.
    directory
        Where to; it is made if it is not there.

    Returns
    -------
    What follows from the report.

    Raises
    ------
    ReportError
        If Jinja is not installed, which the page is made with; the other files are there then.
    """
    directory.mkdir(parents=True, exist_ok=True)
    found = findings(report)
    results = zip(report.results, found.records, strict=True)
    told = replace(report, results=tuple(replace(result, record=record) for result, record in results))
    made = told.as_json() | found.as_json()
    _write(directory / "report.json", json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    _write(directory / "report.md", markdown(found, report.kills))
    for name, route in found.backends.items():
        made_badge = badge(route, partial=bool(report.restrictions))
        _write(directory / f"badge-{_file_name(name)}.svg", made_badge.as_svg())
        _write(directory / f"badge-{_file_name(name)}.json", made_badge.as_json())
    from harness.report.page import page  # noqa: PLC0415 - only the page needs Jinja

    _write(directory / "report.html", page(report, found))
    return found


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.+-]", "_", name)
