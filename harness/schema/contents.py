"""What datasets and attributes hold, by what a specification says of dtypes, shapes and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder
from hypothesis.strategies import DrawFn

from harness.schema import data
from harness.schema.parts import Dtype, Part, Reference, Shape
from harness.schema.plans import Plan
from harness.strategies import structured


@dataclass(frozen=True, slots=True)
class Contents:
    """Makes the contents of one document.

    Attributes
    ----------
    draw
        Given by hypothesis.
    length
        Of all dimensions whose length is free.
    need
        Returns what references to a type lead to.
    """

    draw: DrawFn
    length: int
    need: Callable[[str, Plan], BaseBuilder]

    def fill(self, made: DatasetBuilder, part: Part, plan: Plan, turn: int) -> None:
        """Give a dataset its value; of the dtypes that it may have, the next one turn after turn."""
        shape = self._shape(part, plan)
        if isinstance(part.dtype, tuple):
            made.dtype = data.field_dtypes(part.dtype)
            made.data = self._rows(part.dtype, shape, plan)
        elif isinstance(part.dtype, Reference):
            made.dtype = data.OBJECT
            made.data = self._array(part.dtype, data.OBJECT, shape, plan)
        else:
            name = plan.choose(self.draw, data.spellings(part.dtype), turn)
            made.dtype = data.stated(name)
            made.data = self._array(part.dtype, name, shape, plan) if part.value is None else part.value

    def value(self, part: Part, plan: Plan, turn: int) -> Any:
        """Return the value of an attribute."""
        name = plan.choose(self.draw, data.spellings(part.dtype), turn)
        if part.value is not None:
            return part.value if isinstance(part.value, str | list) else np.dtype(name).type(part.value)
        return self._array(part.dtype, name, self._shape(part, plan), plan)

    def _shape(self, part: Part, plan: Plan) -> Shape:
        alternatives = list(part.shapes) or [()]
        flat = isinstance(part.dtype, tuple) or (isinstance(part.dtype, Reference) and not plan.grids)
        if flat:
            alternatives = [shape for shape in alternatives if len(shape) < 2] or alternatives
        free = self.length if data.may_be_empty(part.dtype) else max(self.length, 1)
        return tuple(free if one is None else one for one in plan.choose(self.draw, alternatives))

    def _array(self, dtype: Dtype, name: str, shape: Shape, plan: Plan) -> Any:
        if name == data.TEXT and 0 in shape:
            shape = tuple(length or 1 for length in shape) if len(shape) > 1 else shape
        return data.array(name, shape, [self._element(dtype, name, plan) for _ in range(data.size(shape))])

    def _element(self, dtype: Dtype, name: str, plan: Plan) -> Any:
        if isinstance(dtype, Reference):
            return ReferenceBuilder(self.need(dtype.target, plan))
        return self.draw(data.elements(name, plan.values))

    def _rows(self, fields: Any, shape: Shape, plan: Plan) -> Any:
        rows = [
            tuple(self._element(field.dtype, data.spellings(field.dtype)[0], plan) for field in fields)
            for _ in range(data.size(shape))
        ]
        return rows if shape else structured(rows[0], data.field_dtypes(fields))
