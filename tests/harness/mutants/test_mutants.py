"""Every mutant is seen by means of its own document, over any backend, and none without being broken."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder

from harness import Backend, load_contract
from harness.mutants import Mutant, mutants
from harness.registry import Registry
from harness.round_trip import write_tree
from harness.strategies import nodes

BACKENDS = {backend.name: backend for backend in Registry().choose(["hdf5", "zarr"])}
SYMMETRIC = [mutant for mutant in mutants().values() if mutant.is_symmetric]


def digest_of(node: GroupBuilder | DatasetBuilder) -> tuple[object, ...]:
    """Return what a builder holds, as far as it can be shown."""
    held = node.data if isinstance(node, DatasetBuilder) else [(n, link.builder.name) for n, link in node.links.items()]
    return node.name, type(held), str(held).partition(" at 0x")[0], sorted(node.attributes, key=str)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    return BACKENDS[request.param]


@pytest.mark.parametrize("mutant", mutants().values(), ids=mutants())
def test_a_mutant_is_seen_unless_the_backend_has_the_fault_already(
    mutant: Mutant, backend: Backend, tmp_path: Path
) -> None:
    if mutant.is_shown_by(backend, tmp_path):
        assert mutant.shows(backend, tmp_path)
    else:
        assert mutant.clause in {gap.clause for gap in backend.known_gaps}


def test_there_are_many_and_each_says_what_it_is() -> None:
    assert len(mutants()) >= 45
    for mutant in mutants().values():
        assert mutant.clause in load_contract()
        assert mutant.breaks.endswith(".")


@pytest.mark.parametrize("mutant", SYMMETRIC, ids=[mutant.name for mutant in SYMMETRIC])
def test_none_but_a_second_witness_sees_a_symmetric_mutant(mutant: Mutant, backend: Backend, tmp_path: Path) -> None:
    assert not mutant.shows(replace(backend, witness=None), tmp_path)
    assert all("second witness" in difference.what for difference in mutant.shows(backend, tmp_path))


@pytest.mark.parametrize("mutant", mutants().values(), ids=mutants())
def test_who_gives_a_tree_finds_it_as_it_was(mutant: Mutant, tmp_path: Path) -> None:
    """A mutant breaks what is stored, and not what its caller holds: else both would agree."""
    tree, untouched = mutant.document(), mutant.document()
    with suppress(Exception):  # whether it can be written is not asked here
        write_tree(mutant.wrap(BACKENDS["hdf5"]), tree, tmp_path / "file.nwb")
    assert [digest_of(node) for node in nodes(tree)] == [digest_of(node) for node in nodes(untouched)]


def test_any_opener_can_be_broken(tmp_path: Path) -> None:
    """A backend of functions is broken like one of classes."""
    hdf5 = BACKENDS["hdf5"]
    third = Backend(name="third", open=partial(hdf5.open), open_nwb=partial(hdf5.open_nwb))
    assert mutants()["last_element_lost"].shows(third, tmp_path)
    assert mutants()["masks_inverted"].shows(third, tmp_path)
