"""Dates with times, as ISO 8601 has them in text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_strategy

#: With four digits in the year whatever the offset.
_FIRST, _LAST = datetime(1000, 1, 1), datetime(9999, 12, 30)
_OFFSETS = (-12 * 60, 14 * 60)
_TIMESPECS = ("auto", "milliseconds", "microseconds")


def datetimes(first: datetime = _FIRST, last: datetime = _LAST) -> SearchStrategy[datetime]:
    """Draw dates with times and an offset from UTC, of minutes; shrinks towards the turn of 2000 in UTC.

    Parameters
    ----------
    first, last
        Bounds, without a time zone: they are of the place and not of UTC.

    Raises
    ------
    InvalidArgument
        If a bound has a time zone, or they are out of order.
    """
    for name, bound in (("first", first), ("last", last)):
        if bound.tzinfo is not None:
            raise InvalidArgument(f"{name}={bound!r}: expected a time without a zone, which is drawn")
    if last < first:
        raise InvalidArgument(f"last={last!r}: expected at least first, which is {first!r}")
    offsets = st.one_of(st.just(0), st.integers(*_OFFSETS))
    zones = offsets.map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.datetimes(min_value=first, max_value=last, timezones=zones)


def isodatetimes(moments: SearchStrategy[datetime] | None = None) -> SearchStrategy[str]:
    """Draw the text of dates with times and offsets: with and without fractions of a second, "Z" for UTC.

    Parameters
    ----------
    moments
        A strategy for what they tell; `datetimes` if not given.
    """
    moments = datetimes() if moments is None else moments
    require_strategy("moments", moments)
    return st.builds(_text, moments, st.sampled_from(_TIMESPECS), st.booleans())


def _text(moment: datetime, timespec: str, is_short: bool) -> str:
    text = moment.isoformat(timespec=timespec)
    return text.removesuffix("+00:00") + "Z" if is_short and text.endswith("+00:00") else text
