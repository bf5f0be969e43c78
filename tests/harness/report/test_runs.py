"""``--conformance-report``: what a run says, whole or in part, in one process or several."""

import json
from pathlib import Path
from typing import Any

import pytest

BACKENDS = """
    from harness import Backend

    def refuse(*arguments, **options):
        raise OSError("no such luck")

    def pytest_hdmf_backends(config):
        return [Backend(name="one", open=open, open_nwb=open), Backend(name="two", open=refuse, open_nwb=refuse)]
"""
TESTS = """
    import pytest
    from harness.case import VacuousCaseError

    @pytest.fixture
    def rig(backend):
        if backend.name == "two":
            raise LookupError("the rig is not there")

    @pytest.mark.clause("A01")
    def test_opening(backend, tmp_path):
        backend.open(tmp_path / "file", "w").close()

    @pytest.mark.clause("D08")
    @pytest.mark.parametrize("number", range(4))
    def test_writing(backend, tmp_path, number):
        backend.open(tmp_path / "file", "w").close()

    @pytest.mark.clause("D09")
    def test_an_empty_case(backend):
        raise VacuousCaseError("nothing in it")

    @pytest.mark.clause("D10")
    def test_with_a_rig(backend, rig):
        pass

    @pytest.mark.clause("L01")
    def test_of_the_harness(backend):
        from harness.journeys import JOURNEYS
        JOURNEYS["write_read"].travel(None, backend, None)
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(test_it=TESTS)
    return pytester


def report(project: pytest.Pytester, *arguments: str) -> tuple[dict[str, Any], pytest.RunResult]:
    run = project.runpytest_subprocess(
        "-p", "harness.plugin", "--backend=one,two", "--conformance-report=out", *arguments
    )
    return json.loads(Path(project.path, "out", "report.json").read_text(encoding="utf-8")), run


def outcomes(made: dict[str, Any]) -> dict[str, str]:
    return {result["test"].partition("::test_")[2]: result["outcome"] for result in made["results"]}


def test_the_cause_is_told_and_what_follows_is_blocked(project: pytest.Pytester) -> None:
    made, run = report(project)
    told = outcomes(made)
    assert told["opening[two]"] == "failed"
    assert [told[f"writing[two-{number}]"] for number in range(4)] == ["blocked"] * 4
    run.stdout.fnmatch_lines(["cause: two: A01: OSError: no such luck in * (1 failed, 4 blocked)"])
    assert made["restrictions"] == []


def test_a_fault_of_the_harness_is_not_the_backends(project: pytest.Pytester) -> None:
    made, run = report(project)
    told = outcomes(made)
    assert {told[name] for name in ("an_empty_case[one]", "of_the_harness[one]", "with_a_rig[two]")} == {"faulty case"}
    assert run.ret == pytest.ExitCode.TESTS_FAILED


def test_several_processes_say_the_same(project: pytest.Pytester) -> None:
    alone, _ = report(project, "-n0")
    together, _ = report(project, "-n2")
    assert outcomes(together) == outcomes(alone)
    scripts = {result["test"]: result.get("script", "") for result in alone["results"]}
    assert {result["test"]: result.get("script", "") for result in together["results"]} == scripts


@pytest.mark.parametrize(
    ("arguments", "restriction"),
    [
        (("-k", "opening"), "-k opening"),
        (("-m", "clause"), "-m clause"),
        (("--deselect", "test_it.py::test_opening"), "--deselect test_it.py::test_opening"),
        (("test_it.py::test_opening",), "only test_it.py::test_opening"),
        (("--hypothesis-profile=dev",), "--hypothesis-profile dev"),
        (("--runxfail",), "--runxfail, known gaps switched off"),
    ],
)
def test_a_partial_run_says_so(project: pytest.Pytester, arguments: tuple[str, ...], restriction: str) -> None:
    made, run = report(project, *arguments)
    assert made["restrictions"] == [restriction]
    run.stdout.fnmatch_lines([f"partial run: {restriction}"])
    assert "Partial run" in Path(project.path, "out", "report.html").read_text(encoding="utf-8")


def test_tests_of_one_name_in_two_modules_are_two(
    project: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pytest gives both one id if it is started elsewhere."""
    package = tmp_path / "a_suite"
    package.mkdir()
    for name, body in (("__init__", ""), ("test_a", "{}['key']"), ("test_b", "pass")):
        test = f"import pytest\n\n@pytest.mark.clause('D08')\ndef test_same(backend):\n    {body}\n" if body else ""
        Path(package, f"{name}.py").write_text(test, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told, _ = report(project, "--backend=one", "--pyargs", "a_suite.test_a", "a_suite.test_b")
    found = {result["test"]: result["outcome"] for result in told["results"] if result["route"] == "one"}
    assert found == {"a_suite.test_a::test_same[one]": "failed", "a_suite.test_b::test_same[one]": "held"}
