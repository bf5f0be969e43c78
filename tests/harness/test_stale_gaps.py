"""A known gap that names what no test is called says nothing, and fails a whole run."""

import pytest

from harness import Backend, KnownGap
from harness.records import HELD, Record
from harness.stale_gaps import stale

RECORD = Record(route="one", case="test_a", clauses=("F01",), outcome=HELD, test="suite.test_it::test_a[x-one]")


def found(*cases: str, clause: str = "F01", name: str = "one", versions: tuple[str, ...] = ()) -> list[str]:
    gap = KnownGap(
        clause=clause,
        raises=(KeyError,),
        kind="only in versions" if versions else "by design",
        reason="it is so",
        cases=frozenset(cases),
        versions=versions,
    )
    backend = Backend(name=name, open=open, open_nwb=open, known_gaps=(gap,))
    return [record.error for record in stale([backend], [RECORD])]


@pytest.mark.parametrize("cases", [(), ("test_a",), ("test_a[x]",), ("test_a", "test_a[x]")])
def test_a_gap_of_a_clause_a_case_or_a_test_is_none(cases: tuple[str, ...]) -> None:
    assert found(*cases) == []


def test_each_name_that_is_none_is_told() -> None:
    (error,) = found("test_a", "test_a[y]", "test_b")
    assert "F01: it is so" in error
    assert "names test_a[y], test_b, and no test or case that cites F01 is called so" in error


def test_a_test_that_cites_the_clause_no_more_is_none() -> None:
    assert found("test_a", clause="F02")


def test_what_the_installed_versions_have_not_is_not_asked() -> None:
    assert found("test_b", versions=("pytest<1",)) == []


def test_a_variant_has_the_gaps_of_its_backend() -> None:
    assert found("test_b", name="one+zip") == []


CONFTEST = """
    def pytest_hdmf_backends(config):
        gap = {"clause": "F01", "raises": [KeyError], "kind": "by design", "reason": "it is so", "cases": ["test_b"]}
        return {"one": {"io": open, "known_gaps": [gap]}}
"""
TESTS = """
import pytest

@pytest.mark.clause("F01")
@pytest.mark.parametrize("number", [1, 2])
def test_a(backend, number):
    pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A suite of two tests, where the installed one would be."""
    pytester.makeconftest(CONFTEST)
    (pytester.mkpydir("conformance_cases") / "test_it.py").write_text(TESTS, encoding="utf-8")
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_subprocess("-p", "harness.plugin", "--backend=one", "-p", "no:cacheprovider", *arguments)


@pytest.mark.parametrize("arguments", [["conformance_cases"], ["--pyargs", "conformance_cases"]])
def test_a_whole_run_fails(suite: pytest.Pytester, arguments: list[str]) -> None:
    result = run(suite, *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["cause: one: F01: the known gap * names test_b, and no test or case * is called so*"])


@pytest.mark.parametrize("arguments", [["-k", "1"], ["--discover=found"], ["conformance_cases/test_it.py"], ["."]])
def test_of_any_other_run_nothing_is_known(suite: pytest.Pytester, arguments: list[str]) -> None:
    result = run(suite, *arguments)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*is called so*")
