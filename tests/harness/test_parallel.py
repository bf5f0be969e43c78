"""A run in several processes says what a run in one says."""

import re

import pytest

BACKENDS = """
    from harness import Backend, KnownGap

    def pytest_hdmf_backends(config):
        gap = KnownGap(clause="F01", raises=(KeyError,), kind="upstream", reason="it is so")
        return [
            Backend(name="one", open=open, open_nwb=open),
            Backend(name="two", open=open, open_nwb=open, capabilities=frozenset(), known_gaps=(gap,)),
        ]
"""
TESTS = """
    import pytest
    from hdmf.backends.errors import UnsupportedOperation

    @pytest.mark.clause("B03")
    @pytest.mark.parametrize("number", range(8))
    def test_writing_one_file_name(backend, tmp_path, number):
        (tmp_path / "file").write_text(str(number))
        assert (tmp_path / "file").read_text() == str(number)

    @pytest.mark.clause("F01")
    def test_with_a_gap(backend):
        {"one": 1}[backend.name]

    @pytest.mark.clause("A01")
    @pytest.mark.needs("write")
    def test_of_something_disclaimed(backend):
        if backend.name == "two":
            raise UnsupportedOperation

    @pytest.mark.clause("H04")
    def test_that_fails(backend_pair):
        assert backend_pair[0] is backend_pair[1]
"""


def verdict(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    """Return what a run says: the outcome of each test, and the summary."""
    result = pytester.runpytest_subprocess("-p", "harness.plugin", "--backend=one,two", "-rA", "-q", *arguments)
    outcomes = sorted(line for line in result.outlines if re.match(r"(PASSED|FAILED|XFAIL|XPASS|ERROR) ", line))
    start = next(index for index, line in enumerate(result.outlines) if "conformance to contract" in line)
    summary = [line for line in result.outlines[start + 1 :] if re.match(r"( |one|two)", line)]
    return outcomes + summary


def test_the_verdict_does_not_depend_on_the_number_of_processes(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(TESTS)
    alone = verdict(pytester, "-n0")
    assert len(alone) > 24
    assert verdict(pytester, "-n2") == alone
