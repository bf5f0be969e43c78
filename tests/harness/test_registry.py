"""Backends are found by name, and imported when they are chosen."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from pynwb import NWBHDF5IO

from harness import Backend, Registry
from harness.hdf5 import BACKEND as HDF5
from harness.registry import UnusableBackendError


def refuse_to_load() -> Any:
    raise AssertionError("loaded although it was not chosen")


def names_of(backends: tuple[Backend, ...]) -> list[str]:
    return [backend.name for backend in backends]


def test_entry_points_are_registered() -> None:
    assert {"hdf5", "zarr"} <= set(Registry().names)


def test_a_name_chooses_a_backend() -> None:
    assert Registry().choose(["hdf5"]) == (HDF5,)


def test_several_names_are_given_with_commas_or_one_by_one() -> None:
    registry = Registry([{"a": HDF5IO, "b": HDF5IO, "c": HDF5IO}])
    assert names_of(registry.choose(["c,a", "b"])) == ["c", "a", "b"]


def test_a_name_given_twice_chooses_once() -> None:
    assert names_of(Registry().choose(["hdf5", "hdf5,hdf5"])) == ["hdf5"]


@pytest.mark.parametrize("requests", [[], ["all"]])
def test_all_registered_ones_come_in_alphabetical_order(requests: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.registry.entry_points", lambda **_: ())
    assert names_of(Registry([{"b": HDF5IO, "a": HDF5IO}]).choose(requests)) == ["a", "b"]


def test_what_is_not_chosen_is_not_loaded() -> None:
    registry = Registry([{"other": refuse_to_load}])
    assert names_of(registry.choose(["hdf5"])) == ["hdf5"]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnusableBackendError, match=r"no backend is named 'hdf6'; the registered ones are .*hdf5"):
        Registry().choose(["hdf6"])


def test_a_module_and_object_choose_what_is_not_registered() -> None:
    assert Registry().choose(["harness.hdf5:BACKEND"]) == (HDF5,)


def test_an_io_class_is_enough() -> None:
    (backend,) = Registry().choose(["pynwb:NWBHDF5IO"])
    assert (backend.name, backend.open, backend.open_nwb) == ("NWBHDF5IO", HDF5IO, NWBHDF5IO)


@pytest.mark.parametrize("request_", ["no.such.module:BACKEND", "harness.hdf5:NOTHING"])
def test_a_module_or_object_that_is_not_there_is_refused(request_: str) -> None:
    with pytest.raises(UnusableBackendError, match=f"cannot load the backend '{request_}'"):
        Registry().choose([request_])


@pytest.mark.parametrize(
    "contribution",
    [
        {"mine": {"io": HDF5IO, "nwb_io": NWBHDF5IO}},
        {"mine": lambda: HDF5},
        [Backend(name="mine", open=HDF5IO, open_nwb=NWBHDF5IO)],
    ],
    ids=["mapping", "function", "sequence"],
)
def test_a_hook_registers_backends(contribution: Any) -> None:
    (backend,) = Registry([None, contribution]).choose(["mine"])
    assert (backend.name, backend.open, backend.open_nwb) == ("mine", HDF5IO, NWBHDF5IO)


def test_a_hook_takes_precedence_over_an_entry_point() -> None:
    (backend,) = Registry([{"hdf5": {"io": HDF5IO, "suffix": ".h5"}}]).choose(["hdf5"])
    assert backend.location(Path("here"), "a") == Path("here/a.h5")


def test_two_backends_of_one_name_are_refused() -> None:
    with pytest.raises(UnusableBackendError, match="two of the chosen backends are named 'hdf5'"):
        Registry([{"hdf5": {"io": HDF5IO}}]).choose(["hdf5", "harness.hdf5:BACKEND"])


def raising() -> Any:
    raise ImportError("No module named 'netcdf'")


GAP = {"clause": "F01", "raises": ["KeyError"], "kind": "upstream", "reason": "it is so"}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (5, r"is registered as 5; expected a harness\.Backend"),
        (HDMFIO, r"hdmf\.backends\.io:HDMFIO cannot be opened: it is abstract, and lacks .*read_builder"),
        (raising, r"ImportError: No module named 'netcdf' \(.*test_registry\.py:\d+\)"),
        ({"suffix": ".mine"}, "names nothing that opens files: give the HDMFIO subclass as io"),
        ({"io": "HDF5IO"}, "open is 'HDF5IO'; expected an HDMFIO subclass or a function"),
        ({"io": HDF5IO, "sufix": ".mine"}, "says 'sufix'; there are .*suffix"),
        ({"io": HDF5IO, "capabilities": ["read", "apend"]}, "claims apend; there are .*append"),
        ({"io": HDF5IO, "capabilities": "read"}, "claims 'read'; expected a list of names"),
        ({"io": HDF5IO, "contract": "7.3"}, "no version '7.3' of the contract; there are 1.0"),
        ({"io": HDF5IO, "manifest": "nowhere.toml"}, "manifest nowhere.toml: .*No such file"),
        (
            {"io": HDF5IO, "witness": "hdf6"},
            "witness of backend 'mine': 'hdf6' names no object; expected hdf5, zarr or",
        ),
        ({"io": HDF5IO, "witness": "no.such:WITNESS"}, "No module named 'no'"),
        ({"io": HDF5IO, "witness": object()}, "must have read and write"),
        ({"io": HDF5IO, "seam": "tape"}, "seam of backend 'mine': 'tape' names no object; expected zarr, hdf5 or"),
        ({"io": HDF5IO, "seam": "json:SEAM"}, "seam of backend 'mine': 'json:SEAM' cannot be loaded: .*no attribute"),
        ({"io": HDF5IO, "known_gaps": GAP}, "expected a list of known gaps"),
        (
            {"io": HDF5IO, "known_gaps": [GAP | {"clause": "E999"}]},
            "known gap of E999: the contract has no such clause",
        ),
    ],
)
def test_what_makes_no_backend_is_told_with_its_name(entry: Any, message: str) -> None:
    with pytest.raises(UnusableBackendError, match=f"cannot load the backend 'mine': .*{message}"):
        Registry([{"mine": entry}]).choose(["mine"])


ABSTRACT = """
    from hdmf.backends.io import HDMFIO

    class MyIO(HDMFIO):
        pass
