"""*Complete* is not said while an identifier stands at the start of a line, beside odd letters, or in a row with an odd key."""

import json

from letters import ANNA, BERT, POLICY, SCHEMA

from databases import Maker
from gestand import rights
from gestand.execute.search import Found


def erased(made: Maker, table: str, *rows: dict[str, object]) -> Found:
    house = made(POLICY, *SCHEMA)
    house.database.insert("customers", [ANNA, BERT])
    house.database.insert(table, rows)
    _, digest = rights.ask(house.context, "erasure", {"customer": [(1,)]})
    found = rights.do(house.context, digest).found
    assert found is not None
    return found


def test_at_the_start_of_a_line(house: Maker) -> None:
    befores = ("\n", "\t", "\r\n", "\\")
    found = erased(house, "loose", *({"id": str(i), "body": f"write me:{b}anna@x.example{b}bye"} for i, b in enumerate(befores)))
    assert [h.rows for h in found.hits] == [4]


def test_at_the_start_of_a_line_in_json(house: Maker) -> None:
    assert not erased(house, "loose", {"id": "1", "body": json.dumps({"said": "write me:\nanna@x.example"})}).complete


def test_part_of_another_address_is_no_hit(house: Maker) -> None:
    assert erased(house, "loose", {"id": "1", "body": "johanna@x.example"}).complete


def test_in_a_row_whose_key_has_a_backslash(house: Maker) -> None:
    found = erased(house, "notes", {"id": "C:\\docs\\new.txt", "who": 2, "body": "about anna@x.example"})
    assert [h.keys for h in found.hits] == [("C:\\docs\\new.txt",)]


def test_after_letters_that_grow_in_lower_case(house: Maker) -> None:
    rows = [{"id": "1", "who": 2, "body": "\u0130\u023a" * 40}, {"id": "2", "who": 2, "body": "about anna@x.example"}]
    rows += [{"id": "3", "who": 2, "body": "nothing at all, " * 8}]
    assert [h.keys for h in erased(house, "notes", *rows).hits] == [("2",)]
