"""A time zone as SQL, for a database whose own tables of zones may be empty: the offset of a moment is looked up among the transitions
of the zone, from 1970 to the last moment that a TIMESTAMP can have."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2107, 1, 1, tzinfo=UTC)


def local(x: Any, zone: ZoneInfo) -> Any:
    """A moment in UTC as the clock of the zone shows it."""
    moments, offsets = _transitions(zone)
    return _moved(x, moments, offsets, 1)


def utc(x: Any, zone: ZoneInfo) -> Any:
    """What the clock of the zone shows, in UTC; an hour that comes twice is the first one."""
    moments, offsets = _transitions(zone)
    walls = tuple(m + max(offsets[i], offsets[i + 1]) for i, m in enumerate(moments))
    return _moved(x, walls, offsets, -1)


def _moved(x: Any, moments: tuple[int, ...], offsets: tuple[int, ...], sign: int) -> Any:
    if not moments:
        return sa.func.timestampadd(sa.literal_column("SECOND"), sa.literal_column(str(sign * offsets[0])), x)
    at = sa.func.interval(sa.func.unix_timestamp(x), *(sa.literal_column(str(m)) for m in moments))
    offset = sa.func.elt(at + sa.literal_column("1"), *(sa.literal_column(str(sign * o)) for o in offsets))
    return sa.func.timestampadd(sa.literal_column("SECOND"), offset, x)


@functools.cache
def _transitions(zone: ZoneInfo) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The moments (seconds since 1970) at which the offset changes, and the offsets (seconds) before, between and after them."""

    def offset(at: datetime) -> int:
        found = at.astimezone(zone).utcoffset()
        assert found is not None
        return int(found.total_seconds())

    moments, offsets = [], [offset(_FIRST)]
    day = _FIRST
    while day < _LAST:
        after = day + timedelta(days=1)
        if offset(after) != offsets[-1]:
            low, high = int(day.timestamp()), int(after.timestamp())
            while high - low > 1:
                middle = (low + high) // 2
                if offset(datetime.fromtimestamp(middle, UTC)) == offsets[-1]:
                    low = middle
                else:
                    high = middle
            moments.append(high)
            offsets.append(offset(after))
        day = after
    return tuple(moments), tuple(offsets)
