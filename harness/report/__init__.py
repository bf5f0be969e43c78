"""The report of a run: what each backend holds, as JSON, Markdown, a badge, and a page to look at.

`pytest --conformance-report=DIR` writes it; ``hdmf-harness merge`` puts several together, and
``hdmf-harness diff`` says what broke between two.
"""

from harness.report.model import Report, ReportError, Result, read_report
from harness.report.writing import write_report

__all__ = ["Report", "ReportError", "Result", "read_report", "write_report"]
