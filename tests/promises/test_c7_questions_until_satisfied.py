"""C7: a question from the contact form is kept until the asker is surely satisfied, and six months more."""

from promises.desk import Desk

SCHEMA = """
create table questions (id integer primary key, email varchar(120) not null, name varchar(80), question varchar(400), satisfied_on date);
create index questions_email on questions (lower(trim(email)));
"""
POLICY = """
people:
  asker: {called: {en: people with a question}, found by: {email: shop.questions.email}}     # a person without a table
data:
  shop:
    questions: {whose: asker by email, contact: email, name: name, content: question, plain: satisfied_on}
activities:
  answering questions:
    purpose: {en: answering your question}
    basis: {legitimate interest: {en: who asks wants an answer}, balancing: answering.md}
    for: questions
    keep: 6 months after satisfied_on otherwise held
    promises: [C7]
"""
SATISFIED = {1: "2026-08-30", 2: "2026-08-31", 3: "2026-09-01", 4: None, 5: None, 6: "2027-08-29", 7: "2027-08-30"}


def made(desk: Desk, policy: str = POLICY) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "questions",
        [
            {"id": i, "email": f"asker{i}@example.nl", "name": f"Asker {i}", "question": "When?", "satisfied_on": on}
            for i, on in SATISFIED.items()
        ],
    )
    return desk.at("2026-12-01").writes(policy, answering="We weighed it.")


def left(desk: Desk) -> list[int]:
    return [i for (i,) in desk.database.rows("select id from questions order by id")]


def test_c7_six_whole_months_at_month_ends_and_leap_days(desk: Desk) -> None:
    made(desk)
    for day, there in {
        "2027-02-28": [1, 2, 3, 4, 5, 6, 7],  # there is no 30 February: never shorter than six months
        "2027-03-01": [4, 5, 6, 7],
        "2028-02-28": [4, 5, 6, 7],
        "2028-02-29": [4, 5, 7],
        "2028-03-01": [4, 5],
    }.items():
        desk.at(day).sweep()
        assert left(desk) == there, day


def test_c7_who_was_never_satisfied_is_held_and_counted_apart(desk: Desk) -> None:
    made(desk, POLICY.replace(" otherwise held", "")).at("2036-01-01").sweep()
    assert left(desk) == [4, 5]
    shown = desk.board("C7")
    assert (shown["state"], shown["rows"], shown["overdue"]) == ("kept · 2 not begun", "2", "0")
    assert "GS426" in desk.run("check"), "a period that may never begin is asked about"


def test_c7_satisfied_at_last_it_counts_from_then(desk: Desk) -> None:
    made(desk).at("2036-01-01").sweep()
    desk.database.run("update questions set satisfied_on = '2036-01-01' where id = 4")
    desk.at("2036-06-30").sweep()
    assert left(desk) == [4, 5]
    desk.at("2036-07-01").sweep()
    assert left(desk) == [5]
