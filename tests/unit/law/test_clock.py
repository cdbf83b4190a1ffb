"""The clock of one request: three dates, pauses beside them, extensions, and how it stands."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.law import (
    BadEvents,
    CaseDates,
    Event,
    EventKind,
    Standing,
    Within,
    case_dates,
    extended_latest,
    legal_latest,
    standing,
)

K = EventKind
RECEIPT = date(2026, 11, 2)  # a Monday; by law until Wednesday 2 December
TEN_DAYS = Within(10, "working days", after="identification")


def on(kind: EventKind, day: int, month: int = 11) -> Event:
    return Event(kind, date(2026, month, day))


RECEIVED = on(K.RECEIVED, 2)


def test_only_received() -> None:
    assert case_dates([RECEIVED], RECEIPT) == CaseDates(
        legal=date(2026, 12, 2),
        legal_if_paused=None,
        paused_days=0,
        pause_running=False,
        extension="none",
        extension_notice_by=date(2026, 12, 2),
        promise=None,
        target=None,
        closed_on=None,
    )


def test_three_dates() -> None:
    dates = case_dates([RECEIVED], RECEIPT, promise=Within(4, "weeks"), target=Within(5, "working days"))
    assert (dates.target, dates.promise, dates.legal) == (date(2026, 11, 9), date(2026, 11, 30), date(2026, 12, 2))


def test_a_promise_after_identification_waits_for_it() -> None:
    assert case_dates([RECEIVED], date(2026, 11, 5), promise=TEN_DAYS).promise is None
    assert case_dates([RECEIVED, on(K.IDENTIFIED, 6)], date(2026, 11, 6), promise=TEN_DAYS).promise == date(2026, 11, 20)


def test_what_happens_later_is_not_known_yet() -> None:
    events = [RECEIVED, on(K.IDENTIFIED, 6), on(K.EXECUTED, 9)]
    assert case_dates(events, date(2026, 11, 5), promise=TEN_DAYS) == case_dates([RECEIVED], date(2026, 11, 5), promise=TEN_DAYS)


class TestPause:
    def test_is_shown_beside_the_legal_date(self) -> None:
        dates = case_dates([RECEIVED, on(K.QUERY_SENT, 4), on(K.QUERY_ANSWERED, 9)], date(2026, 11, 10))
        assert dates.legal == date(2026, 12, 2)
        assert (dates.paused_days, dates.pause_running) == (5, False)
        assert dates.legal_if_paused == date(2026, 12, 7)

    def test_runs_while_nobody_answers(self) -> None:
        events = [RECEIVED, on(K.QUERY_SENT, 4)]
        first, second = (case_dates(events, date(2026, 11, day)) for day in (16, 17))
        assert (first.pause_running, first.paused_days, first.legal_if_paused) == (True, 12, date(2026, 12, 14))
        assert (second.pause_running, second.paused_days, second.legal_if_paused) == (True, 13, date(2026, 12, 15))
        assert first.legal == second.legal == date(2026, 12, 2)

    @pytest.mark.parametrize(("day", "counts"), [(9, True), (10, False)])
    def test_counts_only_if_asked_within_five_working_days(self, day: int, counts: bool) -> None:
        dates = case_dates([RECEIVED, on(K.QUERY_SENT, day), on(K.QUERY_ANSWERED, 20)], date(2026, 11, 20))
        assert (dates.legal_if_paused is not None) is counts
        assert (dates.paused_days > 0) is counts

    def test_the_policy_can_ask_for_more_speed(self) -> None:
        events = [RECEIVED, on(K.QUERY_SENT, 4)]
        assert case_dates(events, date(2026, 11, 5), query_within=1).legal_if_paused is None
        assert case_dates(events, date(2026, 11, 5), query_within=2).legal_if_paused is not None

    def test_several_pauses_add_up(self) -> None:
        events = [
            RECEIVED, on(K.QUERY_SENT, 2), on(K.QUERY_ANSWERED, 5), on(K.QUERY_SENT, 5), on(K.QUERY_ANSWERED, 9),
        ]  # fmt: skip
        assert case_dates(events, date(2026, 11, 9)).paused_days == 7

    def test_a_reminder_is_no_second_pause(self) -> None:
        events = [RECEIVED, on(K.QUERY_SENT, 3), on(K.QUERY_SENT, 5), on(K.QUERY_ANSWERED, 9)]
        assert case_dates(events, date(2026, 11, 9)).paused_days == 6

    def test_ends_when_identity_became_clear_another_way(self) -> None:
        assert case_dates([RECEIVED, on(K.QUERY_SENT, 3), on(K.IDENTIFIED, 4)], date(2026, 11, 9)).paused_days == 1

    def test_an_answer_nobody_asked_for_is_no_pause(self) -> None:
        assert case_dates([RECEIVED, on(K.QUERY_ANSWERED, 4)], date(2026, 11, 9)).legal_if_paused is None

    def test_answered_the_same_day_takes_no_days(self) -> None:
        dates = case_dates([RECEIVED, on(K.QUERY_SENT, 3), on(K.QUERY_ANSWERED, 3)], date(2026, 11, 9))
        assert (dates.paused_days, dates.legal_if_paused) == (0, dates.legal)

    def test_stops_at_the_end_of_the_case(self) -> None:
        dates = case_dates([RECEIVED, on(K.QUERY_SENT, 4), on(K.REFUSED, 11)], date(2026, 11, 30))
        assert (dates.paused_days, dates.pause_running, dates.closed_on) == (7, False, date(2026, 11, 11))

    def test_an_answer_after_the_end_comes_too_late(self) -> None:
        events = [RECEIVED, on(K.QUERY_SENT, 4), on(K.REFUSED, 11)]
        after = [on(K.QUERY_ANSWERED, 20), on(K.IDENTIFIED, 20), on(K.EXTENDED, 20)]
        assert case_dates([*events, *after], date(2026, 11, 30)) == case_dates(events, date(2026, 11, 30))

    def test_is_added_before_rolling(self) -> None:
        """Received Thursday 26 November: unrolled 26 December, a Saturday; two days more is Monday the 28th."""
        events = [on(K.RECEIVED, 26), on(K.QUERY_SENT, 26), on(K.QUERY_ANSWERED, 28)]
        dates = case_dates(events, date(2026, 11, 28))
        assert dates.legal == dates.legal_if_paused == date(2026, 12, 28)


class TestExtension:
    def test_counts_from_receipt(self) -> None:
        dates = case_dates([RECEIVED, on(K.EXTENDED, 30)], date(2026, 11, 30))
        assert (dates.extension, dates.legal) == ("in time", date(2027, 2, 2))

    def test_on_the_last_day_is_in_time(self) -> None:
        assert case_dates([RECEIVED, on(K.EXTENDED, 2, 12)], date(2026, 12, 2)).extension == "in time"

    def test_too_late_lengthens_nothing(self) -> None:
        dates = case_dates([RECEIVED, on(K.EXTENDED, 3, 12)], date(2026, 12, 3))
        assert (dates.extension, dates.legal) == ("too late", date(2026, 12, 2))

    def test_too_late_by_law_but_in_time_if_the_pause_counts(self) -> None:
        events = [RECEIVED, on(K.QUERY_SENT, 4), on(K.QUERY_ANSWERED, 9), on(K.EXTENDED, 4, 12)]
        dates = case_dates(events, date(2026, 12, 4))
        assert (dates.extension, dates.legal) == ("too late", date(2026, 12, 2))
        assert dates.legal_if_paused == date(2027, 2, 8), "2 February, and five days of pause to Sunday the 7th"

    def test_leaves_the_promise_as_it_is(self) -> None:
        dates = case_dates([RECEIVED, on(K.EXTENDED, 4)], date(2026, 11, 30), promise=Within(4, "weeks"))
        assert dates.promise == date(2026, 11, 30)


class TestStanding:
    PROMISE, TARGET = Within(4, "weeks"), Within(5, "working days")  # 30 and 9 November

    def at(self, day: date, *events: Event) -> Standing:
        return standing(case_dates([RECEIVED, *events], day, promise=self.PROMISE, target=self.TARGET), day)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 11, 9), Standing.ON_TIME),
            (date(2026, 11, 10), Standing.TARGET_MISSED),
            (date(2026, 11, 30), Standing.TARGET_MISSED),
            (date(2026, 12, 1), Standing.PROMISE_BROKEN),
            (date(2026, 12, 2), Standing.PROMISE_BROKEN),
            (date(2026, 12, 3), Standing.LAW_BROKEN),
        ],
    )
    def test_is_the_worst_of_the_three(self, day: date, expected: Standing) -> None:
        assert self.at(day) is expected

    def test_beyond_the_law_but_within_a_pause_is_disputable(self) -> None:
        events = [on(K.QUERY_SENT, 4), on(K.QUERY_ANSWERED, 9)]
        assert self.at(date(2026, 12, 7), *events) is Standing.LAW_DISPUTABLE
        assert self.at(date(2026, 12, 8), *events) is Standing.LAW_BROKEN

    @pytest.mark.parametrize("closing", [K.EXECUTED, K.REFUSED, K.WITHDRAWN])
    def test_stays_what_it_was_when_closed(self, closing: EventKind) -> None:
        assert self.at(date(2027, 3, 1), on(closing, 9)) is Standing.ON_TIME
        assert self.at(date(2027, 3, 1), on(closing, 3, 12)) is Standing.LAW_BROKEN

    def test_a_promise_longer_than_the_law_does_not_hide_the_law(self) -> None:
        dates = case_dates([RECEIVED], date(2026, 12, 3), promise=Within(2, "months"))
        assert standing(dates, date(2026, 12, 3)) is Standing.LAW_BROKEN

    def test_a_promise_that_has_not_begun_cannot_be_broken(self) -> None:
        dates = case_dates([RECEIVED], date(2026, 11, 30), promise=TEN_DAYS)
        assert standing(dates, date(2026, 11, 30)) is Standing.ON_TIME

    def test_the_worse_of_two_is_their_maximum(self) -> None:
        assert max(Standing.PROMISE_BROKEN, Standing.TARGET_MISSED) is Standing.PROMISE_BROKEN
        assert list(Standing) == sorted(Standing)


class TestBadEvents:
    def test_no_receipt(self) -> None:
        with pytest.raises(BadEvents, match="received once, this one 0 times"):
            case_dates([on(K.IDENTIFIED, 3)], date(2026, 11, 9))

    def test_a_receipt_still_to_come(self) -> None:
        with pytest.raises(BadEvents, match="0 times on or before 2026-11-01"):
            case_dates([RECEIVED], date(2026, 11, 1))

    def test_two_receipts(self) -> None:
        with pytest.raises(BadEvents, match="this one 2 times"):
            case_dates([RECEIVED, RECEIVED], date(2026, 11, 9))

    def test_something_before_the_receipt(self) -> None:
        with pytest.raises(BadEvents, match="`executed` on 2026-11-01 comes before the receipt on 2026-11-02"):
            case_dates([on(K.EXECUTED, 1), RECEIVED], date(2026, 11, 9))

    def test_moments(self) -> None:
        with pytest.raises(TypeError, match="expected a calendar day"):
            case_dates([Event(K.RECEIVED, datetime(2026, 11, 2, 23))], date(2026, 11, 9))


steps = st.lists(st.tuples(st.sampled_from([kind for kind in K if kind is not K.RECEIVED]), st.integers(0, 150)), max_size=8)


@given(st.dates(date(2018, 5, 25), date(2040, 1, 1)), steps, st.integers(0, 200))
def test_whatever_happens(receipt: date, later: list[tuple[EventKind, int]], age: int) -> None:
    """The legal date is one of two, a pause never makes it earlier, and the order in which days are given is nothing."""
    events = [Event(K.RECEIVED, receipt), *(Event(kind, receipt + timedelta(days=days)) for kind, days in later)]
    today = receipt + timedelta(days=age)
    dates = case_dates(events, today)
    assert dates.legal in (legal_latest(receipt), extended_latest(receipt))
    assert dates.legal_if_paused is None or dates.legal_if_paused >= dates.legal
    assert 0 <= dates.paused_days <= age
    assert case_dates(sorted(events, key=lambda event: event.on, reverse=True), today) == case_dates(
        sorted(events, key=lambda event: event.on), today
    )
    assert standing(dates, today) <= standing(dates, today + timedelta(days=1))
