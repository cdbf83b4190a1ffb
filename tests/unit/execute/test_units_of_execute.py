"""Plans from a person's identifier to what was done, rule by rule; each on both kinds of database."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import Database, House, Maker
from gestand.diagnostics import GestandError
from gestand.execute import facts, run
from gestand.state import tables

CUSTOMERS = (
    "create table customers (id integer primary key, name varchar(40) not null, email varchar(40), born date, ended_on date)"
)
HEAD = """
people:
  customer: {found in: shop.customers, known by: {email: email, number: id}}
data:
  shop:
    customers: {name: {name: then empty}, contact: email, date of birth: born, plain: ended_on}
"""
USE = """
activities:
  account:
    basis: contract
    for: customers
    keep: 2 years after ended_on
"""


def code(error: pytest.ExceptionInfo[GestandError]) -> str:
    return error.value.diagnostics[0].code


@pytest.fixture
def shop(house: Maker) -> House:
    return house(
        HEAD + USE,
        CUSTOMERS,
        "insert into customers values (1, 'Anna', 'anna@x.nl', '1980-05-17', null), (2, 'Bert', 'same@x.nl', null, '2020-01-01'), (3, 'Cor', ' SAME@x.nl', null, null)",
    )


# who is meant


def test_a_person_is_found_without_regard_to_case_and_outer_space(shop: House) -> None:
    assert shop.person(email="  ANNA@x.NL ") == {"customer": [(1,)]}


def test_nobody_is_said(shop: House) -> None:
    with pytest.raises(GestandError) as error:
        shop.person(email="nobody@x.nl")
    assert code(error) == "GS511"


def test_one_identifier_of_two_people_is_refused_and_a_second_one_tells_them_apart(shop: House) -> None:
    with pytest.raises(GestandError) as error:
        shop.person(email="same@x.nl")
    assert code(error) == "GS512"
    assert shop.person(email="same@x.nl", number="3") == {"customer": [(3,)]}


# a plan is done as it was shown, or not at all


def test_a_policy_that_changed_between_plan_and_apply_stops_it(shop: House) -> None:
    digest = shop.plan("sweep")
    shop.write(HEAD + USE.replace("2 years", "3 years"))
    with pytest.raises(GestandError) as error:
        run.apply(shop.context, digest, beyond_brake="a test")
    assert code(error) == "GS521"


def test_a_fact_about_them_that_changed_between_plan_and_apply_stops_it(shop: House) -> None:
    digest = shop.plan("erasure", {"customer": [(1,)]})
    shop.do("restriction", {"customer": [(1,)]}, ground="disputed", until="settled")
    with pytest.raises(GestandError) as error:
        run.apply(shop.context, digest)
    assert code(error) == "GS522"


def test_a_fact_about_somebody_else_does_not(shop: House) -> None:
    digest = shop.plan("erasure", {"customer": [(1,)]})
    shop.do("restriction", {"customer": [(2,)]}, ground="disputed", until="settled")
    assert run.apply(shop.context, digest).counts["DeleteRows"] == 1


def test_a_clock_that_went_back_stops_it(shop: House) -> None:
    digest = shop.plan("erasure", {"customer": [(1,)]})
    shop.clock.at -= timedelta(days=2)
    with pytest.raises(GestandError) as error:
        run.apply(shop.context, digest)
    assert code(error) == "GS613"
    assert shop.database.one("select count(*) from customers") == 3


def test_a_plan_that_was_done_says_so_and_does_nothing(shop: House) -> None:
    digest = shop.plan("erasure", {"customer": [(1,)]})
    run.apply(shop.context, digest)
    assert run.apply(shop.context, digest[:12]).again


def test_a_policy_that_nobody_signed_off_only_observes(house: Maker) -> None:
    one = house(HEAD + USE, CUSTOMERS, sign=False)
    with pytest.raises(GestandError) as error:
        one.do("sweep")
    assert code(error) == "GS523"


def test_the_brake_stops_a_sweep_of_more_than_the_agreed_share(house: Maker) -> None:
    one = house(
        HEAD + USE, CUSTOMERS, *(f"insert into customers values ({n}, 'Oud', null, null, '2020-01-01')" for n in range(12))
    )
    digest = one.plan("sweep")
    with pytest.raises(GestandError) as error:
        run.apply(one.context, digest)
    assert code(error) == "GS526"
    assert one.database.one("select count(*) from customers") == 12
    assert run.apply(one.context, digest, beyond_brake="right so").counts["DeleteRows"] == 12


# who is held


def test_restricted_people_are_neither_swept_nor_erased(shop: House) -> None:
    shop.do("restriction", {"customer": [(2,)]}, ground="disputed", until="settled")
    shop.do("sweep")
    shop.do("erasure", {"customer": [(2,)]})
    assert shop.database.one("select count(*) from customers where id = 2") == 1
    shop.do("lifting", {"customer": [(2,)]})
    shop.do("sweep")
    assert shop.database.one("select count(*) from customers where id = 2") == 0


def test_two_people_restricted_together_are_lifted_one_by_one(shop: House) -> None:
    shop.do("restriction", {"customer": [(1,), (2,)]}, ground="disputed", until="settled")
    shop.do("lifting", {"customer": [(1,)]})
    assert shop.database.rows("select name, email from customers where id = 1") == [("Anna", "anna@x.nl")]
    assert shop.database.rows("select name, email from customers where id = 2") == [("", None)]
    shop.do("lifting", {"customer": [(2,)]})
    assert shop.database.rows("select name, email from customers where id = 2") == [("Bert", "same@x.nl")]


def hold(one: House, kind: str = "customer", key: Any = (2,)) -> None:
    with one.context.state.begin() as connection:
        connection.execute(
            sa.insert(tables.holds).values(
                id="h1",
                kind=kind,
                keys=f"[[{key[0]}]]",
                tables="[]",
                reason="claim",
                responsible="kantoor",
                review=one.context.today(),
                since=one.context.now(),
            )
        )


def test_a_hold_keeps_what_a_sweep_and_an_erasure_would_take(shop: House) -> None:
    hold(shop)
    shop.do("sweep")
    shop.do("erasure", {"customer": [(2,)]})
    assert shop.database.one("select count(*) from customers where id = 2") == 1


def test_a_hold_of_people_whom_the_policy_no_longer_knows_stops_everything(shop: House) -> None:
    """Facts that can't be read are an error, never an empty set."""
    hold(shop, "client")
    with pytest.raises(GestandError):
        shop.do("sweep")
    assert shop.database.one("select count(*) from customers") == 3


