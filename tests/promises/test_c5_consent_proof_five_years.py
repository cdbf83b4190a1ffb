"""C5: the proof of a consent (who, when, to what text, by which way) is kept for five years, also when it was withdrawn."""

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120));
create index customers_email on customers (lower(trim(email)));
create table consents (id integer primary key, email varchar(120) not null, text_shown varchar(200) not null, way varchar(20) not null,
                       given_at timestamp not null, withdrawn_at timestamp);
create index consents_email on consents (lower(trim(email)));
create table newsletter (id integer primary key, email varchar(120) not null, first_name varchar(40), subscribed_at timestamp not null);
create index newsletter_email on newsletter (lower(trim(email)));
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
  reader:   {called: {en: readers}, found by: {email: shop.newsletter.email}, same human as: customer}
data:
  shop:
    customers:  {name: name, contact: email}
    consents:   {whose: customer by email, contact: email, plain: rest}
    newsletter: {whose: reader by email, contact: email, name: first_name, plain: rest}
activities:
  helping:
    purpose: {en: helping customers}
    basis: contract
    for: customers
    keep: as long as the row exists
  newsletter:
    purpose: {en: sending the newsletter}
    basis: {consent: {en: "Yes, mail me the newsletter."}}
    marketing: yes
    for: newsletter
    keep: until consent is withdrawn
  proof of consent:
    purpose: {en: proving what you agreed to}
    basis: {legal obligation: GDPR art. 7(1)}
    for: consents
    keep: 5 years after the last of [given_at, withdrawn_at]
    promises: [C5]
"""
PROOFS = [  # given, withdrawn, in UTC
    (1, "2021-06-14 21:59:59", None),  # 14 June 2021 in Amsterdam
    (2, "2021-06-14 22:00:00", None),  # 15 June 2021
    (3, "2015-01-01 12:00:00", "2021-06-15 12:00:00"),
    (4, "2015-01-01 12:00:00", "2021-06-16 12:00:00"),
    (5, "2024-02-29 12:00:00", None),
]


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers",
        [{"id": 1, "name": "Anna", "email": "anna@example.nl"}, {"id": 2, "name": "Bert", "email": "bert@example.nl"}],
    )
    desk.database.insert(
        "consents",
        [
            {
                "id": i,
                "email": "anna@example.nl",
                "text_shown": "Yes, mail me the newsletter.",
                "way": "form",
                "given_at": given,
                "withdrawn_at": withdrawn,
            }
            for i, given, withdrawn in PROOFS
        ],
    )
    desk.database.insert(
        "newsletter",
        [
            {"id": i, "email": f"{n}@example.nl", "first_name": n, "subscribed_at": "2024-02-29 12:00:00"}
            for i, n in ((1, "anna"), (2, "bert"))
        ],
    )
    return desk.at("2026-06-01").writes(POLICY)


def proofs(desk: Desk) -> list[int]:
    return [i for (i,) in desk.database.rows("select id from consents order by id")]


def test_c5_five_years_after_it_was_given_or_withdrawn(desk: Desk) -> None:
    made(desk)
    for day, left in {
        "2026-06-13": [1, 2, 3, 4, 5],
        "2026-06-14": [2, 3, 4, 5],
        "2026-06-15": [4, 5],
        "2026-06-16": [5],
        "2029-02-28": [5],
        "2029-03-01": [],
    }.items():
        desk.at(day).sweep()
        assert proofs(desk) == left, day


def test_c5_withdrawal_ends_the_use_and_not_the_proof(desk: Desk) -> None:
    made(desk)
    desk.run("withdraw", "customer", "email=anna@example.nl", "--from", "newsletter", "--yes")
    assert desk.database.rows("select email from newsletter") == [("bert@example.nl",)]
    assert proofs(desk) == [1, 2, 3, 4, 5]


def test_c5_erasure_leaves_the_proof_and_says_so(desk: Desk) -> None:
    made(desk)
    told = desk.run("erase", "customer", "email=anna@example.nl", "--yes")
    assert "stays     shop.consents (5): the law says so (GDPR art. 7(1))" in told
    assert proofs(desk) == [1, 2, 3, 4, 5]
    assert desk.database.rows("select name from customers where name is not null") == [("Bert",)]
    assert desk.database.rows("select email from newsletter") == [("bert@example.nl",)]
    desk.at("2029-03-01").sweep()
    assert proofs(desk) == []
