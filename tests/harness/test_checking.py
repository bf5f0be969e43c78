"""The suite is a function too: a backend goes in, a verdict comes out."""

from typing import Any, NoReturn

import pytest
from pynwb import NWBHDF5IO

from harness import Backend, check
from harness.checking import SuiteError


def test_an_io_class_is_checked() -> None:
    verdict = check(NWBHDF5IO, name="mine", cases=["Device"])
    assert verdict.conforms
    assert verdict.restrictions == ("only cases Device",)
    assert verdict.routes["mine"].tests == {"held": 2}
    assert verdict.routes["mine-to-mine"].tests == {"held": 1}
    assert [case.name for case in verdict.routes["mine"].cases] == ["Device"]


def out_of_order(*_: Any, **__: Any) -> NoReturn:
    raise OSError("out of order")


def test_clauses_are_chosen_and_failures_are_told() -> None:
    backend = Backend(name="broken", open=NWBHDF5IO, open_nwb=out_of_order)
    verdict = check(backend, cases=["Device"], clauses=["H02"])
    assert not verdict.conforms
    assert verdict.routes["broken"].tests == {"failed": 1}
    assert "OSError: out of order" in verdict.routes["broken"].causes[0].error


def test_a_clause_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(KeyError, match="no clause 'Z99'"):
        check(NWBHDF5IO, clauses=["Z99"])


def test_a_suite_that_says_nothing_is_no_verdict() -> None:
    with pytest.raises(SuiteError, match="pytest ended with"):
        check(NWBHDF5IO, cases=["Nonesuch"], suite=["conformance_cases.test_roundtrip"])
