"""What an author declares, checked as it is taken over: errors name who declares it, and what there is instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from harness.named import NoSuchObjectError, named

__all__ = ["exceptions", "function", "require_fields", "requirement", "texts"]


def require_fields(kind: type, who: str, given: Mapping[str, Any]) -> None:
    """Refuse arguments of a dataclass if one is none of its fields, or one is missing that has no default.

    Raises
    ------
    ValueError
        If it is so.
    """
    there = {field.name: field for field in fields(kind)}
    if unknown := sorted(given.keys() - there):
        raise ValueError(f"{who} says {', '.join(map(repr, unknown))}; there are {', '.join(there)}")
    needed = (name for name, field in there.items() if field.default is MISSING and field.default_factory is MISSING)
    if missing := [name for name in needed if name not in given]:
        raise ValueError(f"{who} lacks {', '.join(missing)}")


def texts(who: str, what: str, given: Iterable[str], allowed: Collection[str] = ()) -> tuple[str, ...]:
    """Return names that were given in any collection; a single text, which is one of letters, is refused.

    Parameters
    ----------
    who, what
        For the error: who says them, and how (``claims``, ``names the cases``).
    given
        The names.
    allowed
        Those that there are, if others are refused.

    Raises
    ------
    ValueError
        If they are no collection of texts, or some are not among the allowed ones, if any are given.
    """
    if isinstance(given, str) or not isinstance(given, Iterable) or not all(isinstance(one, str) for one in given):
        raise ValueError(f"{who} {what} {given!r}; expected a list of names")
    made = tuple(given)
    if allowed and (unknown := sorted(set(made).difference(allowed))):
        raise ValueError(f"{who} {what} {', '.join(unknown)}; there are {', '.join(allowed)}")
    return made


def exceptions(who: str, given: Any) -> tuple[type[BaseException], ...]:
    """Return exception types, which names may stand for; one alone need not be in a collection."""
    kinds = tuple(_exception(who, one) for one in ([given] if isinstance(given, str | type) else given))
    if not kinds:
        raise ValueError(f"{who}: raises nothing; name the exceptions that show it")
    return kinds


def _exception(who: str, kind: object) -> type[BaseException]:
    """Return an exception type, which a name may stand for: of a built-in one, or ``package.module:Error``."""
    name = kind if not isinstance(kind, str) or ":" in kind else f"builtins:{kind}"
    try:
        found = named(name) if isinstance(name, str) else name
    except NoSuchObjectError as error:
        raise ValueError(
            f"{who}: no exception {kind!r}; name it as package.module:Error, or a built-in one by its name"
        ) from error
    if not isinstance(found, type) or not issubclass(found, BaseException):
        raise ValueError(f"{who}: raises {kind!r}, which is no exception")
    return found


def function(who: str, given: Any) -> Any:
    """Return what makes a document or shows a gap, which ``package.module:function`` may stand for."""
    try:
        found = named(given) if isinstance(given, str) else given
    except NoSuchObjectError as error:
        raise ValueError(f"{who}: {error}") from error
    if found is not None and not callable(found):
        raise ValueError(f"{who}: {given!r} is {found!r}; expected a function")
    return found


def requirement(who: str, text: str) -> Requirement:
    """Return a requirement such as ``"hdmf<7"``."""
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        raise ValueError(f"{who}: versions {text!r} is no requirement such as 'hdmf<7'") from error
