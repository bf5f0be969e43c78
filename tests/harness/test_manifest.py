"""What a run found out about a backend is written as its manifest, and a manifest is read as a backend's arguments."""

import tomllib
from pathlib import Path

import pytest
from pynwb import NWBHDF5IO

from harness import Backend
from harness.manifest import manifest, read_manifest
from harness.verdict import FAILED, HELD, Record

UNSUPPORTED = "hdmf.backends.errors:UnsupportedOperation: no"


def record(case: str, clauses: str, outcome: str = HELD, error: str = "", needs: str = "") -> Record:
    return Record(
        route="one",
        case=case,
        clauses=tuple(clauses.split()),
        outcome=outcome,
        test=f"test_it.py::{case}",
        error=error,
        needs=tuple(needs.split()),
    )


def written(*records: Record) -> str:
    return manifest(records, "one", "1.0")


def test_what_is_only_refused_is_not_claimed() -> None:
    text = written(record("a", "M04", FAILED, UNSUPPORTED, needs="append"), record("b", "B03", needs="read"))
    table = tomllib.loads(text)
    assert "append" not in table["capabilities"]
    assert {"read", "write", "export"} <= set(table["capabilities"])
    assert "known_gaps" not in table


def test_what_fails_is_a_known_gap() -> None:
    table = tomllib.loads(written(record("a", "B03", FAILED, "KeyError: 'x'\nmore"), record("b", "B03")))
    assert table["known_gaps"] == [
        {"clause": "B03", "cases": ["a"], "raises": ["KeyError"], "kind": "not implemented", "reason": "'x'"}
    ]


def test_the_clause_is_one_that_no_test_of_the_case_held() -> None:
    table = tomllib.loads(written(record("a", "B03 H02", FAILED, "KeyError: no"), record("a", "B03")))
    assert [gap["clause"] for gap in table["known_gaps"]] == ["H02"]


def test_what_no_manifest_can_say_is_a_comment() -> None:
    text = written(record("a", "B03", FAILED, "KeyError: no"), record("a", "B03"))
    assert "known_gaps" not in tomllib.loads(text)
    assert "# fails for some of its parameters, which no known gap can say: test_it.py::a" in text


def test_a_manifest_is_read_as_arguments(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(written(record("a", "B03", FAILED, "pytest:fail.Exception: no")), encoding="utf-8")
    backend = Backend.from_entry("mine", {"io": NWBHDF5IO, "manifest": path})
    assert backend.contract == "1.0"
    assert backend.known_gaps[0].raises == (pytest.fail.Exception,)
    assert backend.known_gaps[0].cases == {"a"}


@pytest.mark.parametrize("name", ["Nonesuch", "no.such.module:Error", "builtins:int"])
def test_an_exception_that_there_is_none_of_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(f'[[known_gaps]]\nclause = "B03"\nraises = ["{name}"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=name):
        read_manifest(path)


def test_a_run_that_discovers_writes_a_manifest_with_which_the_next_run_passes(pytester: pytest.Pytester) -> None:
    conftest = """
        from harness import Backend

        def pytest_hdmf_backends(config):
            arguments = {"io": open}
            if (config.rootpath / "found" / "one.toml").exists():
                arguments["manifest"] = config.rootpath / "found" / "one.toml"
            return {"one": arguments}
    """
    tests = """
        import pytest
        from hdmf.backends.errors import UnsupportedOperation

        @pytest.mark.clause("F01")
        def test_that_fails(backend):
            {}["key"]

        @pytest.mark.clause("M04")
        @pytest.mark.needs("append")
        def test_that_is_refused(backend):
            raise UnsupportedOperation("no")

        @pytest.mark.clause("B03")
        def test_that_holds(backend):
            pass
    """
    pytester.makeconftest(conftest)
    pytester.makepyfile(tests)
    arguments = ["-p", "harness.plugin", "--backend=one", "-p", "no:cacheprovider"]
    assert pytester.runpytest(*arguments, "--discover=found").ret == pytest.ExitCode.OK
    pytester.runpytest(*arguments).assert_outcomes(passed=2, xfailed=1)
