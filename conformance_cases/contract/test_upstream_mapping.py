"""What HDMF's mapping of containers to builders and back does not hold (B18, C10, C11, I07, I11).

Only what takes a backend needs a file: what is built and constructed is decided before and after storage.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.spec import AttributeSpec, GroupSpec

from conformance_cases.contract.parts import recording, schema, session, sessions
from harness import Backend
from harness.round_trip import write_tree


@pytest.mark.xfail(
    raises=TypeError,
    reason="B18: HDMFIO.read takes the length of the attributes of the root to find out whether there is anything",
)
@pytest.mark.clause("B18")
def test_a_root_of_a_number_alone(backend: Backend, path: Path) -> None:
    """A root that has an attribute and nothing else is a container."""
    count = AttributeSpec("a_count", "how many there are", "int64")
    counts = schema(GroupSpec("a count", data_type_def="Count", data_type_inc="Container", attributes=[count]))
    manager = counts.manager()
    root = manager.build(counts.type("Count")(name="root", a_count=3), source=str(path), root=True)
    write_tree(backend, root, path)

    with counts.reading(backend, path) as read:
        assert read.a_count == 3


@pytest.mark.clause("C10")
@pytest.mark.xfail(
    raises=AssertionError,
    reason="C10: the mapper gives a child that a named slot claims to an unnamed slot of its type too",
)
def test_named_children_fill_named_slots_only() -> None:
    """A child of a name that the specification gives is not one of those without."""
    part = GroupSpec("a part", data_type_def="Part", data_type_inc="Container")
    whole = GroupSpec(
        "named and unnamed parts",
        data_type_def="Whole",
        data_type_inc="Container",
        groups=[
            GroupSpec("the first one", data_type_inc="Part", name="head"),
            GroupSpec("another one", data_type_inc="Part", quantity="?"),
        ],
    )
    wholes = schema(part, whole)
    made = wholes.type("Whole")(name="root", head=wholes.type("Part")(name="head"))
    builder = wholes.manager().build(made, source="nowhere", root=True)

    constructed = wholes.manager().construct(builder)

    assert constructed.head.name == "head"
    assert constructed.part is None


def _assert_made_of_parts(quantity: str | int, count: int) -> None:
    part = GroupSpec("a part", data_type_def="Part", data_type_inc="Container")
    slot = GroupSpec("parts", data_type_inc="Part", quantity=quantity)
    wholes = schema(part, GroupSpec("a whole", data_type_def="Whole", data_type_inc="Container", groups=[slot]))
    parts = [wholes.type("Part")(name=f"part {number}") for number in range(count)]

    whole = wholes.type("Whole")(name="root", **({"part": parts[0]} if count == 1 else {"parts": parts}))

    assert set(whole.children) == set(parts)


@pytest.mark.clause("C11")
@pytest.mark.parametrize(("quantity", "count"), [("?", 1), ("*", 2), ("+", 2)])
def test_signs_of_quantity(quantity: str, count: int) -> None:
    """A quantity that is a sign makes a class of one part or of several."""
    _assert_made_of_parts(quantity, count)


@pytest.mark.clause("C11")
@pytest.mark.xfail(raises=TypeError, reason="C11: the class generator knows the quantities ?, * and +, and no others")
@pytest.mark.parametrize(("quantity", "count"), [("zero_or_one", 1), ("zero_or_many", 2), ("one_or_many", 2), (2, 2)])
def test_words_and_numbers_of_quantity(quantity: str | int, count: int) -> None:
    """A quantity in words or numbers makes the class that the sign of its meaning makes."""
    _assert_made_of_parts(quantity, count)


@pytest.mark.clause("I07")
@pytest.mark.xfail(
    raises=pytest.fail.Exception,
    reason="I07: a child whose type is not known belongs to no slot, and the container is made without it",
)
def test_unknown_types_of_children_are_named() -> None:
    """A child of a type that is not known is not left out without a word."""
    builder = sessions().manager().build(session(), source="nowhere", root=True)
    builder["first"].set_attribute("data_type", "Nonesuch")

    with pytest.raises((ValueError, KeyError), match="Nonesuch"):
        sessions().manager().construct(builder)


@pytest.mark.clause("I11")
@pytest.mark.xfail(
    raises=pytest.fail.Exception,
    reason="I11: the type map takes the nearest base class that it knows, and leaves out what the class adds to it",
)
def test_unregistered_classes_are_refused() -> None:
    """A container of a class that the manager does not know is not built as something else."""
    manager = schema().manager()

    with pytest.raises((ValueError, KeyError), match="Recording"):
        manager.build(recording(), source="nowhere", root=True)
