"""Failures are told by their cause: what follows from another is blocked by it, and what is alike is one."""

from harness.causes import causes, untangled
from harness.contract import load_contract
from harness.records import BLOCKED, FAILED, HELD, Record

NO_LUCK = {"error": "OSError: no such luck", "where": "mine/io.py:4 in __init__"}


def record(test: str, clauses: str, outcome: str = FAILED, route: str = "one", **fields: str) -> Record:
    return Record(route=route, case=test, clauses=tuple(clauses.split()), outcome=outcome, test=test, **fields)


def judged(*records: Record) -> dict[str, str]:
    return {each.test: each.blocked_by or each.outcome for each in untangled(records, load_contract())}


def test_when_nothing_opens_all_else_is_blocked() -> None:
    others = [record(f"test_{n}", "D08 E01", **NO_LUCK) for n in range(100)]
    opening = record("test_opening", "A01", **NO_LUCK)
    assert judged(opening, *others) == {"test_opening": FAILED} | {each.test: "one A01" for each in others}
    (cause,) = causes(untangled([opening, *others], load_contract()))
    assert (cause.clauses, cause.tests, len(cause.blocked)) == (("A01",), ("test_opening",), 100)
    assert "OSError: no such luck in mine/io.py:4" in str(cause)


def test_what_passed_is_not_blocked() -> None:
    assert judged(record("a", "A01", **NO_LUCK), record("b", "D08", HELD)) == {"a": FAILED, "b": HELD}


def test_a_clause_that_some_test_holds_blocks_nothing() -> None:
    records = (record("a", "A01", **NO_LUCK), record("b", "A01", HELD), record("c", "D08", **NO_LUCK))
    assert judged(*records) == {"a": FAILED, "b": HELD, "c": FAILED}


def test_a_failure_of_another_kind_has_a_cause_of_its_own() -> None:
    records = (record("a", "B03", **NO_LUCK), record("b", "D08", error="KeyError: 'x'", where="mine/io.py:9 in read"))
    assert judged(*records) == {"a": FAILED, "b": FAILED}


def test_a_pair_is_blocked_by_either_of_its_backends() -> None:
    records = (record("a", "A01", **NO_LUCK), record("b", "H04", route="two-to-one", error="KeyError: 'x'"))
    assert judged(*records) == {"a": FAILED, "b": "one A01"}
    assert untangled(records, load_contract())[1].outcome == BLOCKED


def test_errors_from_one_place_are_one_cause() -> None:
    records = [record(str(n), "D08", error=f"ValueError: {n}", where="mine/io.py:4 in f") for n in range(3)]
    assert [cause.tests for cause in causes(records)] == [("0", "1", "2")]


def test_differences_of_one_kind_are_one_cause() -> None:
    error = "harness.trip:NotConformingError: case: 2 differences\n  /a/{0}: shape: expected ({0},), got (1,)"
    records = [record(str(n), "D08", error=error.format(n)) for n in (2, 3)]
    other = record("4", "D08", error="AssertionError: /a: dtype: expected int64, got int32")
    assert [cause.tests for cause in causes([*records, other])] == [("2", "3"), ("4",)]


def test_backends_have_causes_of_their_own() -> None:
    records = [record("a", "D08", route=route, **NO_LUCK) for route in ("one", "two")]
    assert [cause.route for cause in causes(records)] == ["one", "two"]
