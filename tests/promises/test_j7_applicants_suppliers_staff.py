"""J7: what people send in to apply, suppliers' people, own staff: each goes in time, and staff who leave leave the customers' data alone."""

import json

from promises.desk import Desk
from promises.shared import TABLES, club

assert club


def test_a_member_of_staff_leaves_and_the_customers_data_stays(club: Desk) -> None:
    before = club.database.whole(TABLES)
    club.run("erase", "worker", "email=sam@club.example", "--yes")
    rows = club.database.rows
    assert rows("select id, member_id, handler_id, subject from tickets order by id") == [(1, 1, None, "ticket 1"), (2, 2, None, "ticket 2")]
    assert rows("select id, member_id, author_id, author_name, text from notes order by id") == [
        (1, 2, 1, "A colleague", "note 1"), (2, 2, 1, "A colleague", "note 2"),
    ]  # fmt: skip
    assert rows("select name, email from staff where id = 1") == [("Former colleague", None)], "a shell: the notes point to it"
    after = club.database.whole(TABLES)
    untouched = set(TABLES) - {"tickets", "notes", "staff", "interviews"}
    assert {t: after[t] for t in untouched} == {t: before[t] for t in untouched}


def test_the_period_of_staff_does_the_same_as_a_request(club: Desk) -> None:
    club.at("2028-11-02").sweep()
    assert club.database.rows("select name, email from staff where id = 1") == [("Former colleague", None)]
    assert club.database.rows("select handler_id from tickets") == [(None,), (None,)]
    assert {r[0] for r in club.database.rows("select author_name from notes")} == {"A colleague"}
    assert club.database.one("select count(*) from messages") == 5


def test_a_member_of_staff_sees_where_they_are_named_and_nothing_else_of_others(club: Desk) -> None:
    out = club.folder / "answer"
    club.run("access", "worker", "email=sam@club.example", "--out", str(out))
    tables = json.loads((out / "access.json").read_text("utf-8"))["tables"]
    notes = [t for t in tables if t["table"] == "shop.notes"]
    assert sum(len(t["rows"]) for t in notes) == 2
    for t in notes:
        assert "author_name" in t["columns"] and "text" not in t["columns"]
    reasons = {t["withheld"]["text"] for t in notes}
    assert reasons == {"it is somebody else's", "it names who told us"}
    assert "ticket 1" not in (out / "access.json").read_text("utf-8") and "note 1" not in (out / "access.html").read_text("utf-8")


def test_a_note_that_names_who_told_us_is_withheld_with_the_reason(club: Desk) -> None:
    out = club.folder / "answer"
    club.run("access", "member", "email=bert@x.example", "--out", str(out))
    said = (out / "access.json").read_text("utf-8")
    assert "note 1" in said and "note 2" not in said and "it names who told us" in said


def test_applications_and_suppliers_people_go_in_time(club: Desk) -> None:
    club.sweep()
    assert club.database.rows("select id from applicants") == [(2,)] and club.database.rows("select id from interviews") == [(2,)]
    assert club.database.rows("select id from supplier_people") == [(2,)]
    assert club.database.rows("select id from suppliers") == [(1,)]


def test_an_applicant_who_withdraws_takes_the_cv_along(club: Desk) -> None:
    club.run("erase", "applicant", "email=cv2@x.example", "--yes")
    assert club.database.rows("select id from applicants") == [(1,)] and club.database.rows("select id from interviews") == [(1,)]
