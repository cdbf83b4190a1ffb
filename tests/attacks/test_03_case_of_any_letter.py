"""Two people whose identifiers differ in the case of an accented letter only are two people in every database: refused."""

import pytest
from letters import ANNA, BERT, POLICY, SCHEMA

from databases import Maker
from gestand.diagnostics import GestandError


@pytest.mark.parametrize("asked", ["REN\u00c9@x.example", "ren\u00e9@x.example", "Ren\u00e9@x.example"])
def test_accented_letters(house: Maker, asked: str) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [{**ANNA, "email": "REN\u00c9@x.example"}, {**BERT, "email": "ren\u00e9@x.example"}])
    with pytest.raises(GestandError) as refused:
        one.person(email=asked)
    assert refused.value.diagnostics[0].code == "GS512"


def test_people_without_a_table(house: Maker) -> None:
    one = house(
        """
people:
  visitor: {found by: {email: shop.letters.email}}
data:
  shop:
    letters: {whose: visitor by email, contact: email, content: body}
activities:
  answering: {basis: contract, for: letters, keep: as long as the row exists}
""",
        SCHEMA[1],
    )
    one.database.insert("letters", [{"id": 1, "email": "REN\u00c9@x.example", "body": "b"}])
    one.do("erasure", one.person("visitor", email="REN\u00c9@x.example"))
    assert one.database.one("select count(*) from letters") == 0