"""


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (ABSTRACT, "*'mine:MyIO': mine:MyIO cannot be opened: it is abstract, and lacks *read_builder*"),
        ("import netcdf", "*'mine:MyIO': *ModuleNotFoundError: No module named 'netcdf' (*mine.py:1)"),
        ("def f(:", "*'mine:MyIO': *SyntaxError: invalid syntax (mine.py, line 1)"),
        ("x = 1", "*'mine:MyIO': *module 'mine' has no attribute 'MyIO'"),
    ],
    ids=["abstract", "import", "syntax", "attribute"],
)
def test_a_mistake_ends_a_run_before_it_begins(pytester: pytest.Pytester, module: str, message: str) -> None:
    """In a module of the current directory, which is found though nothing is installed."""
    pytester.makepyfile(mine=module)
    result = pytester.run(sys.executable, "-P", "-m", "pytest", "-p", "harness.plugin", "--backend=mine:MyIO")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: cannot load the backend {message}"])
    result.stderr.no_fnmatch_line("*Traceback*")


ENTRY = """
    from importlib.metadata import EntryPoint
    import harness.registry

    harness.registry.entry_points = lambda group: [EntryPoint("mine", "no.such.module:IO", group)]
"""
TEST = """
    import pytest

    @pytest.mark.clause("F01")
    def test_it(backend):
        pass
"""


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_a_mistake_of_what_is_not_named_is_no_traceback(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    pytester.makeconftest(ENTRY)
    pytester.makepyfile(TEST)
    result = pytester.runpytest_subprocess("-p", "harness.plugin", *arguments)
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*cannot load the backend 'mine': *No module named 'no'*"])
    for line in ("*INTERNALERROR*", "*Traceback*", "*harness/registry.py*"):
        result.stdout.no_fnmatch_line(line)
