"""J1: rows that go with rows of their own table (replies to replies): whose they are, in circles and to any depth, for requests and sweeps."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import Database, House
from gestand.execute import access, lines
from gestand.holding import ownership
from gestand.policy.model import Name
from gestand.policy.rules import gs420_ownership_goes_round as rule
from gestand.execute.survey.rows import nobody
from gestand.stores.work import Work

POLICY = """
people: {member: {found in: forum.members, known by: {email: email}}}
data:
  forum:
    members: {contact: email, plain: ended_on}
    posts: {whose: [member by author_id, with posts by parent_id], content: body, plain: posted_on}
    likes: {whose: with posts, name: who}
activities:
  talking:
    basis: {contract: while ended_on is empty}
    for: members
    uses: {members: all, posts: all, likes: all}
    keep: 1 year after ended_on
"""
TABLES = (
    "create table members (id integer primary key, email varchar(60), ended_on date)",
    "create table posts (id integer primary key, author_id integer references members (id), parent_id integer{cut}, body varchar(60),"
    " posted_on date{key})",
    "create index posts_parent on posts (parent_id)",
    "create index posts_author on posts (author_id)",
    "create table likes (id integer primary key, post_id integer not null references posts (id), who varchar(60))",
)
MEMBERS = [(1, "anna@x.example", None), (2, "bert@x.example", None), (3, "cor@x.example", "2020-01-01")]
POSTS = [  # id, author, parent
    (1, 1, None), (2, None, 1), (3, None, 2), (4, None, 3),  # Anna's, three deep
    (5, 2, 4),  # Bert's answer to Anna
    (6, None, 5),  # theirs together, through Bert's answer
    (10, 3, 11), (11, None, 10), (12, None, 11),  # a circle of Cor's, and what hangs on it
    (13, None, 13), (14, None, 13),  # goes with itself: nobody's
    (20, 2, None), (21, 3, 20), (22, None, 21),  # Bert's; what Cor wrote below it
]  # fmt: skip
LIKES = [(1, 4, "like 4"), (2, 6, "like 6"), (3, 12, "like 12"), (4, 22, "like 22")]
THEIRS = {1: {1, 2, 3, 4, 5, 6}, 2: {5, 6, 20, 21, 22}, 3: {10, 11, 12, 21, 22}}


def filled(database: Database, enforced: bool = True) -> None:
    key = ", foreign key (parent_id) references posts (id)" if enforced else ""
    database.run(*(t.replace("{key}", key).replace("{cut}", "") for t in TABLES))
    database.insert("members", [{"id": i, "email": e, "ended_on": d} for i, e, d in MEMBERS])
    database.insert("posts", [{"id": i, "author_id": a, "parent_id": None, "body": f"post {i}", "posted_on": "2026-01-01"} for i, a, _ in POSTS])
    database.run(*(f"update posts set parent_id = {p} where id = {i}" for i, _, p in POSTS if p))
    database.insert("likes", [{"id": i, "post_id": p, "who": w} for i, p, w in LIKES])


@pytest.fixture(params=["enforced", "not enforced"])
def forum(request: pytest.FixtureRequest, database: Database, folder: Path) -> Iterator[House]:
    filled(database, request.param == "enforced")
    one = House(folder / "house", {"forum": database}).write(POLICY)
    yield one
    one.close()


def posts(house: House) -> dict[int, tuple[Any, Any]]:
    return {i: (a, p) for i, a, p in house.database.rows("select id, author_id, parent_id from posts")}


def test_check_finds_nothing_wrong_with_it(forum: House) -> None:
    assert list(rule.check(forum.context.policy)) == []
    store = forum.context.stores["forum"]
    with store.session() as connection:
        assert [d.message[:2] for d in nobody(Work(forum.context.policy, store, connection))] == ["2 "]  # 13 and 14


@pytest.mark.parametrize("member", THEIRS)
def test_access_shows_all_that_hangs_on_theirs(forum: House, member: int) -> None:
    out = io.BytesIO()
    access.write_json(forum.context, {"member": [(member,)]}, out)
    shown = {t["table"]: {row[t["columns"].index("id")] for row in t["rows"]} for t in json.loads(out.getvalue())["tables"]}
    assert shown["forum.posts"] == THEIRS[member]
    assert shown["forum.likes"] == {i for i, p, _ in LIKES if p in THEIRS[member]}


def test_access_for_many_says_whose_each_is_once(forum: House) -> None:
    out = io.BytesIO()
    lines.write(forum.context, {"member": [(i,) for i in THEIRS]}, out)
    found = []
    for line in out.getvalue().splitlines()[1:]:
        said = json.loads(line)
        if said["table"] == "forum.posts":
            found += [(int(row[0]), row[said["columns"].index("id")]) for row in said["rows"]]
    assert sorted(found) == sorted((m, p) for m, theirs in THEIRS.items() for p in theirs)


def test_who_leaves_takes_what_is_theirs_alone_and_is_cut_from_the_rest(forum: House) -> None:
    forum.database.run("update members set ended_on = '2026-11-01' where id in (1, 3)")
    forum.do("erasure", {"member": [(1,)]})
    assert posts(forum) == {
        5: (2, None), 6: (None, 5), 10: (3, 11), 11: (None, 10), 12: (None, 11), 13: (None, 13), 14: (None, 13),
        20: (2, None), 21: (3, 20), 22: (None, 21),
    }  # fmt: skip
    forum.do("erasure", {"member": [(3,)]})
    assert posts(forum) == {5: (2, None), 6: (None, 5), 13: (None, 13), 14: (None, 13), 20: (2, None), 21: (None, 20), 22: (None, 21)}
    assert forum.database.rows("select id from likes order by id") == [(2,), (4,)]
    assert not forum.do("erasure", {"member": [(3,)]}).counts, "SAME-TWICE"


def test_a_sweep_takes_what_nobody_holds_circles_too(forum: House) -> None:
    forum.do("sweep")
    assert set(posts(forum)) == {1, 2, 3, 4, 5, 6, 20, 21, 22}
    assert forum.database.rows("select id from likes order by id") == [(1,), (2,), (4,)]
    assert not forum.do("sweep").counts, "SAME-TWICE"


DEEP = 3000


@pytest.fixture
def deep(database: Database, folder: Path) -> Iterator[House]:
    """A chain of thousands of answers, written from the last to the first, in a table where much more stands."""
    filled(database)
    database.insert(
        "posts",
        [{"id": 10_000 - n, "author_id": None, "parent_id": 10_001 - n if n else 10, "body": "deep", "posted_on": None} for n in range(DEEP)],
    )
    database.insert("posts", [{"id": n, "author_id": 2, "parent_id": None, "body": "else", "posted_on": None} for n in range(20_000, 30_000)])
    if database.kind != "sqlite":
        database.run("analyze posts" if database.pg else "analyze table posts")
    one = House(folder / "house", {"forum": database}).write(POLICY)
    yield one
    one.close()


def test_a_chain_of_thousands_goes_whole(deep: House) -> None:
    deep.context.stores["forum"].batch = 1000
    done = deep.do("sweep")
    assert done.per_table["DeleteRows forum.posts"] == DEEP + 3
    assert deep.database.one("select count(*) from posts where body = 'deep'") == 0
    assert deep.database.one("select count(*) from posts where body = 'else'") == 10_000


def test_a_person_takes_a_chain_of_thousands_along(deep: House) -> None:
    assert deep.do("erasure", {"member": [(3,)]}).per_table["DeleteRows forum.posts"] == DEEP + 3
    assert deep.database.one("select count(*) from posts where body = 'deep'") == 0


def test_an_index_leads_from_row_to_row(deep: House) -> None:
    """From those of one person: the rows that hang on them are found along the index of the pointer, not by reading the table."""
    store = deep.context.stores["forum"]
    table = Name("forum", "posts")
    with store.session() as connection:
        work = Work(deep.context.policy, store, connection)
        work.bind("people member", [(3,)], ["INTEGER"])
        asked = work.text("explain", lambda: sa.select(sa.func.count()).where(work.where(ownership.owned(work.policy, table, "member", "people member"), table)))
        word = {"sqlite": "explain query plan ", "postgresql": "explain ", "mariadb": "explain "}[deep.database.kind]
        said = "\n".join(map(str, work.dialect.execute(work.driver(), word + asked[0], asked[1]).fetchall()))
    assert "posts_parent" in said, said
