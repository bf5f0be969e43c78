"""What a run found out about a backend is written as its manifest, and a manifest is read as a backend's arguments."""

import tomllib
from pathlib import Path

import pytest
from pynwb import NWBHDF5IO

from harness import Backend
from harness.manifest import manifest, read_manifest
from harness.records import FAILED, FAULTY, HELD, Record

UNSUPPORTED = "hdmf.backends.errors:UnsupportedOperation: no"


def record(
    case: str, clauses: str, outcome: str = HELD, error: str = "", needs: str = "", test: str = "", goes_by: str = ""
) -> Record:
    return Record(
        route="one",
        case=case,
        clauses=tuple(clauses.split()),
        outcome=outcome,
        test=test or f"test_it.py::{case}",
        error=error,
        needs=tuple(needs.split()),
        goes_by=tuple(goes_by.split()),
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


def test_a_reason_lasts_longer_than_the_directories_of_a_run() -> None:
    error = "OSError: '/tmp/of-a-run/test_a0/file.sqlite' (/tmp/other.txt) in /acquisition/tmp/data: no"
    text = manifest([record("a", "B03", FAILED, error)], "one", "1.0", ["/tmp/of-a-run", "/tmp"])
    (gap,) = tomllib.loads(text)["known_gaps"]
    assert gap["reason"] == "'file.sqlite' (other.txt) in /acquisition/tmp/data: no"


def test_the_clause_is_one_that_no_test_of_the_case_held() -> None:
    table = tomllib.loads(written(record("a", "B03 H02", FAILED, "KeyError: no"), record("a", "B03")))
    assert [gap["clause"] for gap in table["known_gaps"]] == ["H02"]


def test_where_others_hold_a_gap_names_single_tests() -> None:
    fails = [
        record("test_a", "B03", FAILED, "KeyError: no", test=f"test_it.py::test_a[{it}]") for it in ("one-x", "one-y")
    ]
    table = tomllib.loads(written(*fails, record("test_a", "B03", test="test_it.py::test_a[one-z]")))
    assert [gap["cases"] for gap in table["known_gaps"]] == [["test_a[x]", "test_a[y]"]]


def test_single_tests_with_different_errors_have_gaps_of_their_own() -> None:
    fails = [
        record("test_a", "B03", FAILED, f"{error}: no", test=f"test_it.py::test_a[one-{error}]")
        for error in ("KeyError", "ValueError")
    ]
    table = tomllib.loads(written(*fails, record("test_a", "B03", test="test_it.py::test_a[one-z]")))
    assert [(gap["cases"], gap["raises"]) for gap in table["known_gaps"]] == [
        (["test_a[KeyError]"], ["KeyError"]),
        (["test_a[ValueError]"], ["ValueError"]),
    ]


def test_where_tests_of_two_modules_have_one_name_a_gap_names_the_module() -> None:
    fails = record("test_a", "B03", FAILED, "KeyError: no", test="suite.test_it::test_a[one-x]")
    table = tomllib.loads(written(fails, record("test_a", "B03", test="suite.test_that::test_a[one-x]")))
    assert [gap["cases"] for gap in table["known_gaps"]] == [["suite.test_it::test_a[x]"]]


def test_a_gap_has_the_errors_of_all_that_run_into_it() -> None:
    table = tomllib.loads(
        written(
            record("a", "B03 B04", FAILED, "KeyError: no"),
            record("b", "B04", FAILED, "KeyError: no"),
            record("a", "B03", FAILED, "ValueError: no"),
        )
    )
    gaps = {gap["clause"]: gap["raises"] for gap in table["known_gaps"] if "a" in gap["cases"]}
    assert gaps["B03"] == ["KeyError", "ValueError"]


def test_what_is_refused_is_spared_by_the_gaps_of_other_tests() -> None:
    refused = record("a", "B03", FAILED, UNSUPPORTED, needs="append", test="test_it.py::test_it[a-append-one]")
    table = tomllib.loads(
        written(refused, record("a", "B03", FAILED, "KeyError: no", test="test_it.py::test_it[a-read-one]"))
    )
    assert [gap["cases"] for gap in table["known_gaps"]] == [["test_it[a-read]"]]


def test_what_is_not_claimed_and_not_refused_is_a_known_gap() -> None:
    refused = record("a", "M04", FAILED, UNSUPPORTED, needs="append")
    table = tomllib.loads(written(refused, record("b", "M05", FAILED, "KeyError: no", needs="append")))
    assert "append" not in table["capabilities"]
    assert [(gap["clause"], gap["cases"]) for gap in table["known_gaps"]] == [("M05", ["b"])]


def test_what_is_refused_but_not_cleanly_is_a_known_gap() -> None:
    refused = record("a", "M04", FAILED, UNSUPPORTED, needs="append")
    unclean = record(
        "b", "M05", FAILED, f"{UNSUPPORTED}; its refusal is not clean: file was left behind", needs="append"
    )
    table = tomllib.loads(written(refused, unclean))
    assert "append" not in table["capabilities"]
    assert [(gap["cases"], gap["raises"]) for gap in table["known_gaps"]] == [(["b"], [UNSUPPORTED.partition(": ")[0]])]


def test_what_is_expected_of_a_claim_alone_is_no_gap_without_it() -> None:
    fails = record("a", "D104", FAILED, "AssertionError: no link", goes_by="external_links")
    assert "known_gaps" in tomllib.loads(written(fails))
    refused = record("b", "F12", FAILED, UNSUPPORTED, needs="external_links")
    assert "known_gaps" not in tomllib.loads(written(fails, refused))


def test_a_fault_of_a_case_is_a_comment() -> None:
    text = written(record("a", "B03", FAULTY, "ValueError: not the backend's"))
    assert "known_gaps" not in tomllib.loads(text)
    assert "# fails, and no known gap can say how: test_it.py::a: not the backend's" in text


def test_what_no_gap_can_say_is_a_comment() -> None:
    text = written(record("a", "B03", FAILED, "[XPASS(strict)] it is not so"))
    assert "known_gaps" not in tomllib.loads(text)
    assert "# fails, and no known gap can say how: test_it.py::a" in text


def test_a_manifest_is_read_as_arguments(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(written(record("a", "B03", FAILED, "pytest:fail.Exception: no")), encoding="utf-8")
    backend = Backend.from_entry("mine", {"io": NWBHDF5IO, "manifest": path})
    assert backend.contract == "1.0"
    assert backend.known_gaps[0].raises == (pytest.fail.Exception,)
    assert backend.known_gaps[0].cases == {"a"}


def test_what_is_no_manifest_is_told_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text("x = [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"manifest .*manifest\.toml: Invalid value"):
        read_manifest(path)


def test_a_run_that_discovers_writes_a_manifest_with_which_the_next_run_passes(pytester: pytest.Pytester) -> None:
    conftest = """
        from harness import Backend

        class LeavesAFile:
            read = read_builder = write = write_builder = export = len

            def __init__(self, path):
                open(path, "w").close()

        def pytest_hdmf_backends(config):
            arguments = {"io": LeavesAFile}
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

        @pytest.mark.clause("F02")
        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_that_fails_at_times(backend, number):
            assert number != 2

        @pytest.mark.clause("M04")
        @pytest.mark.needs("append")
        def test_that_is_refused(backend):
            raise UnsupportedOperation("no")

        @pytest.mark.clause("M05")
        @pytest.mark.needs("append")
        def test_that_is_refused_too_late(backend, tmp_path):
            path = backend.location(tmp_path, "file")
            backend.open(str(path))
            raise UnsupportedOperation(f"{path}: no")

        @pytest.mark.clause("D104")
        @pytest.mark.goes_by("append")
        def test_that_expects_what_is_claimed(backend):
            assert "append" not in backend.capabilities

        @pytest.mark.clause("D113")
        @pytest.mark.xfail(raises=ValueError)
        def test_of_a_gap_upstream_that_the_backend_does_not_reach(backend):
            {}["key"]

        @pytest.mark.clause("B03")
        def test_that_holds(backend):
            pass
    """
    pytester.makeconftest(conftest)
    pytester.makepyfile(tests)
    arguments = ["-p", "harness.plugin", "--backend=one", "-p", "no:cacheprovider"]
    assert pytester.runpytest(*arguments, "--discover=found").ret == pytest.ExitCode.OK
    assert 'reason = "file.nwb: no' in (pytester.path / "found" / "one.toml").read_text(encoding="utf-8")
    pytester.runpytest(*arguments).assert_outcomes(passed=5, xfailed=4)
