"""A plan about a person does nothing once their key is somebody else's (SQLite gives keys out again)."""

import pytest
from letters import ANNA, POLICY, SCHEMA

from databases import Maker
from gestand import rights
from gestand.diagnostics import GestandError


def test_key_given_out_again(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [ANNA])
    _, digest = rights.ask(one.context, "erasure", one.person(email="anna@x.example"))
    one.database.run("delete from customers", "insert into customers values (1, 'Bert', 'bert@x.example')")
    with pytest.raises(GestandError) as refused:
        rights.do(one.open(), digest)
    assert refused.value.diagnostics[0].code == "GS522"
    assert one.database.rows("select name from customers") == [("Bert",)]
