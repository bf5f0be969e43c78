"""Each hint is needed: without it, something that it makes possible fails."""

from collections.abc import Iterator

import pytest
from hdmf.build import GroupBuilder

from harness.schema import hints
from harness.schema.plans import CONSTRUCTIBLE
from tests.harness.schema.making import containers, core, document

pytestmark = pytest.mark.filterwarnings("ignore")


def fails(name: str) -> bool:
    """Tell whether PyNWB makes no containers of a document of a type, by one of the plans, or others than it says."""
    return any(not arrives(name, plan) for plan in CONSTRUCTIBLE)


def arrives(name: str, plan: str) -> bool:
    found = document(name, CONSTRUCTIBLE[plan])
    try:
        nwbfile = containers(found)
    except Exception:  # noqa: BLE001 - whatever a class raises
        return False
    names = {made.attributes["object_id"]: made.name for made in objects(found.tree)}
    return all(names.get(one.object_id, one.name) in (one.name, "root") for one in nwbfile.objects.values())


def objects(group: GroupBuilder) -> Iterator[GroupBuilder]:
    for inner in group.groups.values():
        if "object_id" in inner.attributes:
            yield inner
        yield from objects(inner)


@pytest.mark.parametrize("name", hints.PLACES)
def test_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(name)
    monkeypatch.delitem(hints.PLACES, name)
    assert name in core().types
    with pytest.raises((LookupError, AssertionError)):
        assert not fails(name)


@pytest.mark.parametrize("name", hints.AGREEMENTS)
def test_agreements(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(name)
    monkeypatch.delitem(hints.AGREEMENTS, name)
    assert fails(name)


@pytest.mark.parametrize(
    ("name", "demand"),
    [
        pytest.param(name, demand, id=f"{name} {demand.parts}")
        for name, all_ in hints.DEMANDS.items()
        for demand in all_
    ],
)
def test_demands(name: str, demand: hints.Demand, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(name)
    others = tuple(other for other in hints.DEMANDS[name] if other is not demand)
    monkeypatch.setitem(hints.DEMANDS, name, others)
    assert fails(name)


@pytest.mark.parametrize("name", hints.NAMES)
def test_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(name)
    monkeypatch.delitem(hints.NAMES, name)
    assert fails(name)


@pytest.mark.parametrize("key", hints.MISFITS)
def test_misfits(key: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(key[0])
    monkeypatch.delitem(hints.MISFITS, key)
    assert fails(key[0])


@pytest.mark.parametrize("name", hints.UNCONSTRUCTIBLE)
def test_what_can_not_be_made(name: str) -> None:
    assert fails(name)
