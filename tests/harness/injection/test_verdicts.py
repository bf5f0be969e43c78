"""What is said of a test follows from how it ended and from what it opened."""

import pytest

from harness.injection.opens import Ledger
from harness.injection.verdicts import Verdict, judge

OPENED = {"opens": 1}
SIGN = {"evidence": ["a sign"]}


@pytest.mark.parametrize(
    ("outcome", "did", "verdict"),
    [
        ("passed", OPENED, Verdict("injected")),
        ("passed", {"asked": 1}, Verdict("injected")),
        ("passed", OPENED | SIGN, Verdict("injected")),
        ("passed", OPENED | {"leaks": ["a leak"]}, Verdict("not injected", "a leak")),
        ("passed", OPENED | {"disguised": ["HDF5"]}, Verdict("not injected", "HDF5")),
        ("passed", {"aside": ["a process", "a process"]}, Verdict("not injected", "a process")),
        ("passed", {"aside": ["a process"]} | SIGN, Verdict("HDF5-only", "a sign")),
        ("failed", OPENED, Verdict("failed")),
        ("failed", OPENED | SIGN, Verdict("HDF5-only", "a sign")),
        ("failed", OPENED | {"leaks": ["a leak"]}, Verdict("not injected", "a leak")),
        ("skipped", {}, Verdict("skipped")),
    ],
)
def test_verdicts(outcome: str, did: dict[str, object], verdict: Verdict) -> None:
    assert judge(outcome, Ledger(**did), without_io=False) == verdict


@pytest.mark.parametrize(
    ("outcome", "did", "verdict"),
    [
        ("failed", OPENED, Verdict("known", "so it is")),
        ("passed", {"aside": ["a process"]}, Verdict("known", "so it is")),
        ("skipped", {}, Verdict("skipped")),
        ("passed", OPENED, Verdict("failed", "it is injected, although it is said to be known that so it is")),
    ],
)
def test_what_is_known_has_to_happen(outcome: str, did: dict[str, object], verdict: Verdict) -> None:
    assert judge(outcome, Ledger(**did), without_io=True, known="so it is") == verdict


@pytest.mark.parametrize(("without_io", "name"), [(True, "without I/O"), (False, "not injected")])
def test_without_io(without_io: bool, name: str) -> None:
    assert judge("passed", Ledger(), without_io=without_io).name == name
