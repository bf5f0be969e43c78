"""The plugin's options are there for who asks for them, and in no one else's way."""

import pytest

import harness

OWN_OPTION = """
    import pytest

    def pytest_addoption(parser):
        parser.addoption("--backend", default="agg", choices=["agg", "svg"])

    @pytest.fixture
    def backend(pytestconfig):
        return pytestconfig.getoption("--backend")
"""
OWN_TEST = """
    def test_of_the_project(backend):
        assert backend == "svg"
"""
HARNESS_TEST = """
    import pytest

    @pytest.mark.clause("B03")
    def test_of_a_backend(backend):
        assert backend.name == "hdf5"
"""
ASK = """
    pytest_plugins = ["harness.plugin"]
"""


def test_a_project_that_did_not_ask_is_unaffected(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(OWN_OPTION)
    pytester.makepyfile(OWN_TEST)
    result = pytester.runpytest_subprocess("--backend=svg", "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*::test_of_the_project PASSED*"])
    result.stdout.no_fnmatch_line("*harness*")
    assert "--hdmf-backend" not in pytester.runpytest_subprocess("--help").stdout.str()


def test_a_project_that_asks_keeps_its_own_option_and_fixture(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(ASK + OWN_OPTION)
    pytester.makepyfile(OWN_TEST)
    pytester.runpytest_subprocess("--backend=svg", "--hdmf-backend=hdf5").assert_outcomes(passed=1)


def test_no_backend_is_judged_by_a_fixture_of_the_project(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(ASK + OWN_OPTION.replace('getoption("--backend")', 'getoption("--backend") and None'))
    pytester.makepyfile(HARNESS_TEST)
    result = pytester.runpytest_subprocess("--hdmf-backend=hdf5")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*a fixture of the project's own hides `backend` of the harness*"])


@pytest.mark.parametrize("ask", ["-p harness.plugin", "pytest_plugins"])
def test_a_project_that_asks_chooses_backends_beside_its_own_option(pytester: pytest.Pytester, ask: str) -> None:
    own_option = OWN_OPTION.replace("def backend(", "def own_backend(")
    pytester.makeconftest(own_option if ask.startswith("-p") else ASK + own_option)
    pytester.makepyfile(HARNESS_TEST, test_own=OWN_TEST.replace("backend", "own_backend"))
    arguments = ask.split() if ask.startswith("-p") else []
    result = pytester.runpytest_subprocess(*arguments, "--backend=svg", "--hdmf-backend=hdf5")
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize("ask", ["-p harness.plugin", "pytest_plugins"])
def test_a_project_without_such_an_option_gets_it(pytester: pytest.Pytester, ask: str) -> None:
    if not ask.startswith("-p"):
        pytester.makeconftest(ASK)
    pytester.makepyfile(HARNESS_TEST)
    arguments = ask.split() if ask.startswith("-p") else []
    result = pytester.runpytest_subprocess(*arguments, "--backend", "hdf5", "-v")
    result.stdout.fnmatch_lines(["*::test_of_a_backend[[]hdf5[]] PASSED*"])


def test_an_unknown_backend_is_refused_before_anything_runs(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("-p", "harness.plugin", "--backend=hdf5,nonesuch")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no backend is named 'nonesuch'; the registered ones are *hdf5*"])


def test_the_installed_cases_run_from_any_directory(pytester: pytest.Pytester) -> None:
    arguments = ["-p", "harness.plugin", "--backend=hdf5", "--pyargs", "conformance_cases.test_roundtrip"]
    result = pytester.runpytest_subprocess(*arguments, "-k", "Device-", "-v", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*test_roundtrip[[]Device-write_read-hdf5[]] PASSED*"])
    result.stdout.fnmatch_lines(["*conformance to contract*"])


def test_asking_for_the_plugin_does_not_import_hdmf(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_imports():
            assert not {"hdmf", "pynwb"} & sys.modules.keys()
    """)
    pytester.runpytest_subprocess("-p", "harness.plugin").assert_outcomes(passed=1)


def test_every_public_name_is_there() -> None:
    assert all(getattr(harness, name) is not None for name in harness.__all__)
