"""Each loss that is declared shows over HDF5, and none over Zarr."""

from pathlib import Path

import pytest

from harness.comparison import compare_builders
from harness.differences import Difference
from harness.journeys.travelling import opened
from harness.normal import normal_form
from harness.registry import Registry
from harness.round_trip import write_tree
from harness.schema.losses import LOSSES, Loss, undeclared
from harness.schema.plans import CONSTRUCTIBLE
from tests.harness.schema.making import document

pytestmark = pytest.mark.filterwarnings("ignore")


def differences(backend: str, shown_by: tuple[str, str], directory: Path) -> list[Difference]:
    """Return what differs once the containers that are read have been exported."""
    (over,) = Registry().choose([backend])
    name, plan = shown_by
    tree = document(name, CONSTRUCTIBLE[plan]).tree
    expected = normal_form(tree)
    written, exported = (over.location(directory, stem) for stem in ("written", "exported"))
    write_tree(over, tree, written)
    with opened(over, written, "r") as source, opened(over, exported, "w") as destination:
        destination.export(source, source.read(), write_args={"link_data": False})
    with opened(over, exported, "r") as io:
        return compare_builders(expected, io.read_builder())


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.reason)
def test_losses(loss: Loss, tmp_path: Path) -> None:
    found = differences("hdf5", loss.shown_by, tmp_path)
    assert any(map(loss.is_of, found))
    assert undeclared(found) == []


@pytest.mark.parametrize("shown_by", sorted({loss.shown_by for loss in LOSSES}), ids=" ".join)
def test_what_is_not_changed_is_exported_without_loss(shown_by: tuple[str, str], tmp_path: Path) -> None:
    assert differences("zarr", shown_by, tmp_path) == []


def test_any_other_difference_is_told() -> None:
    other = Difference("/acquisition/series/data", "shape", "(2,)", "(3,)")
    assert undeclared([other]) == [other]
