"""Specifications of single types at random, in the words of the schema language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec

from harness.schema.vocabulary import (
    BYTES,
    DATASETS,
    DOCS,
    DTYPES,
    FIELD_DTYPES,
    FIXED,
    GROUPS,
    HELD_DATASETS,
    HELD_GROUPS,
    NAMES,
    NO_CLASSES,
    NO_PLAIN_NUMBERS,
    QUANTITIES,
    SHAPES,
    TARGETS,
    TYPES,
    Kind,
    Known,
    Vocabulary,
    Words,
)


@st.composite
def type_specs(draw: DrawFn, vocabulary: Vocabulary) -> NWBGroupSpec | NWBDatasetSpec:
    """Draw the specification of a type, and add it to the vocabulary.

    Parameters
    ----------
    draw
        Given by hypothesis.
    vocabulary
        What it can build on.
    """
    known = _Speaker(draw, vocabulary).type()
    vocabulary.known.append(known)
    return (NWBGroupSpec if known.kind == "group" else NWBDatasetSpec).build_spec(deepcopy(known.words))


class _Speaker:
    """Says what one type is.

    Attributes
    ----------
    taken
        The names that its parts can't have any more: within a type, and what it inherits from, each has its own.
    slots
        What it says so far, and inherits, of objects with types of their own.
    """

    def __init__(self, draw: DrawFn, vocabulary: Vocabulary) -> None:
        self.draw = draw
        self.vocabulary = vocabulary
        self.taken: set[str] = set()
        self.slots: list[Words] = []

    def type(self) -> Known:
        kind: Kind = self.one_of(("group", "dataset"))
        base = self.one_of(self.vocabulary.names(kind, GROUPS if kind == "group" else DATASETS))
        parent = self.vocabulary.named(base)
        bases = (base, *parent.bases) if parent else (base,)
        self.taken |= parent.taken if parent else set()
        self.slots += parent.slots if parent else []
        free = [one for one in TYPES if self.vocabulary.named(one) is None]
        name = self.one_of(free or [f"Type_{len(self.vocabulary.known)}"])
        words: Words = {"neurodata_type_def": name, "neurodata_type_inc": base, **self.doc()}
        naming: Words = parent.naming if parent else {}
        if not naming:
            naming = self.one_of(({}, {"default_name": f"a {name}"}, {"name": f"the {name}"}))
        words |= naming  # again if it is inherited, which HDMF's specifications do not and its classes do
        if kind == "dataset":
            words |= {} if parent else self.value(column=bases[-1] == "VectorData", typed=True)
            words |= self.parts("attributes", (self.attribute,), 2)
        else:
            words |= self.content(self.slots, depth=1, table=bases[-1] == "DynamicTable", linked=parent is None)
        if parent is not None:
            self.refine(words, parent.words)
        return Known(words, kind, bases, naming, self.taken, self.slots)

    def content(self, slots: list[Words], depth: int, *, table: bool = False, linked: bool = True) -> Words:
        """Say what is in a group, and add to the slots that it inherits."""
        if table:
            attributes = self.parts("attributes", (self.attribute_of_table,), 2)
            return {**attributes, **self.parts("datasets", (self.column,), 2)}
        groups = (self.held_group,) if depth == 0 else (self.held_group, self.group)
        links = self.parts("links", (self.link,), 1) if linked or self.allows("B10") else {}
        words = {
            **self.parts("attributes", (self.attribute,), 2),
            **self.parts("datasets", (self.dataset, self.held_dataset), 2),
            **self.parts("groups", groups, 2),
            **links,
        }
        apart = {key: [part for part in parts if self.is_apart(part, slots)] for key, parts in words.items()}
        return {key: parts for key, parts in apart.items() if parts}

    def is_apart(self, part: Words, slots: list[Words]) -> bool:
        """Tell whether what is in a slot fits into no other, and add it to them.

        Where an object fits into two, HDMF puts it into either (clause C10), and its validator counts it in either.
        """
        kind = _kind(part)
        if kind is None:
            return True
        others = [slot for slot in slots if "name" not in slot] if "name" in part else slots
        if any(self.vocabulary.are_akin(kind, str(_kind(slot))) for slot in others):
            return False
        slots.append(part)
        return True

    def parts(self, key: str, kinds: Sequence[Callable[[], Words]], most: int) -> Words:
        """Say what parts there are: some of these kinds."""
        made = [self.one_of(kinds)() for _ in range(self.draw(st.integers(0, most)))]
        return {key: made} if made else {}

    def attribute(self) -> Words:
        words = {"name": self.name(), **self.doc(), **self.one_of(({}, {"required": False}))}
        if self.one_of((False, False, True)):
            return words | {"dtype": self.reference()}
        words |= {"dtype": self.one_of([name for name in DTYPES if name not in BYTES])}
        is_plain = not (self.vocabulary.constructible and words["dtype"] in NO_PLAIN_NUMBERS)
        if is_plain and (fixed := FIXED.get(words["dtype"])):
            return words | self.one_of(({}, {"value": fixed[0]}, {"default_value": fixed[-1], "required": False}))
        shape = deepcopy(self.one_of(SHAPES[:4] if self.allows("E10") else SHAPES[:2]))
        return words | shape | {"dtype": self.kept(words["dtype"], shape)}

    def attribute_of_table(self) -> Words:
        """Say what an attribute of a table is: classes have a column for one that refers to a column."""
        words = self.attribute()
        target = words["dtype"].get("target_type") if isinstance(words["dtype"], dict) else None
        if target and self.vocabulary.constructible and self.vocabulary.are_akin(target, "VectorData"):
            words["dtype"] = {**words["dtype"], "target_type": "Device"}
        return words

    def dataset(self) -> Words:
        """Say what a dataset without a type of its own is."""
        words = {"name": self.name(), **self.doc(), **self.quantity(named=True), **self.value()}
        return words | self.parts("attributes", (self.attribute,), 1)

    def value(self, *, column: bool = False, typed: bool = False) -> Words:
        """Say what a dataset holds.

        HDMF makes no containers of references in one without a type, nor of rows: it builds what it reads by the slot
        that takes it, which says nothing of fields. Nor does it of bytes, which it takes for text if the array is lazy.
        A single value is no bytes either: it is read as the text that it encodes (clause D04), as attributes are.
        """
        holding = [self.dtype, self.reference, self.compound]
        dtype = self.one_of(holding[: 1 + typed] if self.vocabulary.constructible else holding)()
        if self.vocabulary.constructible and typed and dtype in BYTES:
            dtype = "text"
        shapes = self.shape() if isinstance(dtype, str) else self.one_of(SHAPES[1:3])
        if dtype in BYTES and "shape" not in shapes:
            dtype = "text"
        shapes = {"shape": [None], "dims": ["num_rows"]} if column else shapes
        return {"dtype": self.kept(dtype, shapes, typed=typed) if isinstance(dtype, str) else dtype, **shapes}

    def held_dataset(self) -> Words:
        return self.held("dataset", HELD_DATASETS)

    def held_group(self) -> Words:
        return self.held("group", HELD_GROUPS)

    def held(self, kind: Kind, of_nwb: tuple[str, ...]) -> Words:
        """Say of what type objects in a slot are; without a name, generated classes have lists and nothing else."""
        name = self.one_of(self.vocabulary.names(kind, of_nwb))
        known = self.vocabulary.named(name)
        single = known is not None and "name" in known.naming
        named = self.one_of((True, False)) and not (known and known.naming)
        words = {"neurodata_type_inc": name, **self.doc(), **({"name": self.name()} if named else {})}
        words |= self.one_of(({}, {"linkable": False}))
        if self.vocabulary.constructible and not named:
            return words | {"quantity": self.one_of(("*", "+"))}
        return words | self.quantity(named=named or single)

    def column(self) -> Words:
        columns = [one for one in self.vocabulary.known if one.kind == "dataset" and one.bases[-1] == "VectorData"]
        names = [one.name for one in columns if "name" not in one.naming]  # a column has the name that its slot has
        return {
            "name": self.name(),
            "neurodata_type_inc": self.one_of(("VectorData", *names)),
            **self.doc(),
            **self.quantity(named=True),
        }

    def group(self) -> Words:
        """Say what a group without a type of its own is.

        HDMF misses what is required in one that is left out, and a class has one field for all objects of a type that
        have no slot with a name, wherever in it they are.
        """
        needs_class = self.vocabulary.constructible
        quantity = {} if needs_class else self.quantity(named=True)
        return {
            "name": self.name(),
            **self.doc(),
            **quantity,
            **self.content(self.slots if needs_class else [], depth=0),
        }

    def link(self) -> Words:
        named = self.one_of((True, False)) or self.vocabulary.constructible or not self.allows("B10")
        return {
            "target_type": self.target(),
            **self.doc(),
            **({"name": self.name()} if named else {}),
            **self.quantity(named=named),
        }

    def reference(self) -> Words:
        return {"target_type": self.target(), "reftype": "object"}

    def target(self) -> str:
        return self.one_of((*TARGETS, *(one.name for one in self.vocabulary.known)))

    def compound(self) -> list[Words]:
        """Say what the fields of rows are; the validator of HDMF fails on dates beside references."""
        fields = self.draw(st.integers(1, 3))
        dtypes = [self.one_of((*FIELD_DTYPES, self.reference())) for _ in range(fields)]
        if any(isinstance(dtype, dict) for dtype in dtypes):
            dtypes = ["text" if dtype == "isodatetime" else dtype for dtype in dtypes]
        return [{"name": f"field {index}", "dtype": dtype, **self.doc()} for index, dtype in enumerate(dtypes)]

    def refine(self, words: Words, inherited: Words) -> None:
        """Narrow something of what is inherited: what may be left out is required, or what is free is fixed."""
        for part in inherited.get("attributes", ()):
            if part["name"] in self.names_of(words) or not self.one_of((False, True)):
                continue
            narrowed = deepcopy(part)
            if narrowed.pop("required", True) is False and "default_value" not in part:
                words.setdefault("attributes", []).append(narrowed)

    def names_of(self, words: Words) -> set[str]:
        return {part["name"] for part in words.get("attributes", ())}

    def doc(self) -> Words:
        return {"doc": self.one_of(DOCS)}

    def dtype(self) -> str:
        return self.one_of(DTYPES)

    def shape(self) -> Words:
        return deepcopy(self.one_of(SHAPES))

    def kept(self, dtype: str, shape: Words, *, typed: bool = False) -> str:
        """Return a dtype that HDMF has a Python type for, and keeps, if there has to be one.

        It has none for a single unsigned number of any width (clause G14). Dates it makes of text in one dimension, and
        of a single one, but not in several (clause D31), nor where that is all that a type holds.
        """
        if not self.vocabulary.constructible:
            return dtype
        if dtype in NO_CLASSES and not shape:
            return "uint32"
        is_row = len(shape.get("dims") or shape.get("shape") or ()) == 1
        return "text" if dtype == "isodatetime" and not is_row and (shape or typed) else dtype

    def allows(self, clause: str) -> bool:
        """Tell whether what a clause demands may be asked of a backend."""
        return clause not in self.vocabulary.avoiding

    def quantity(self, *, named: bool) -> Words:
        """Say how many there are: with a name one at most."""
        return {"quantity": self.one_of(QUANTITIES[:2] if named else QUANTITIES)}

    def name(self) -> str:
        free = [name for name in NAMES if name not in self.taken]
        name = self.one_of(free or [f"part {len(self.taken)}"])
        self.taken.add(name)
        return name

    def one_of[T](self, options: Sequence[T]) -> T:
        drawn: T = self.draw(st.sampled_from(options))
        return drawn


def _kind(part: Words) -> str | None:
    """Return the type of what a slot holds or links to, if it says one."""
    kind: str | None = part.get("neurodata_type_inc", part.get("target_type"))
    return kind
