"""Rows that row-level security hides from our user are not taken for rows that are gone: the act is refused."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from letters import ANNA, POLICY, SCHEMA

from databases import Database, House, Maker
from gestand.diagnostics import GestandError


def test_hidden_rows(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    if not one.database.pg:
        pytest.skip("SQLite has no row-level security")
    role = f"attacker_{one.database.one('select current_database()')}"
    one.database.insert("customers", [ANNA])
    one.database.run(
        f"create role {role} login",
        f"grant all on schema public to {role}",
        f"grant all on all tables in schema public to {role}",
        "alter table customers enable row level security",
        "create policy hidden on customers using (id > 1)",
    )
    url = sa.make_url(one.database.url).set(username=role).render_as_string(hide_password=False)
    other: House = replace(one, folder=one.folder / "other", databases={"shop": Database(url)}, opened=[])
    try:
        with pytest.raises(GestandError) as refused:
            other.write(POLICY).do("erasure", {"customer": [(1,)]})
        assert refused.value.diagnostics[0].code == "GS602"
    finally:
        other.close()
        one.close()
        one.database.run(f"drop owned by {role} cascade", f"drop role {role}")
