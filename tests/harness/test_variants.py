"""A backend on another store is a variant of it, chosen by name, and travels as any backend does."""

from pathlib import Path
from typing import Any

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder

from harness import JOURNEYS, Backend, Registry, Trip, collect_cases
from harness.hdf5 import BACKEND as HDF5
from harness.registry import UnusableBackendError
from harness.round_trip import write_tree

CASE = collect_cases("conformance_cases.nwb.device")[0]


def chosen(*requests: str) -> list[str]:
    return [backend.name for backend in Registry().choose(requests)]


def test_a_variant_is_chosen_after_the_name() -> None:
    assert chosen("zarr+zip", "zarr") == ["zarr+zip", "zarr"]


def test_all_variants_are_chosen_at_once() -> None:
    names = chosen("zarr+all")
    assert "zarr" not in names
    assert {"zarr+zip", "zarr+memory", "zarr+url"} <= set(names)


def test_all_backends_are_without_variants() -> None:
    assert not any("+" in name for name in chosen("all"))


def test_an_unknown_variant_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        UnusableBackendError, match=r"cannot load the backend 'zarr\+tape': .*has no variant 'tape'; it has zip"
    ):
        chosen("zarr+tape")


def test_what_a_variant_needs_and_lacks_is_told() -> None:
    def variant() -> Any:
        raise ImportError("it needs moto")

    registry = Registry([{"mine": {"io": HDF5.open, "variants": {"s3": variant}}}])
    with pytest.raises(UnusableBackendError, match=r"cannot load the backend 'mine\+s3': .*it needs moto"):
        registry.choose(["mine+s3"])


def test_an_unknown_variant_ends_a_run_before_it_begins(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("-p", "harness.plugin", "--backend=zarr+tape")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*cannot load the backend 'zarr+tape'*"])


def test_a_variant_changes_what_it_says_and_no_more() -> None:
    backend = Backend.from_entry("mine", {"io": HDF5.open, "suffix": ".a", "variants": {"b": {"suffix": ".b"}}})
    variant = backend.variant("b")
    assert (variant.name, variant.open, variant.suffix) == ("mine+b", HDF5.open, ".b")


@pytest.fixture(params=["hdf5", "zarr", "zarr+zip", "zarr+memory", "zarr+url"])
def backend(request: pytest.FixtureRequest) -> Backend:
    (backend,) = Registry().choose([request.param])
    return backend


def test_files_are_moved_and_removed(backend: Backend, tmp_path: Path) -> None:
    location = backend.location(tmp_path, "first")
    assert not backend.exists(location)

    write_tree(backend, GroupBuilder("root", datasets=[DatasetBuilder("numbers", [1, 2])]), location)
    before = dict(backend.snapshot(location))
    assert before

    moved = backend.move(location, "second")
    assert not backend.exists(location)
    assert backend.snapshot(moved) == before

    backend.remove(moved)
    assert not backend.exists(moved)


@pytest.mark.parametrize("journey", ["write_read", "export", "cross_export"])
def test_journeys_lead_through_it(backend: Backend, tmp_path: Path, journey: str) -> None:
    made = JOURNEYS[journey]
    Trip(CASE, made, (backend,) * len(made.needs)).check(tmp_path)
