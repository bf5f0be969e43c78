"""The verdict on a backend says how much of the contract holds, and blames no backend for what is decided upstream."""

import json

from harness.contract import load_contract
from harness.judging import judge
from harness.records import FAILED, GAP, HELD, UPSTREAM_GAP, Claim, Record
from harness.verdict import RouteVerdict

#: A clause of each level.
REQUIRED, RECOMMENDED, UPSTREAM = "B03", "B10", "B18"


def record(clauses: str, outcome: str = HELD, **fields: str) -> Record:
    return Record(**{"route": "one", "case": "A", "clauses": tuple(clauses.split()), "outcome": outcome} | fields)


def verdict_on_one(*records: Record, claim: Claim | None = None) -> RouteVerdict:
    claims = {} if claim is None else {"one": claim}
    return judge(records, load_contract(), claims=claims).routes["one"]


def test_shares_are_of_the_tested_clauses() -> None:
    found = verdict_on_one(record(f"{REQUIRED} {RECOMMENDED}"), record(REQUIRED, FAILED), record("B04"))
    required, recommended = found.shares
    assert (required.held, required.tested, required.percent) == (1, 2, 50.0)
    assert (recommended.held, recommended.tested, recommended.percent) == (1, 1, 100.0)
    assert required.total == len(load_contract().by_level("required"))


def test_an_upstream_gap_is_not_the_backends() -> None:
    found = verdict_on_one(record(UPSTREAM, GAP), record(REQUIRED))
    assert found.tests == {UPSTREAM_GAP: 1, HELD: 1}
    assert found.upstream == (UPSTREAM,)
    assert found.gaps == ()
    assert found.conforms


def test_a_declared_gap_is_named() -> None:
    found = verdict_on_one(record(REQUIRED, GAP, gap=f"{REQUIRED}: it is so (by design)"))
    assert found.gaps == (f"{REQUIRED}: it is so (by design)",)


def test_the_most_frequent_cause_comes_first() -> None:
    failures = [record(REQUIRED, FAILED, error=error, test=str(n)) for n, error in enumerate(["a", "b", "b"])]
    assert [(cause.error, cause.tests) for cause in verdict_on_one(*failures).causes] == [
        ("b", ("1", "2")),
        ("a", ("0",)),
    ]


def test_levels_are_judged_if_they_are_claimed() -> None:
    reader = Claim(capabilities=frozenset({"read", "discovery"}))
    assert verdict_on_one(record(REQUIRED), claim=reader).levels["reader"].outcome == HELD
    assert verdict_on_one(record(REQUIRED, FAILED), claim=reader).levels["reader"].outcome == FAILED
    assert verdict_on_one(record(REQUIRED), claim=Claim()).levels == {}


def test_a_level_says_on_how_many_of_its_clauses_it_rests() -> None:
    contract = load_contract()
    claimed = contract.conformance["reader"].clauses(contract)
    required = [name for name in claimed if contract[name].level == "required"]
    reader = Claim(capabilities=frozenset({"read", "discovery"}))
    beside = next(name for name in contract if name not in claimed)
    assert verdict_on_one(record(beside), claim=reader).standing == "reader (untested)"
    assert (
        verdict_on_one(record(required[0]), claim=reader).standing
        == f"reader (held, 1 of {len(required)} required clauses tested)"
    )
    assert verdict_on_one(*map(record, required), claim=reader).standing == "reader (held)"


def test_only_a_variant_that_is_not_local_is_remote() -> None:
    both = frozenset({"read", "write"})
    assert "remote" not in verdict_on_one(record(REQUIRED), claim=Claim(capabilities=both)).levels
    assert "remote" in verdict_on_one(record(REQUIRED), claim=Claim(capabilities=both, is_local=False)).levels


def test_nothing_tested_is_no_conformance() -> None:
    assert not judge([], load_contract()).conforms


def test_it_is_written_as_json() -> None:
    made = judge([record(REQUIRED, FAILED, error="KeyError: no")], load_contract())
    assert json.loads(json.dumps(made.as_json()))["routes"]["one"]["tests"] == {FAILED: 1}
