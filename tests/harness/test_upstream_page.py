"""What the page about defects of other libraries shows is what happens: one that is mended there fails here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "upstream.md"
#: A heading, or a block of code.
PARTS = re.compile(r"^## (?P<title>[^\n]+)$|^```python\n(?P<code>.+?)^```$", re.MULTILINE | re.DOTALL)
#: What is said of the last error or warning: its class, or which it may be, and perhaps what it tells.
RAISED = re.compile(r"# ((?:\w+Error|\w+Warning|Exception)\b.*)$", re.MULTILINE)
COMMENT = re.compile(r"(^|  )# .*$", re.MULTILINE)
#: What is said of what is printed, in a line of its own.
PRINTED = re.compile(r"\bprint\(.*\)  # (.+)$", re.MULTILINE)


def reproductions() -> list[tuple[str, str]]:
    """Return the title above each block of code, and the code."""
    found, title = [], ""
    for part in PARTS.finditer(PAGE.read_text(encoding="utf-8")):
        title = part["title"] or title
        if part["code"]:
            found.append((title, part["code"]))
    return found


def as_pattern(said: str) -> str:
    """Return the expression for what is said: three dots stand for anything, "or" for either, a semicolon ends it."""
    either = said.partition(";")[0].strip('"').split(" or ")
    return "|".join(".*".join(re.escape(part.strip()) for part in one.split("...")) for one in either)


@pytest.mark.parametrize("code", [pytest.param(code, id=title) for title, code in reproductions()])
def test_reproductions(code: str, tmp_path: Path) -> None:
    """The lines of a section print, and raise, what stands beside them."""
    raised = RAISED.search(code)
    bare = COMMENT.sub("", code)  # a traceback shows the lines that it comes from, and what stands beside them
    ran = subprocess.run([sys.executable, "-c", bare], cwd=tmp_path, capture_output=True, text=True, check=False)
    told = re.search(as_pattern(raised[1]), ran.stderr, re.DOTALL) if raised else ran.returncode == 0
    assert told, ran.stderr
    lines = iter(ran.stdout.splitlines())
    for said in PRINTED.findall(code):
        assert any(re.search(as_pattern(said), line) for line in lines), f"{said!r} is not printed in {ran.stdout!r}"
    assert raised or PRINTED.search(code), "nothing stands beside these lines"
