"""J6: published profiles, messages and posts, which are several people's: shown to each, cut from who leaves, gone with the last."""

import json
from typing import Any

from promises.desk import Desk
from promises.shared import club

assert club


def shown(club: Desk, kind: str, who: str) -> list[dict[str, Any]]:
    """The tables of the answer, each with its rows by column."""
    out = club.folder / "answer"
    club.run("access", kind, f"email={who}", "--out", str(out))
    said = json.loads((out / "access.json").read_text("utf-8"))["tables"]
    return [{**t, "rows": [dict(zip(t["columns"], row, strict=True)) for row in t["rows"]]} for t in said]


def test_who_leaves_is_cut_from_what_the_other_keeps(club: Desk) -> None:
    club.run("erase", "member", "email=anna@x.example", "--yes")
    rows = club.database.rows
    assert rows("select id, sender_id, receiver_id, sender_name, receiver_name from messages order by id") == [
        (1, None, 2, None, "Bert"), (2, 2, None, "Bert", None), (3, 2, None, "Bert", None), (4, 2, 3, "Bert", "Cor"),
    ], "the one that Anna wrote to herself is gone"  # fmt: skip
    assert rows("select id, author_id, parent_id, body from posts order by id") == [
        (2, 2, None, "post 2"), (3, None, 2, "post 3"), (4, 2, None, "post 4"), (5, None, 4, "post 5"),
    ]  # fmt: skip
    assert rows("select first_id, second_id, first_signature, second_signature, iban from joint_accounts") == [
        (None, 2, None, "Bert's hand", "NL00BANK0123456789")
    ]
    assert rows("select member_id from holders") == [(2,)]
    assert rows("select id from members order by id") == [(2,), (3,)]


def test_the_row_goes_with_the_last(club: Desk) -> None:
    club.run("erase", "member", "email=anna@x.example", "--yes")
    club.database.run("update members set published = (1 = 0)")
    club.run("erase", "member", "email=bert@x.example", "--yes")
    assert club.database.rows("select id, sender_id, receiver_id, sender_name, receiver_name from messages") == [(4, None, 3, None, "Cor")]
    assert club.database.rows("select id from posts") == [] and club.database.rows("select id from joint_accounts") == []
    club.run("erase", "member", "email=cor@x.example", "--yes")
    assert club.database.rows("select id from messages") == []


def test_both_at_once_leave_nothing(club: Desk) -> None:
    """Who leaves together leaves nothing behind that was theirs together."""
    club.database.run("update members set published = (1 = 0)")
    for who in ("anna", "bert", "cor"):
        club.run("erase", "member", f"email={who}@x.example", "--yes")
    for table in ("members", "messages", "posts", "joint_accounts", "holders", "tickets", "notes"):
        assert club.database.one(f"select count(*) from {table}") == 0, table


def test_each_sees_what_the_other_wrote_to_them(club: Desk) -> None:
    tables = shown(club, "member", "anna@x.example")
    messages = {row["id"]: row for t in tables if t["table"] == "shop.messages" for row in t["rows"]}
    assert set(messages) == {1, 2, 3, 5} and messages[2]["body"] == "message 2" and messages[2]["sender_name"] == "Bert"
    assert "body" not in messages[3], "withheld"
    reasons = [t["withheld"] for t in tables if t["table"] == "shop.messages"]
    assert {} in reasons and {"body": "it is being looked into after a report"} in reasons
    page = (club.folder / "answer" / "access.html").read_text("utf-8")
    assert "it is being looked into after a report" in page and "message 3" not in page and "message 2" in page


def test_what_was_said_below_their_post_is_shown(club: Desk) -> None:
    posts = {row["id"] for t in shown(club, "member", "anna@x.example") if t["table"] == "shop.posts" for row in t["rows"]}
    assert posts == {1, 2, 3, 5}


def test_the_answer_for_many_withholds_the_same(club: Desk) -> None:
    out = club.folder / "all.jsonl"
    club.run("access-many", "member", str(out))
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()[1:]]
    messages = [line for line in lines if line["table"] == "shop.messages"]
    with_body = {row[line["columns"].index("id")] for line in messages if "body" in line["columns"] for row in line["rows"]}
    without = {row[line["columns"].index("id")] for line in messages if "body" not in line["columns"] for row in line["rows"]}
    assert with_body == {1, 2, 4, 5} and without == {3}
    assert [line["withheld"] for line in messages if "body" not in line["columns"]][0] == {"body": "it is being looked into after a report"}
