"""A known gap is data with a witness: it holds only as long as the witness shows what is declared."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder

from harness import Backend, KnownGap
from harness.gaps import known_gap, missed, replay
from harness.hdf5 import BACKEND as HDF5

type Run = Callable[..., pytest.RunResult]


def gap(**fields: Any) -> KnownGap:
    return KnownGap(**{"clause": "F01", "raises": (KeyError,), "kind": "upstream", "reason": "it is so"} | fields)


def backend(name: str, *gaps: KnownGap) -> Backend:
    return Backend(name=name, open=HDF5.open, open_nwb=HDF5.open_nwb, known_gaps=gaps)


@pytest.mark.parametrize("one", HDF5.known_gaps, ids=lambda one: " ".join([one.clause, *sorted(one.cases)]))
@pytest.mark.filterwarnings("error")
def test_every_gap_of_hdf5_is_shown_by_its_witness(one: KnownGap) -> None:
    assert one.is_witnessed
    assert replay(one, HDF5) == ""


def test_a_clause_is_missed_if_no_cases_are_named() -> None:
    one = backend("one", gap(clause="B10"), gap(clause="E10", cases=frozenset({"test_a"})))
    assert missed(one, backend("two", gap(clause="B11"))) == {"B10", "B11"}


def fails_with(error: Exception) -> Callable[[Backend, Path], None]:
    def witness(backend: Backend, directory: Path) -> None:
        raise error

    return witness


def test_a_witness_that_fails_as_declared_says_nothing() -> None:
    assert replay(gap(witness=fails_with(KeyError("no"))), HDF5) == ""


def test_a_witness_that_passes_is_told() -> None:
    problem = replay(gap(witness=lambda *_: None), HDF5)
    assert "known gap of hdf5 is not as it is declared: its witness passes; expected KeyError" in problem


def test_a_witness_that_fails_otherwise_is_told() -> None:
    assert "its witness fails with OSError: disk; expected KeyError" in replay(
        gap(witness=fails_with(OSError("disk"))), HDF5
    )


def test_a_document_is_written_and_read() -> None:
    document = lambda: GroupBuilder("root", datasets=[DatasetBuilder("numbers", [1, 2])])  # noqa: E731
    assert "its witness passes" in replay(gap(document=document), HDF5)


def test_a_gap_without_witness_says_so() -> None:
    assert gap(url="https://x.org/1").explanation == "F01: it is so (upstream, without witness) https://x.org/1"
    assert gap(witness=fails_with(KeyError())).explanation == "F01: it is so (upstream)"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "sometimes"}, "kind 'sometimes' is none of"),
        ({"side": "left"}, "side 'left' is none of"),
        ({"versions": ("hdmf<99",)}, "kind 'only in versions' and `versions` go together"),
        ({"kind": "only in versions"}, "go together"),
        ({"witness": fails_with(KeyError()), "document": GroupBuilder}, "not both"),
        ({"clause": "E999"}, "known gap of E999: the contract has no such clause"),
        ({"raises": ()}, "raises nothing"),
        ({"raises": "Nonesuch"}, "no exception 'Nonesuch'; name it as package.module:Error"),
        ({"raises": ["no.such.module:Error"]}, "no exception 'no.such.module:Error'"),
        ({"raises": [int]}, "which is no exception"),
        ({"cases": "test_a"}, "names the cases 'test_a'; expected a list of names"),
        ({"kind": "only in versions", "versions": ["hdmf<<7"]}, "versions 'hdmf<<7' is no requirement"),
        ({"document": "no.such.module:tree"}, "'no.such.module:tree' cannot be loaded: .*No module named 'no'"),
        ({"witness": 5}, "expected a function"),
    ],
)
def test_a_gap_that_says_what_cannot_be_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gap(**fields)


@pytest.mark.parametrize(("version", "present"), [("hdmf<99", True), ("hdmf>99", False), ("no-such-package>=1", False)])
def test_a_gap_may_be_of_some_versions_only(version: str, present: bool) -> None:
    one = gap(kind="only in versions", versions=(version,))
    assert (known_gap([backend("a", one)], ("F01",), "test") is not None) is present


@pytest.mark.parametrize(("side", "first", "second"), [("any", 1, 1), ("source", 1, 0), ("destination", 0, 1)])
def test_a_gap_of_one_side_is_none_of_the_other(side: str, first: int, second: int) -> None:
    having, other = backend("a", gap(side=side)), backend("b")
    assert (known_gap([having, other], ("F01",), "test") is not None) == first
    assert (known_gap([other, having], ("F01",), "test") is not None) == second
    assert known_gap([having], ("F01",), "test") is not None


@pytest.mark.parametrize(
    ("fields", "message"), [({"caess": []}, "says 'caess'; there are .*cases"), ({}, "lacks kind")]
)
def test_a_mapping_that_is_no_gap_is_refused(fields: dict[str, Any], message: str) -> None:
    complete = {} if not fields else {"kind": "upstream", "reason": "it is so"}
    with pytest.raises(ValueError, match=f"known gap of F01 {message}"):
        KnownGap.from_entry({"clause": "F01", "raises": KeyError, **complete, **fields})


def test_what_text_names_is_found() -> None:
    one = gap(raises=["KeyError", "pytest:fail.Exception"], cases=["a"], document="hdmf.build:GroupBuilder")
    assert (one.raises, one.cases, one.document) == ((KeyError, pytest.fail.Exception), {"a"}, GroupBuilder)


CONFTEST = """
    from harness import Backend, KnownGap

    def witness(backend, directory):
        {witness}

    def pytest_hdmf_backends(config):
        gap = KnownGap(
            clause="F01", raises=(KeyError, AssertionError), kind="upstream", reason="it is so", witness=witness
        )
        return [Backend(name="one", open=open, open_nwb=open, known_gaps=(gap,))]
