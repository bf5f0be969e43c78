"""The summary of a run is for reading: per backend, what held and what did not."""

from harness.summary import FAILED, GAP, HELD, REFUSED, SKIPPED, Record, lines


def record(route: str = "zarr", case: str = "A", clauses: str = "B01", outcome: str = HELD) -> Record:
    return Record(route=route, case=case, clauses=tuple(clauses.split()), outcome=outcome)


def summary(*records: Record) -> list[list[str]]:
    return [line.split() for line in lines(records, {"B01": "one thing", "F01": "another"})]


def test_tests_cases_and_clauses_are_counted() -> None:
    assert summary(record(), record(case="B", clauses="B01 F01"), record(case="B", clauses="F01")) == [
        ["zarr", "held", "failed", "refused", "known", "gap"],
        ["tests", "3", "0", "0", "0"],
        ["cases", "2", "0", "0", "0"],
        ["clauses", "2", "0", "0", "0"],
    ]


def test_the_worst_counts_for_cases_and_clauses() -> None:
    records = (record(), record(outcome=FAILED), record(outcome=GAP), record(clauses="F01", outcome=REFUSED))
    assert summary(*records)[1:4] == [
        ["tests", "1", "1", "1", "1"],
        ["cases", "0", "1", "0", "0"],
        ["clauses", "0", "1", "1", "0"],
    ]


def test_clauses_that_do_not_hold_are_named() -> None:
    records = (record(outcome=FAILED), record(case="B", outcome=FAILED), record(clauses="F01", outcome=GAP), record())
    assert summary(*records)[4:] == [
        ["failed:", "B01", "one", "thing", "(2", "tests)"],
        ["known", "gap:", "F01", "another", "(1", "test)"],
    ]


def test_each_backend_and_pair_is_told_apart() -> None:
    rows = summary(record("zarr"), record("hdf5"), record("hdf5-to-zarr"))
    assert [row[0] for row in rows[::4]] == ["hdf5", "hdf5-to-zarr", "zarr"]


def test_skipped_tests_show_only_if_there_are_any() -> None:
    assert summary(record(outcome=SKIPPED))[:2] == [
        ["zarr", "held", "failed", "refused", "known", "gap", "skipped"],
        ["tests", "0", "0", "0", "0", "1"],
    ]


def test_a_run_without_backends_says_nothing() -> None:
    assert summary() == []
