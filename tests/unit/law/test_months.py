"""Month arithmetic: back for deadlines (Reg. 1182/71 art. 3(2)(c)), forward for keeping."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.law import add_months, add_months_forward


@pytest.mark.parametrize(
    ("day", "months", "back", "forward"),
    [
        (date(2026, 3, 5), 1, date(2026, 4, 5), date(2026, 4, 5)),
        (date(2026, 8, 31), 1, date(2026, 9, 30), date(2026, 10, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 1, 31), 3, date(2027, 4, 30), date(2027, 5, 1)),
        (date(2028, 1, 31), 1, date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31), date(2027, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28), date(2026, 3, 1)),
        (date(2026, 1, 15), -1, date(2025, 12, 15), date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15), date(2026, 1, 15)),
    ],
)
def test_months(day: date, months: int, back: date, forward: date) -> None:
    assert (add_months(day, months), add_months_forward(day, months)) == (back, forward)


def test_one_step_is_not_two() -> None:
    """An extension is counted from receipt."""
    receipt = date(2027, 1, 31)
    assert add_months(receipt, 3) == date(2027, 4, 30)
    assert add_months(add_months(receipt, 1), 2) == date(2027, 4, 28)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-600, 600))
def test_both_agree_but_for_days_that_do_not_exist(day: date, months: int) -> None:
    back, forward = add_months(day, months), add_months_forward(day, months)
    assert back == forward or (forward.day == 1 and back < forward and (forward - back).days == 1 and day.day > back.day)


@pytest.mark.parametrize("add", [add_months, add_months_forward])
def test_outside_the_calendar(add: object) -> None:
    assert callable(add)
    with pytest.raises(OverflowError, match="outside the years 1 to 9999"):
        add(date(9999, 12, 1), 1)
    with pytest.raises(OverflowError):
        add(date(1, 1, 1), -1)
    with pytest.raises(OverflowError):
        add(date.max, 12)


def test_the_last_month_of_all_has_no_day_after() -> None:
    assert add_months_forward(date(9999, 10, 31), 2) == date.max


@pytest.mark.parametrize("add", [add_months, add_months_forward])
def test_a_moment_is_not_a_day(add: object) -> None:
    assert callable(add)
    with pytest.raises(TypeError, match="expected a calendar day"):
        add(datetime(2026, 1, 1, 12), 1)