"""
TEST = """
    import pytest

    @pytest.mark.clause("F01")
    def test_a(backend):
        raise KeyError

    @pytest.mark.clause("F01")
    def test_b(backend):
        raise KeyError
"""
GENERATED = """
    import pytest
    from hypothesis import given, strategies as st

    @pytest.mark.clause("F01")
    @given(number=st.just(1))
    def test_generated(backend, number):
        pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    def run(witness: str, test: str = TEST) -> pytest.RunResult:
        pytester.makeconftest(CONFTEST.format(witness=witness))
        pytester.makepyfile(test)
        return pytester.runpytest("-p", "harness.plugin", "--backend=one", "-p", "no:cacheprovider")

    return run


def test_a_run_replays_each_witness_once(run: Run, pytester: pytest.Pytester) -> None:
    replays = pytester.path / "replays"
    replays.touch()
    run(f"file = __import__('pathlib').Path({str(replays)!r}); file.write_text(file.read_text() + 'x'); raise KeyError")
    assert replays.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("witness", ["pass", "raise OSError('disk')"])
def test_a_run_fails_if_the_witness_shows_something_else(run: Run, witness: str) -> None:
    result = run(witness)
    assert result.parseoutcomes().keys() == {"errors"}
    result.stdout.fnmatch_lines(["*the known gap of one is not as it is declared: its witness *"])


def test_the_witness_answers_for_tests_whose_examples_do_not_show_the_gap(run: Run) -> None:
    result = run("raise KeyError", GENERATED)
    assert result.parseoutcomes() == {"xpassed": 1}
    result.stdout.fnmatch_lines(["*known gap: F01*"])


def test_a_generated_test_fails_if_the_witness_passes(run: Run) -> None:
    assert run("pass", GENERATED).parseoutcomes().keys() == {"errors"}


UPSTREAM = """
    import pytest

    @pytest.mark.clause("D113")
    @pytest.mark.xfail(raises=KeyError, strict=True, reason="HDMF drops it")
    def test_what_hdmf_does_not_hold(backend):
        {body}
"""


@pytest.mark.parametrize(
    ("name", "body", "outcome", "told"),
    [
        ("hdf5", "pass", "failed", "failed"),  # HDMF's own: so it is mended
        ("one", "pass", "xpassed", "held"),
        ("one", "raise KeyError", "xfailed", "upstream gap"),
        ("one", "raise OSError", "failed", "failed"),
    ],
)
def test_a_backend_may_hold_what_hdmf_does_not(
    pytester: pytest.Pytester, name: str, body: str, outcome: str, told: str
) -> None:
    pytester.makeconftest(CONFTEST.format(witness="raise KeyError"))
    pytester.makepyfile(UPSTREAM.format(body=body))
    result = pytester.runpytest("-p", "harness.plugin", f"--backend={name}", "-p", "no:cacheprovider")
    assert result.parseoutcomes() == {outcome: 1}
    result.stdout.re_match_lines([rf"{name} +.*{told}.*", " +tests .*1.*"])
