"""Backends are found by name, and imported when they are chosen."""

from pathlib import Path
from typing import Any

import pytest
from hdmf.backends.hdf5 import HDF5IO
from pynwb import NWBHDF5IO

from harness import Backend, Registry
from harness.hdf5 import BACKEND as HDF5
from harness.registry import UnknownBackendError


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
    with pytest.raises(UnknownBackendError, match=r"no backend is named 'hdf6'; the registered ones are .*hdf5"):
        Registry().choose(["hdf6"])


def test_a_module_and_object_choose_what_is_not_registered() -> None:
    assert Registry().choose(["harness.hdf5:BACKEND"]) == (HDF5,)


def test_an_io_class_is_enough() -> None:
    (backend,) = Registry().choose(["pynwb:NWBHDF5IO"])
    assert (backend.name, backend.open, backend.open_nwb) == ("NWBHDF5IO", HDF5IO, NWBHDF5IO)


@pytest.mark.parametrize("request_", ["no.such.module:BACKEND", "harness.hdf5:NOTHING"])
def test_a_module_or_object_that_is_not_there_is_refused(request_: str) -> None:
    with pytest.raises(UnknownBackendError, match=f"cannot load the backend '{request_}'"):
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


def test_a_backend_that_cannot_be_imported_is_told_by_its_name() -> None:
    def load() -> Any:
        raise ImportError("No module named 'netcdf'")

    with pytest.raises(UnknownBackendError, match=r"'mine' is registered but cannot be imported: .*'netcdf'"):
        Registry([{"mine": load}]).choose(["mine"])


def test_two_backends_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two of the chosen backends are named 'hdf5'"):
        Registry([{"hdf5": {"io": HDF5IO}}]).choose(["hdf5", "harness.hdf5:BACKEND"])


def test_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match=r"backend 'mine' is registered as 5; expected a harness\.Backend"):
        Registry([{"mine": 5}]).choose(["mine"])