def test_a_let_go_is_kept_and_a_later_log_in_does_not_undo_it(house: Maker) -> None:
    one = house(
        HEAD.replace(
            "plain: ended_on}",
            "plain: ended_on}\n    profiles: {whose: customer by customer_id, profile: interests, plain: seen_on}",
        )
        + """
activities:
  account: {basis: {legal obligation: wet}, for: customers, keep: as long as the row exists}
  advice:
    basis: {legitimate interest: {nl: advies}}
    for: profiles
    keep: 1 year after seen_on
""".replace("account: {basis", "account: {purpose: {nl: x}, basis"),
        CUSTOMERS,
        "create table profiles (id integer primary key, customer_id integer, interests varchar(40), seen_on date)",
        "insert into customers values (1, 'Anna', 'anna@x.nl', null, null), (2, 'Bert', 'bert@x.nl', null, null)",
        "insert into profiles values (1, 1, 'cats', '2026-11-01'), (2, 2, 'dogs', '2026-11-01')",
    )
    one.do("objection", {"customer": [(1,)]}, activity="advice")
    assert one.database.rows("select id from profiles") == [(2,)]
    one.database.run("insert into profiles values (3, 1, 'cats again', '2026-11-22')")
    one.do("sweep")
    assert one.database.rows("select id from profiles") == [(2,)]


# other rights


