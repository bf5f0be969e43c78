"""Tests are made of cases, journeys and backends; each says what it proves, and of whom."""

from collections.abc import Callable

import pytest

import harness.journeys
import harness.product  # noqa: F401 - imported here, so that the runs within this process need not do it again and again

type Run = Callable[..., pytest.RunResult]

BACKENDS = """
    from harness import Backend, KnownGap

    def make(name, **arguments):
        return Backend(name=name, open=open, open_nwb=open, **arguments)

    def gap(clause, *cases):
        return KnownGap(
            clause=clause, raises=(KeyError,), kind="upstream", reason="it is so", url="https://x.org/1",
            cases=frozenset(cases),
        )

    def pytest_hdmf_backends(config):
        return [
            make("one"),
            make("two", capabilities=frozenset({"read"}), known_gaps=(gap("F01"), gap("F02", "test_b"))),
        ]
"""
CASES = """
    from harness import case, collect_cases

    @case("A", find=lambda nwbfile: nwbfile, clauses=("F01",))
    def a(nwbfile):
        return None

    @case("B.qualified", find=lambda nwbfile: nwbfile)
    def b(nwbfile):
        return nwbfile

    CASES = collect_cases(__name__)

    def test_roundtrip(roundtrip, tmp_path):
        roundtrip.check(tmp_path)
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run a module of tests over two backends, or those that the arguments choose."""
    pytester.makeconftest(BACKENDS)

    def run(module: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=module)
        return pytester.runpytest("-p", "harness.plugin", *(arguments or ("--backend=one,two",)))

    return run


def a_test(argument: str, body: str = "pass", marks: str = '@pytest.mark.clause("B10")') -> str:
    return f"import pytest\n{marks}\ndef test_a({argument}):\n    {body}\n"


def ids(result: pytest.RunResult) -> list[str]:
    return [line.rpartition("::")[2] for line in result.outlines if line.startswith("test_it.py::")]


def test_a_test_of_a_backend_runs_for_each_one(run: Run) -> None:
    result = run(a_test("backend", "assert backend.name in ('one', 'two')"), "--backend=one,two", "-v")
    result.stdout.fnmatch_lines(["*::test_a[[]one[]] PASSED*", "*::test_a[[]two[]] PASSED*"])


def test_a_test_of_a_pair_runs_for_each_ordered_pair(run: Run) -> None:
    result = run(a_test("backend_pair"), "--backend=one,two", "--collect-only", "-q")
    assert ids(result) == [f"test_a[{pair}]" for pair in ("one-to-one", "one-to-two", "two-to-one", "two-to-two")]


@pytest.mark.parametrize("arguments", [("--backend=two", "--backend=one"), ("--hdmf-backend=two,one",)])
def test_backends_run_in_the_order_of_the_command_line(run: Run, arguments: tuple[str, ...]) -> None:
    assert ids(run(a_test("backend"), "--collect-only", "-q", *arguments)) == ["test_a[two]", "test_a[one]"]


def test_cases_travel_on_each_journey_with_each_backend(run: Run) -> None:
    assert ids(run(CASES, "--collect-only", "-q", "--backend=one,two", "-k", "B.qual")) == [
        "test_roundtrip[B.qualified-write_read-one]",
        "test_roundtrip[B.qualified-write_read-two]",
        "test_roundtrip[B.qualified-export-one]",
        "test_roundtrip[B.qualified-export-two]",
        "test_roundtrip[B.qualified-cross_export-one-to-one]",
        "test_roundtrip[B.qualified-cross_export-one-to-two]",
        "test_roundtrip[B.qualified-cross_export-two-to-one]",
        "test_roundtrip[B.qualified-cross_export-two-to-two]",
    ]


def test_a_module_may_name_the_journeys(run: Run) -> None:
    module = CASES.replace("CASES =", "JOURNEYS = ['export']\n    CASES =")
    assert ids(run(module, "--collect-only", "-q", "--backend=one")) == [
        "test_roundtrip[A-export-one]",
        "test_roundtrip[B.qualified-export-one]",
    ]


def test_a_journey_that_there_is_none_of_is_an_error(run: Run) -> None:
    result = run(CASES.replace("CASES =", "JOURNEYS = ['exports']\n    CASES ="))
    result.stdout.fnmatch_lines(["*test_it names the journeys exports; there are write_read, export, cross_export*"])


