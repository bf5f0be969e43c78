"""What was done, as lines of a program that does it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Diary"]


class Diary:
    """Takes steps, and notes each before it is taken, so that the one that fails is there too.

    Parameters
    ----------
    names
        What the program calls the things that are there from the start.

    Attributes
    ----------
    lines
        A call of a step each.
    steps
        The functions that are called, each once.
    """

    def __init__(self, **names: object) -> None:
        self.lines: list[str] = []
        self.steps: dict[str, Callable[..., Any]] = {}
        self._named = list(names.items())

    def do(self, step: Callable[..., Any], *arguments: object, to: str = "") -> Any:
        """Take a step.

        Parameters
        ----------
        step
            A function of `harness.histories.steps`.
        arguments
            Things that have a name here, or whose ``repr`` is their source.
        to
            The name of what comes of it.

        Returns
        -------
        What comes of it.
        """
        call = f"{step.__name__}({', '.join(map(self.called, arguments))})"
        self.lines.append(f"{to} = {call}" if to else call)
        self.steps[step.__name__] = step
        made = step(*arguments)
        if to:
            self._named.append((to, made))
        return made

    def called(self, thing: object) -> str:
        """Return how the program calls a thing: by the name that it has, or as it is written."""
        return next((name for name, held in reversed(self._named) if held is thing), repr(thing))
