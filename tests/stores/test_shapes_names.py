"""Names of tables, columns and schemas: whatever a database allows, the policy can say."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml as yaml_reader
from shapes import ENDED, WORDS, Town, mail

from databases import Database, House, Maker
from gestand.diagnostics import GestandError
from gestand.execute import drafting
from gestand.execute.context import open_policy
from gestand.policy import grammar, source

# table → column → what it is: key, owner (points to the person), note (personal), when (a date), n (plain)
NAMES: Mapping[str, Mapping[str, str]] = {
    "order": {"select": "key", "from": "owner", "group": "note", "where": "when"},
    "OrderLines": {"Id": "key", "CustomerId": "owner", "TheNote": "note", "ShippedOn": "when"},
    "Order Lines": {"Line Id": "key", "Customer Id": "owner", "The Note": "note", "Shipped On": "when"},
    'it\'s "so"': {'say "id"': "key", "o'clock": "owner", '"whole"': "note", "`tick`": "when"},
    "a.b": {"c.d": "key", "e.f.g": "owner", "h.": "note", ".i": "when"},
    "100%": {"%s": "key", "50 % off": "owner", "%(x)s": "note", "%%": "when"},
    "klanten-rijen": {"regel-id": "key", "klant-nr": "owner", "e-mail": "note", "-datum": "when"},
    "Größe_ñ": {"идентификатор": "key", "客户": "owner", "prénom": "note", "☎": "when"},
    "x:y, (z) [w]": {"$1": "key", "a = b": "owner", "c -> d": "note", "{e}": "when"},
    "rest": {"all": "key", "when": "owner", "and": "note", "held": "when"},
    "row": {"is": "key", "by": "owner", "as": "note", "after": "when"},
    "\\": {"\\n": "key", "a\\": "owner", "?": "note", ":b": "when"},
}


def said(name: str) -> str:
    """A name in a phrase of the policy."""
    return '"' + name.replace('"', '""') + '"'


def yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def of(table: str, what: str) -> str:
    return next(c for c, w in NAMES[table].items() if w == what)


def sql(database: Database, name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def statements(database: Database) -> list[str]:
    q = lambda name: sql(database, name)  # noqa: E731
    made = [
        f"create table {q('user')} ({q('id')} integer primary key, {q('E-mail')} varchar(60), {q('full name')} varchar(60), {q('until')} date)"
    ]
    for n, word in WORDS.items():
        end = f"'{ENDED[n]}'" if ENDED[n] else "null"
        made.append(f"insert into {q('user')} values ({n}, '{mail(n)}', '{word} V', {end})")
    for table in NAMES:
        key, owner, note, when = (q(of(table, what)) for what in ("key", "owner", "note", "when"))
        made.append(
            f"create table {q(table)} ({key} integer primary key, {owner} integer, {note} varchar(60), {when} date, "
            f"foreign key ({owner}) references {q('user')} ({q('id')}))"
        )
        for n, word in WORDS.items():
            made += [
                f"insert into {q(table)} values ({n * 10 + i}, {n}, '{word} {i}', '{2015 if n == 3 else 2026}-01-0{i}')"
                for i in (1, 2)
            ]
    return made


def policy() -> str:
    """Every place of a policy in which a name can stand, with every name."""
    tables = [f"    user: {{contact: E-mail, name: {yaml(said('full name'))}, plain: {yaml(said('until'))}}}"]
    activities = []
    for i, table in enumerate(NAMES):
        key, owner, note, when = (of(table, what) for what in ("key", "owner", "note", "when"))
        whose = f"customer by {said(owner)} when {said(when)} is not empty"
        tables.append(
            f"    {yaml(said(table))}: {{whose: {yaml(whose)}, content: {yaml(said(note))}, plain: {yaml(said(when))}, "
            f"key: {yaml(said(key))}, collected: {yaml(said(when))}}}"
        )
        activities.append(
            f"""
  delivering {i}:
    basis: contract
    for: {yaml("shop." + said(table))}
    when: {yaml(f"{said(note)} is not empty and {said(table)}.{said(key)} is not 0")}
    uses: {{{yaml(said(table))}: [{yaml(said(note))}], user: all}}
    keep: {yaml(f"2 years after {said(table)}.{said(when)} otherwise {said(when)} and while row.{said(note)} is gone")}
    maximum: {yaml(f"9 years after the last of [{said(when)}, user.{said('until')}]")}"""
        )
    return f"""
people:
  customer: {{found in: shop.user, known by: {{email: '"E-mail"', name: full name}}}}
