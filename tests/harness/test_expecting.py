"""A gap stands for a clause, for a case, or for single tests, whichever it names."""

import pytest

from harness.about import name_without_route

CONFTEST = """
    def pytest_hdmf_backends(config):
        gap = {"clause": "F01", "raises": [KeyError], "kind": "by design", "reason": "it is so", "cases": %s}
        return {"one": {"io": open, "known_gaps": [gap], "capabilities": %s}}
"""
TESTS = """
    import pytest

    @pytest.mark.clause("F01")
    @pytest.mark.needs("append")
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a(backend, number):
        if number == 2:
            {}["key"]
"""


@pytest.mark.parametrize(
    ("name", "route", "expected"),
    [
        ("test_a[one]", "one", "test_a"),
        ("test_a[one-x]", "one", "test_a[x]"),
        ("test_a[x-one]", "one", "test_a[x]"),
        ("test_a[x-one-to-two-y]", "one-to-two", "test_a[x-y]"),
        ("test_a[someone-x-one+zip]", "one+zip", "test_a[someone-x]"),
        ("test_a[one-one]", "one", "test_a[one]"),
    ],
)
def test_a_test_is_called_by_what_it_is_without_its_backend(name: str, route: str, expected: str) -> None:
    assert name_without_route(name, route) == expected


def run(pytester: pytest.Pytester, cases: list[str], capabilities: list[str]) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST % (cases, capabilities))
    pytester.makepyfile(TESTS)
    return pytester.runpytest("-p", "harness.plugin", "--backend=one")


def test_a_single_test_is_named(pytester: pytest.Pytester) -> None:
    run(pytester, ["test_a[2]"], ["append"]).assert_outcomes(passed=2, xfailed=1)


def test_a_function_is_named_and_each_test_of_it_must_fail(pytester: pytest.Pytester) -> None:
    run(pytester, ["test_a"], ["append"]).assert_outcomes(failed=2, xfailed=1)


def test_a_test_is_named_with_its_module(pytester: pytest.Pytester) -> None:
    name = "test_a_test_is_named_with_its_module.py::test_a[2]"
    run(pytester, [name], ["append"]).assert_outcomes(passed=2, xfailed=1)


def test_a_test_needs_what_its_parameters_need(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST % (["test_b"], ["read"]))
    pytester.makepyfile("""
        import pytest
        from hdmf.backends.errors import UnsupportedOperation

        @pytest.mark.clause("F01")
        @pytest.mark.parametrize("mode", ["r", pytest.param("a", marks=pytest.mark.needs("append"))])
        def test_a(backend, mode):
            if mode == "a":
                raise UnsupportedOperation("no")
    """)
    result = pytester.runpytest("-p", "harness.plugin", "--backend=one")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*refused: F01*(1 test)"])


def test_a_single_test_that_is_named_is_spared_a_refusal_and_no_other(pytester: pytest.Pytester) -> None:
    result = run(pytester, ["test_a[2]"], [])
    result.assert_outcomes(failed=2, xfailed=1)
    result.stdout.fnmatch_lines(["*does not claim append, but did not refuse it*"])
