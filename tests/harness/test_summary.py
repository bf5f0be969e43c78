"""The summary of a run is for reading: per backend, what held and what did not."""

from harness.contract import load_contract
from harness.judging import judge
from harness.records import FAILED, GAP, HELD, REFUSED, SKIPPED, Record
from harness.summary import lines


def record(route: str = "zarr", case: str = "A", clauses: str = "B01", outcome: str = HELD, gap: str = "") -> Record:
    return Record(route=route, case=case, clauses=tuple(clauses.split()), outcome=outcome, gap=gap)


def summary(*records: Record, restrictions: tuple[str, ...] = ()) -> list[str]:
    made = judge(records, load_contract(), restrictions=restrictions)
    return [" ".join(line.split()) for line in lines(made)]


def test_tests_cases_and_clauses_are_counted() -> None:
    assert summary(record(), record(case="B", clauses="B01 F01"), record(case="B", clauses="F01"))[:4] == [
        "zarr held failed refused known gap",
        "tests 3 0 0 0",
        "cases 2 0 0 0",
        "clauses 2 0 0 0",
    ]


def test_the_worst_counts_for_cases_and_clauses() -> None:
    records = (record(), record(outcome=FAILED), record(outcome=GAP), record(clauses="F01", outcome=REFUSED))
    assert summary(*records)[1:4] == ["tests 1 1 1 1", "cases 0 1 0 0", "clauses 0 1 1 0"]


def test_it_tells_how_much_of_the_contract_holds() -> None:
    found = summary(record(), record(clauses="B03", outcome=FAILED), record(clauses="B10"))
    total = len(load_contract().by_level("required"))
    assert f"required: 50.0 % (1 of 2 tested clauses held, of {total} that there are)" in found
    assert any(line.startswith("recommended: 100.0 % (1 of 1 ") for line in found)


def test_clauses_that_do_not_hold_are_named() -> None:
    records = (record(outcome=FAILED), record(case="B", outcome=FAILED), record(clauses="F01", outcome=GAP), record())
    found = summary(*records)
    assert "failed: B01 write is build then write_builder (2 tests)" in found
    assert "known gap: F01 links to groups reach their container (1 test)" in found


def test_declared_gaps_are_told_with_their_reason() -> None:
    assert "declared gap: F01: it is so (by design)" in summary(record(outcome=GAP, gap="F01: it is so (by design)"))


def test_gaps_that_are_decided_upstream_are_no_backends() -> None:
    found = summary(record(clauses="B18", outcome=GAP))
    assert "held by no backend, for HDMF or PyNWB decide: B18" in found
    assert not any(line.startswith("known gap:") for line in found)


def test_each_backend_and_pair_is_told_apart() -> None:
    rows = [line.split()[0] for line in summary(record("zarr"), record("hdf5"), record("hdf5-to-zarr"))]
    assert [name for name in rows if name.startswith(("hdf5", "zarr"))] == ["hdf5", "hdf5-to-zarr", "zarr"]


def test_skipped_tests_show_only_if_there_are_any() -> None:
    assert summary(record(outcome=SKIPPED))[:2] == ["zarr held failed refused known gap skipped", "tests 0 0 0 0 1"]


def test_a_run_that_was_not_whole_says_so() -> None:
    assert "partial run: keyword=Device" in summary(record(), restrictions=("keyword=Device",))


def test_a_run_without_backends_says_nothing() -> None:
    assert summary() == []
