"""What is held for a claim is not corrected away: it stays as it was until the hold is lifted."""

from datetime import date

from letters import ANNA, BERT, POLICY, SCHEMA

from databases import Maker
from gestand import rights


def test_correction_of_what_is_held(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [ANNA, BERT])
    (name,) = rights.hold(one.context, {"customer": [(1,)]}, reason="claim", responsible="jurist", review=date(2030, 1, 1))
    for key in (1, 2):
        one.do("rectification", {"customer": [(key,)]}, corrections={"shop.customers.name": ""})
    assert one.database.rows("select name from customers order by id") == [("Anna",), ("",)]
    rights.lift_hold(one.context, name, "jurist")
    one.do("rectification", {"customer": [(1,)]}, corrections={"shop.customers.name": "Anne"})
    assert one.database.one("select name from customers where id = 1") == "Anne"
