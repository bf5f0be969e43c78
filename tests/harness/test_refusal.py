"""What a backend does not claim it refuses cleanly: with a typed error, without a trace, with nothing left open."""

from pathlib import Path

import pytest

BACKENDS = """
    from dataclasses import replace

    from hdmf.backends.errors import UnsupportedOperation
    from pynwb import NWBHDF5IO

    from harness import CAPABILITIES, Backend, KnownGap

    class Refusing(NWBHDF5IO):
        def __init__(self, path, mode="r", **options):
            if mode in ("r+", "a"):
                raise UnsupportedOperation("no appending")
            super().__init__(path, mode=mode, **options)

    class Altering(Refusing):
        def __init__(self, path, mode="r", **options):
            if mode == "r+":
                with open(path, "ab") as file:
                    file.write(b"x")
            super().__init__(path, mode=mode, **options)

    class Beginning(Refusing):
        def __init__(self, path, mode="r", **options):
            if mode == "a":
                open(path, "wb").close()
            super().__init__(path, mode=mode, **options)

    class Ignoring(NWBHDF5IO):
        def __init__(self, path, mode="r", **options):
            super().__init__(path, mode="r" if mode == "r+" else mode, **options)

    class LeavingOpen(Refusing):
        kept = []

        def __init__(self, path, mode="r", **options):
            if mode == "r+":
                self.kept.append(open(path, "rb"))
            super().__init__(path, mode=mode, **options)

    def pytest_unconfigure():
        for file in LeavingOpen.kept:
            file.close()

    def pytest_hdmf_backends(config):
        claims = frozenset(CAPABILITIES) - {"append"}
        named = KnownGap(
            clause="M04",
            raises=(AssertionError,),
            kind="by design",
            reason="r+ is taken for r",
            cases=frozenset({"test_mode"}),
        )
        return [
            Backend(name=io.__name__, open=io, open_nwb=io, capabilities=claims)
            for io in (NWBHDF5IO, Refusing, Altering, Beginning, LeavingOpen)
        ] + [
            Backend(name=name, open=Ignoring, open_nwb=Ignoring, capabilities=claims, known_gaps=(gap,))
            for name, gap in (("Named", named), ("Unnamed", replace(named, cases=frozenset())))
        ]
"""
TESTS = """
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import pytest
    from hdmf.backends.errors import UnsupportedOperation
    from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, TypeMap
    from hdmf.spec import NamespaceCatalog

    pytestmark = [pytest.mark.clause("M04"), pytest.mark.needs("append")]

    def opened(backend, path, mode):
        return backend.open(str(path), mode=mode, manager=BuildManager(TypeMap(NamespaceCatalog())))

    def test_append(backend, tmp_path):
        path = backend.location(tmp_path, "file")
        with opened(backend, path, "w") as io:
            io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("numbers", [1, 2])]))
        with opened(backend, path, "r+"):
            pass

    def test_mode(backend, tmp_path):
        path = backend.location(tmp_path, "file")
        opened(backend, path, "w").close()
        with opened(backend, path, "r+") as io:
            assert io.mode == "r+"

    def test_create(backend, tmp_path):
        with opened(backend, backend.location(tmp_path, "file"), "a"):
            pass

    def test_example(backend, tmp_path):
        with TemporaryDirectory(dir=tmp_path) as directory:
            path = backend.location(Path(directory), "file")
            opened(backend, path, "w").close()
            opened(backend, path, "r+")

    def test_of_the_refusal_itself(backend, tmp_path):
        with pytest.raises(UnsupportedOperation):
            opened(backend, backend.location(tmp_path, "file"), "a")
"""


@pytest.fixture
def run(pytester: pytest.Pytester):
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(TESTS)

    def run(backend: str, test: str) -> pytest.RunResult:
        return pytester.runpytest_inprocess(
            "-p", "harness.plugin", f"--backend={backend}", "-k", test, "-p", "no:cacheprovider"
        )

    return run


@pytest.mark.parametrize("test", ["test_append", "test_create", "test_example", "test_of_the_refusal_itself"])
def test_a_clean_refusal_holds(run, test: str) -> None:
    result = run("Refusing", test)
    result.assert_outcomes(passed=1, deselected=4)
    result.stdout.fnmatch_lines(["*refused: M04*"])


@pytest.mark.parametrize(
    ("backend", "test", "problem"),
    [
        ("NWBHDF5IO", "test_append", "the backend does not claim append, but did not refuse it"),
        ("Altering", "test_append", "its refusal is not clean: *file.nwb was changed"),
        ("Beginning", "test_create", "its refusal is not clean: *file.nwb was left behind"),
        pytest.param(
            *("LeavingOpen", "test_append", "its refusal is not clean: *file.nwb was left open"),
            marks=pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells what is open"),
        ),
    ],
)
def test_any_other_refusal_fails(run, backend: str, test: str, problem: str) -> None:
    result = run(backend, test)
    result.assert_outcomes(failed=1, deselected=4)
    result.stdout.fnmatch_lines([f"*{problem}*"])


def test_a_gap_that_names_the_test_stands_for_the_refusal(run) -> None:
    run("Named", "test_mode").assert_outcomes(xfailed=1, deselected=4)


def test_a_gap_of_the_whole_clause_does_not(run) -> None:
    result = run("Unnamed", "test_mode")
    result.assert_outcomes(failed=1, deselected=4)
