"""Arguments of strategies, checked where they are given and not where the first example is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy


def require_at_least(name: str, value: int, least: int) -> None:
    """Require ``value >= least``.

    Raises
    ------
    InvalidArgument
        If it is less.
    """
    if value < least:
        raise InvalidArgument(f"{name}={value!r}: expected at least {least}")


def require_range(low_name: str, low: int, high_name: str, high: int, *, least: int = 0) -> None:
    """Require ``least <= low <= high``.

    Raises
    ------
    InvalidArgument
        Naming the argument that is out of order.
    """
    require_at_least(low_name, low, least)
    if high < low:
        raise InvalidArgument(f"{high_name}={high!r}: expected at least {low_name}, which is {low!r}")


def require_strategy(name: str, value: object) -> None:
    """Require a hypothesis strategy.

    Raises
    ------
    InvalidArgument
        If ``value`` is something else, such as a plain value.
    """
    if not isinstance(value, SearchStrategy):
        raise InvalidArgument(f"{name}={value!r}: expected a hypothesis strategy; wrap a fixed value in st.just(…)")


def require_subset(name: str, values: Iterable[str], allowed: Collection[str]) -> None:
    """Require one or more of the allowed values.

    Raises
    ------
    InvalidArgument
        If ``values`` is empty or holds something that is not allowed.
    """
    given = tuple(values)
    unknown = [value for value in given if value not in allowed]
    if unknown or not given:
        found = f"{unknown[0]!r} is not known" if unknown else "nothing to choose from"
        raise InvalidArgument(f"{name}={values!r}: {found}; expected one or more of {', '.join(map(repr, allowed))}")
