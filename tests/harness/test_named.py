"""What text names is found, or it is told why not, and where the code of others went wrong."""

import sys
from pathlib import Path

import pytest

from harness.named import NoSuchObjectError, named


def test_a_module_and_an_object_in_it() -> None:
    assert named("pathlib:Path") is Path
    assert named("pathlib:Path.home") == Path.home


def test_a_short_name_stands_for_another() -> None:
    assert named("path", {"path": "pathlib:Path"}) is Path


@pytest.mark.parametrize("name", ["pathlib", "pathlib:", ":Path", ""])
def test_what_has_not_the_form_is_refused(name: str) -> None:
    with pytest.raises(NoSuchObjectError, match=f"'{name}' names no object; expected path or package.module:Object"):
        named(name, {"path": "pathlib:Path"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nonesuch_a", r"ModuleNotFoundError: No module named 'nonesuch_a' \(.*faulty\.py:1\)"),
        ("\n1 / 0", r"ZeroDivisionError: division by zero \(.*faulty\.py:2\)"),
        ("1 +", r"SyntaxError: invalid syntax \(faulty\.py, line 1\)"),
        ("", r"module 'faulty' has no attribute 'it'"),
    ],
)
def test_the_code_of_others_is_told_by_its_place(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "faulty.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NoSuchObjectError, match=f"'faulty:it' cannot be loaded: {message}"):
        named("faulty:it")
    sys.modules.pop("faulty", None)
