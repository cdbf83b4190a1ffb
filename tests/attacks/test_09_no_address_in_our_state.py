"""After the erasure of somebody who is known by their address only, the address stands nowhere in our own files."""

from databases import Maker
from gestand import rights

POLICY = """
people:
  visitor: {found by: {email: shop.letters.email}}
data:
  shop:
    letters: {whose: visitor by email, contact: email, content: body}
activities:
  answering: {basis: contract, for: letters, keep: as long as the row exists}
"""


def test_no_address_left(house: Maker) -> None:
    one = house(POLICY, "create table letters (id integer primary key, email varchar(80), body text)")
    one.database.insert("letters", [{"id": 1, "email": "anna@x.example", "body": "of Anna"}])
    _, digest = rights.ask(one.context, "erasure", one.person("visitor", email="anna@x.example"))
    outcome = rights.do(one.context, digest)
    assert outcome.found is not None
    assert outcome.found.complete
    one.close()
    assert not [p for p in one.home.rglob("*") if p.is_file() and b"anna@x.example" in p.read_bytes()]
