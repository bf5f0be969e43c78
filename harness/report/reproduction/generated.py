"""Which tree of builders a test was about when it failed: the one that hypothesis shrank to."""

from __future__ import annotations

from typing import Any

import pytest
from hdmf.build import GroupBuilder


def generated_tree(item: pytest.Function, excinfo: pytest.ExceptionInfo[BaseException]) -> GroupBuilder | None:
    """Return the tree that was given to a property, or that is the `tree` of what was given; ``None`` if there is none.

    Parameters
    ----------
    item
        The test; its property may be a function within it.
    excinfo
        What it raised: of the smallest example, since that is the one that hypothesis runs last.
    """
    for entry in excinfo.traceback:
        raw = entry.frame.code.raw
        if raw.co_filename == str(item.path):
            for name in raw.co_varnames[: raw.co_argcount + raw.co_kwonlyargcount]:
                found = _tree_of(entry.locals.get(name))
                if found is not None:
                    return found
    return None


def _tree_of(value: Any) -> GroupBuilder | None:
    tree = value if isinstance(value, GroupBuilder) else getattr(value, "tree", None)
    return tree if isinstance(tree, GroupBuilder) and tree.parent is None else None