data:
  shop:
{chr(10).join(tables)}
activities:
  being a customer:
    basis: contract
    for: user
    keep: {yaml('2 years after "until" otherwise held')}
{"".join(activities)}
"""


@pytest.fixture
def names(house: Maker, database: Database) -> Town:
    return Town(house(policy(), *statements(database)))


def test_every_name_can_be_said(names: Town) -> None:
    context = names.house.context
    assert {n.table for n in context.policy.tables} == {"user", *NAMES}
    assert len(context.policy.activities) == len(NAMES) + 1
    names.check()


def test_every_value_is_shown_and_goes(names: Town) -> None:
    names.access()
    names.erase()
    names.sweep()
    assert names.holding(2)


def test_a_draft_names_them_all(names: Town, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_URL", database.url)
    opened = open_policy(_file(names, drafting.draft(database.url, "shop")))
    assert {d.code for d in opened.findings} == {"GS115"}  # every TODO is a person's to say, and everything else was read
    assert {n.table: bool(t.hops) for n, t in opened.policy.tables.items()} == {"user": False, **dict.fromkeys(NAMES, True)}
    for store in opened.stores.values():
        store.engine.dispose()


def _file(names: Town, text: str) -> Path:
    folder = names.house.folder / "draft"
    folder.mkdir()
    (folder / "policy.yaml").write_text(text, "utf-8")
    return folder


SMALL = """
people:
  customer: {found in: %(found)s, known by: {email: %(known)s}}
data:
  shop:
    OrderLines: {contact: E-mail, plain: [Ended On]}
    notes: {whose: '%(whose)s', content: body}
activities:
  selling: {basis: contract, for: OrderLines, keep: '%(keep)s', uses: {OrderLines: all, notes: all}}
"""
RIGHT = {"found": "shop.OrderLines", "known": "E-mail", "whose": 'customer by "Customer Id"', "keep": '2 years after "Ended On"'}


@pytest.mark.parametrize(
    ("place", "written", "says"),
    [
        ("found", "shop.orderlines", "did you mean `shop.OrderLines`?"),
        ("found", "shop.Order Lines", "did you mean `shop.OrderLines`?"),
        ("known", "email", 'did you mean `"E-mail"`?'),
        ("whose", "customer by customer_id", 'did you mean `"Customer Id"`?'),
        ("whose", "customer by Customer Id", 'a name with spaces or signs stands in double quotes: `"Customer Id"`'),
        ("whose", "customer by `Customer Id`", 'a name with spaces or signs stands in double quotes: `"Customer Id"`'),
        ("whose", "customer by [Customer Id]", 'a name with spaces or signs stands in double quotes: `"Customer Id"`'),
        ("whose", 'customer by "Customer Id', 'a double quote is opened and not closed: write `""` for one in a name'),
        ("keep", "2 years after Ended On", 'a name with spaces or signs stands in double quotes: `"Ended On"`'),
        ("keep", 'while "EndedOn" is empty', 'did you mean `"Ended On"`?'),
    ],
)
def test_a_name_written_otherwise_is_understood(sqlite_url: str, tmp_path: Path, place: str, written: str, says: str) -> None:
    Database(sqlite_url).run(
        'create table "OrderLines" (id integer primary key, "E-mail" text, "Ended On" date)',
        'create table notes (id integer primary key, "Customer Id" integer, body text)',
    )
    house = House(tmp_path, {"shop": Database(sqlite_url)}).write(SMALL % {**RIGHT, place: written})
    opened = open_policy(house.folder / "policy")
    assert says in [h for d in opened.findings for h in d.help]
    house.write(SMALL % RIGHT)
    assert open_policy(house.folder / "policy").usable


def test_a_text_that_begins_with_a_quoted_name(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text('people:\n  customer: {found in: a.b, when: "Ended On" is empty}\n')
    with pytest.raises(GestandError) as refused:
        source.read(tmp_path)
    assert "`'\"Ended On\" is empty'`" in refused.value.diagnostics[0].help[0]


def test_the_examples_of_the_documentation_are_read() -> None:
    section = (
        (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8").partition("## Names\n")[2].partition("\n## ")[0]
    )
    said = yaml_reader.safe_load(section.partition("```yaml\n")[2].partition("```")[0].replace(", …", ""))
    table = said["data"]["shop"]["Order Lines"]
    assert grammar.hop(table["whose"]).when == grammar.condition('"Kind" is "a, b"')
    assert (table["content"], table["plain"]) == (["The Note"], ["E-mail sent"])
    keep = grammar.keep(said["activities"]["delivering"]["keep"])
    assert keep == (
        grammar.After(
            grammar.Length(2, "years"), (grammar.Ref('"Order Lines"', "Shipped On"),), "", grammar.Ref("", "Ordered On")
        ),
    )
