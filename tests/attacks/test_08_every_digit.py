"""An overview has every digit of a large number, such as an account number that is kept as one."""

from decimal import Decimal

import pytest

from gestand.execute.access import plain


@pytest.mark.parametrize("text", ["12345678901234567890123", "123456789012345678", "1E+400", "NaN"])
def test_large_numbers(text: str) -> None:
    assert plain(Decimal(text)) == str(Decimal(text))


def test_small_numbers_stay_numbers() -> None:
    assert plain(Decimal("12.50")) == 12.5
