"""The report as one page of HTML that needs nothing else: no network, no files beside it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from harness.contract import load_contract
from harness.report.findings import Findings
from harness.report.model import Report, ReportError
from harness.report.page.view import view

__all__ = ["page"]


def page(report: Report, found: Findings) -> str:
    """Return the page.

    Parameters
    ----------
    report, found
        What it shows, and what follows from that.

    Raises
    ------
    ReportError
        If Jinja is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - a part of the extra `harness`
    except ModuleNotFoundError as error:
        raise ReportError("the page of a report is made with Jinja; pip install 'hdmf-zarr[harness]'") from error
    environment = Environment(
        loader=PackageLoader(__name__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    seen = view(report, found, load_contract())
    return environment.get_template("page.html.j2").render(
        view=seen,
        data=_embedded(seen.data),
        style=_file("page.css"),
        program=_file("page.js") + _file("mutants.js"),
    )


def _embedded(data: Any) -> str:
    """Return data as JSON that no text in it can end the script element of."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _file(name: str) -> str:
    return (resources.files(__name__) / name).read_text(encoding="utf-8")
