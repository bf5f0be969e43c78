"""What hdmf-zarr 0.14 loses or adds; all else has to arrive."""

from dataclasses import replace

import numpy as np

from harness.normal import Node, NormalForm
from harness.values import BYTES, TEXT, Value

#: The name by which 0.14 shows the names of dimensions as if they were an attribute.
LEAK = "_ARRAY_DIMENSIONS"


def as_kept(tree: NormalForm) -> NormalForm:
    """Return what of a tree is left when 0.14 has written or read it.

    - An attribute is plain JSON, whose numbers have no width: they are what numpy makes of them.
    - Bytes become text.
    """
    return {path: _kept(node) for path, node in tree.items()}


def as_shown(tree: NormalForm) -> NormalForm:
    """Return a tree as 0.14 reads it without what it adds: the names of dimensions among the attributes."""
    return {
        path: replace(node, attributes={name: value for name, value in node.attributes.items() if name != LEAK})
        for path, node in tree.items()
    }


def _kept(node: Node) -> Node:
    return replace(
        node,
        attributes={name: _in_json(value) for name, value in node.attributes.items()},
        value=None if node.value is None else _as_text(node.value),
    )


def _in_json(value: Value) -> Value:
    if value.data is None or value.data.dtype.kind not in "iuf":
        return value
    data = np.asarray(value.data.tolist()).reshape(value.data.shape)
    return replace(value, dtype=data.dtype.name, data=data)


def _as_text(value: Value) -> Value:
    if value.fields is not None:
        return replace(value, fields={name: _as_text(field) for name, field in value.fields.items()})
    if value.dtype != BYTES or value.data is None:
        return value
    text = np.empty(value.data.shape, dtype=object)
    text.flat = [element.decode() for element in value.data.flat]
    return replace(value, dtype=TEXT, data=text)