def test_a_backend_reaches_other_fixtures(run: Run) -> None:
    fixture = "import pytest\n@pytest.fixture\ndef name(backend):\n    return backend.name\n"
    run(fixture + a_test("name", "assert name in ('one', 'two')")).assert_outcomes(passed=2)


@pytest.mark.parametrize("argument", ["backend", "backend_pair"])
def test_a_test_that_cites_no_clause_is_an_error(run: Run, argument: str) -> None:
    result = run(a_test(argument, marks=""))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup of test_a*", "*cites no clause of the contract*"])


def test_a_roundtrip_without_cases_is_an_error(run: Run) -> None:
    run(a_test("roundtrip")).assert_outcomes(errors=1)


def test_a_clause_that_the_contract_does_not_have_is_an_error(run: Run) -> None:
    result = run(a_test("backend", marks='@pytest.mark.clause("B10", "Z99")'))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*test_a cites Z99, which the contract does not have*"])


def test_a_case_that_cites_such_a_clause_is_an_error(run: Run) -> None:
    result = run(CASES.replace("F01", "Z98"))
    result.stdout.fnmatch_lines(["*case 'A' cites Z98, which the contract does not have*"])


def test_a_known_gap_is_expected(run: Run) -> None:
    result = run(
        a_test("backend", "{'one': 1}[backend.name]", '@pytest.mark.clause("F01")'), "--backend=one,two", "-rx"
    )
    result.assert_outcomes(passed=1, xfailed=1)
    result.stdout.fnmatch_lines(
        ["XFAIL *::test_a[[]two[]] - F01: it is so (upstream, without witness) https://x.org/1"]
    )


def test_a_known_gap_that_is_none_fails(run: Run) -> None:
    result = run(a_test("backend", marks='@pytest.mark.clause("F01")'))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*XPASS(strict)*F01: it is so*"])


def test_a_known_gap_that_shows_otherwise_fails(run: Run) -> None:
    result = run(a_test("backend", "assert backend.name == 'one'", '@pytest.mark.clause("F01")'))
    result.assert_outcomes(passed=1, failed=1)


def test_a_known_gap_may_be_of_some_cases_only(run: Run) -> None:
    run(a_test("backend", marks='@pytest.mark.clause("F02")')).assert_outcomes(passed=2)


def test_a_known_gap_of_one_counts_for_its_pairs(run: Run) -> None:
    body = "assert backend_pair[0] is backend_pair[1] and backend_pair[0].name == 'one', {}['no']"
    run(a_test("backend_pair", body, '@pytest.mark.clause("F01")')).assert_outcomes(passed=1, xfailed=3)


NEEDS_WRITE = '@pytest.mark.clause("A01")\n@pytest.mark.needs("write")'


def test_what_a_backend_does_not_claim_it_has_to_refuse(run: Run) -> None:
    refusal = "if backend.name == 'two': raise hdmf.backends.errors.UnsupportedOperation"
    result = run("import hdmf.backends.errors\n" + a_test("backend", refusal, NEEDS_WRITE))
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["two * held * failed * refused *", "*tests * 0 * 0 * 1 *"])


@pytest.mark.parametrize("body", ["pass", "if backend.name == 'two': raise OSError"])
def test_what_a_backend_does_not_claim_but_does_or_fails_at_is_a_failure(run: Run, body: str) -> None:
    run(a_test("backend", body, NEEDS_WRITE)).assert_outcomes(passed=1, failed=1)


def test_the_fault_of_a_case_is_not_the_backends(run: Run) -> None:
    result = run(CASES, "--backend=hdf5", "-k", "A-write_read")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*VacuousCaseError: case 'A': content() returns None*",
            "hdf5 * held * failed * refused * known gap*faulty case",
            "*tests * 0 * 0 * 0 * 0 * 1",
        ]
    )


def test_reports_tell_what_a_test_proves(run: Run, pytester: pytest.Pytester) -> None:
    run(a_test("backend_pair"), "--backend=one,two", "--junit-xml=report.xml")
    report = (pytester.path / "report.xml").read_text()
    assert '<property name="hdmf_backend" value="one-to-two"' in report
    assert '<property name="hdmf_clauses" value="B10"' in report
