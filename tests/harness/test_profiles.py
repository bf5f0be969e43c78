"""What the hypothesis profiles of the suite do with examples that fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROPERTY = """
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SEEN = []


def test_numbers():
    @given(number=st.integers())
    def is_small(number):
        SEEN.append(number)
        assert number < 100

    is_small()


def test_what_was_seen():
    print("seen:", len(SEEN), SEEN[0], settings().max_examples)
"""


def run(directory: Path, profile: str, before: str = "") -> str:
    (directory / "test_property.py").write_text(PROPERTY.replace("def test_numbers", f"{before}\ndef test_numbers"))
    options = ["-p", "harness.plugin", "-p", "no:cacheprovider", "-q", "-s", f"--hypothesis-profile={profile}"]
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_STORAGE_DIRECTORY"}
    command = [sys.executable, "-m", "pytest", *options, "test_property.py"]
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    return next(line for line in done.stdout.splitlines() if "seen:" in line).partition("seen:")[2]


@pytest.mark.parametrize("profile", ["dev", "deep"])
def test_an_example_that_fails_is_kept_and_tried_first(profile: str, tmp_path: Path) -> None:
    run(tmp_path, profile)
    assert any((tmp_path / ".hypothesis" / "examples").iterdir())
    assert int(run(tmp_path, profile).split()[1]) == 100


def test_ci_tries_the_same_each_time_and_keeps_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "ci") == run(tmp_path, "ci")
    assert not (tmp_path / ".hypothesis" / "examples").exists()


def test_deep_goes_further(tmp_path: Path) -> None:
    dev, ci, deep = (int(run(tmp_path, profile).split()[2]) for profile in ("dev", "ci", "deep"))
    assert dev < ci < deep
    assert deep >= 20 * ci


def test_of_what_is_known_to_fail_the_smallest_is_not_looked_for(tmp_path: Path) -> None:
    sought, known = (run(tmp_path, "ci", before).split() for before in ("", "@pytest.mark.xfail"))
    assert int(known[0]) < int(sought[0])
    assert known[1:] == sought[1:]