def test_an_objection_to_a_use_of_another_basis_is_refused(shop: House) -> None:
    with pytest.raises(GestandError) as error:
        shop.plan("objection", {"customer": [(1,)]}, activity="account")
    assert code(error) == "GS514"
    with pytest.raises(GestandError) as error:
        shop.plan("objection", {"customer": [(1,)]}, activity="acount")
    assert code(error) == "GS513"


def test_a_rectification_changes_that_value_of_that_person_once(shop: House) -> None:
    whose = {"customer": [(1,)]}
    assert shop.do("rectification", whose, corrections={"customers.born": "1981-06-18"}).counts["CorrectValue"] == 1
    assert str(shop.database.one("select born from customers where id = 1")) == "1981-06-18"
    assert not shop.do("rectification", whose, corrections={"customers.born": "1981-06-18"}).counts, "SAME-TWICE"
    assert shop.database.one("select count(*) from customers where born is not null") == 1


def test_a_date_that_is_none_is_said_and_nothing_is_done(shop: House) -> None:
    with pytest.raises(GestandError) as error:
        shop.do("rectification", {"customer": [(1,)]}, corrections={"customers.born": "1980-31-12"})
    assert code(error) == "GS518"
    with pytest.raises(GestandError) as error:
        shop.preview("rectification", {"customer": [(1,)]}, corrections={"customers.born": "1980-31-12"})
    assert code(error) == "GS518"


def test_a_key_is_no_value_to_correct(shop: House) -> None:
    with pytest.raises(GestandError) as error:
        shop.do("rectification", {"customer": [(1,)]}, corrections={"customers.id": "9"})
    assert code(error) in ("GS515", "GS516")


# families


def test_rows_by_a_value_that_two_people_have_are_nobodys_alone_and_reported(house: Maker) -> None:
    one = house(
        HEAD + "    mailing: {whose: customer by address = email, contact: address}\n" + USE,
        CUSTOMERS,
        "create table mailing (id integer primary key, address varchar(40))",
        "insert into customers values (1, 'Anna', 'two@x.nl', null, null), (2, 'Bert', 'Two@x.nl ', null, null)",
        "insert into mailing values (1, 'two@x.nl')",
    )
    done = one.do("erasure", {"customer": [(1,)]})
    assert done.shared == ["two@x.nl"]
    assert one.database.rows("select * from mailing") == [(1, "two@x.nl")]
    one.do("erasure", {"customer": [(2,)]})
    assert one.database.rows("select * from mailing") == []


def test_a_long_chain_of_replies_goes_to_the_last_link(house: Maker) -> None:
    one = house(
        HEAD + "    posts: {whose: customer by customer_id, content: body}\n" + USE,
        CUSTOMERS,
        "create table posts (id integer primary key, customer_id integer not null references customers (id), reply_to integer not null references posts (id), body varchar(40))",
        "insert into customers values (1, 'Anna', null, null, null)",
    )
    one.database.insert("posts", [{"id": n, "customer_id": 1, "reply_to": max(n - 1, 1), "body": "x"} for n in range(1, 150)])
    one.do("erasure", {"customer": [(1,)]})
    assert one.database.one("select count(*) from customers") <= 1
    assert one.database.one("select count(*) from posts where body is not null") == 0


def test_people_without_a_table_are_found_by_their_address_and_are_the_same_human(house: Maker) -> None:
    policy = (
        HEAD.replace("data:\n", "  asker: {found by: {email: shop.questions.address}, same human as: customer}\ndata:\n")
        + "    questions: {contact: address, content: text}\n"
        + USE
        + """
  answering:
    basis: {legitimate interest: {nl: antwoord}}
    for: questions
    keep: as long as the row exists
"""
    )
    one = house(
        policy,
        CUSTOMERS,
        "create table questions (id integer primary key, address varchar(40), text varchar(40))",
        "insert into customers values (1, 'Anna', 'anna@x.nl', null, null)",
        "insert into questions values (1, 'Anna@x.nl ', 'hello'), (2, 'other@x.nl', 'bye')",
    )
    whose = one.person(email="anna@x.nl")
    assert whose == {"customer": [(1,)], "asker": [("anna@x.nl",)]}
    one.do("erasure", whose)
    assert one.database.rows("select id from questions") == [(2,)]
    assert one.person("asker", email="OTHER@x.nl") == {"asker": [("other@x.nl",)]}


def test_a_full_disk_is_said_and_a_restart_finishes(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from gestand.stores.work import Work

    real, digest = Work.mark_applied, shop.plan("erasure", {"customer": [(1,)]})

    def full(self: Work, plan: str, batch: int, counts: str) -> None:
        raise sa.exc.OperationalError("insert", {"name": "Anna"}, Exception("database or disk is full"))

    monkeypatch.setattr(Work, "mark_applied", full)
    with pytest.raises(GestandError) as error:
        run.apply(shop.context, digest)
    assert code(error) == "GS603"
    assert shop.database.one("select count(*) from customers where id = 1") == 1
    monkeypatch.setattr(Work, "mark_applied", real)
    assert run.apply(shop.context, digest).counts["DeleteRows"] == 1


def test_a_missing_file_is_said_and_not_made(folder: Path) -> None:
    from gestand.execute.context import open_policy

    one = House(folder / "h", {"shop": Database(f"sqlite:///{folder}/none.db")}).write(HEAD)
    assert [d.code for d in open_policy(one.folder / "policy").findings if d.severity == "error"][0] == "GS410"
    assert not (folder / "none.db").exists()
    assert facts.key_text((1,)) != facts.key_text(("1",))


SHARED = """
people:
  customer: {found in: shop.customers, known by: {email: email, number: id}}
data:
  shop:
    customers: {name: {name: then empty}, contact: email, date of birth: born, plain: ended_on}
    talks: {whose: [{customer by sender_id: [said]}, customer by receiver_id], content: [said, answer]}
    files: {whose: with talks, document: scan}
"""
TALKS = (
    "create table talks (id integer primary key, sender_id integer references customers (id), receiver_id integer references customers (id), said varchar(40), answer varchar(40))",
    "create table files (id integer primary key, talk_id integer not null references talks (id), scan varchar(40))",
    "insert into customers values (1, 'Anna', 'anna@x.nl', null, null), (2, 'Bert', 'bert@x.nl', null, null)",
    "insert into talks values (1, 1, 2, 'hello', 'hi')",
    "insert into files values (1, 1, 'photo')",
)


def test_a_shared_row_and_what_hangs_on_it_go_with_the_last_of_its_owners(house: Maker) -> None:
    one = house(SHARED + USE, CUSTOMERS, *TALKS)
    one.do("erasure", {"customer": [(1,)]})
    assert one.database.rows("select sender_id, receiver_id, said, answer from talks") == [(None, 2, None, "hi")]
    assert one.database.rows("select scan from files") == [("photo",)], "Bert's too"
    one.do("erasure", {"customer": [(2,)]})
    assert (
        one.database.rows("select * from talks")
        == one.database.rows("select * from files")
        == one.database.rows("select * from customers")
        == []
    )


def test_a_row_that_somebody_elses_row_points_to_stays_as_an_empty_shell(house: Maker) -> None:
    policy = HEAD.replace(
        "plain: ended_on}",
        "plain: ended_on}\n    reviews: {whose: customer by customer_id, content: text, mentions: [customer by about_id]}",
    )
    one = house(
        policy + USE,
        CUSTOMERS,
        "create table reviews (id integer primary key, customer_id integer not null references customers (id), about_id integer not null references customers (id), text varchar(40))",
        "insert into customers values (1, 'Anna', 'anna@x.nl', null, null), (2, 'Bert', 'bert@x.nl', null, null)",
        "insert into reviews values (1, 2, 1, 'good')",
    )
    one.do("erasure", {"customer": [(1,)]})
    assert one.database.rows("select name, email from customers where id = 1") == [("", None)]
    assert one.database.rows("select about_id, text from reviews") == [(1, "good")]
