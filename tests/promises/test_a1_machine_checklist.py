"""A1, A7: GDPR art. 13 and 14 as a checklist (law.md A7): for each item, a policy that lacks it has one finding about it, and the statement of
one that has it says it. Nothing is found where everything is there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assessed import assessed
from databases import Database
from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create table leads (id integer primary key, email varchar(120), found_at timestamp not null);
create index visits_customer on visits (customer_id);
create index leads_email on leads (lower(trim(email)));
"""
POLICY = """
organisation:
  name: Voorbeeld B.V.
  address: [Straat 1, 1234 AB Stad]
  country: NL
  languages: [nl, en]
  time zone: Europe/Amsterdam
  contact: privacy@voorbeeld.example
  responsible: office
  officer: {is: data protection officer, email: fg@voorbeeld.example}
stores:
  shop: {url: "${SHOP_URL}", times: UTC, country: NL, kept by: host}
people:
  customer: {called: {nl: klanten, en: customers}, found in: shop.customers}
  lead: {called: {nl: belangstellenden, en: leads}, found by: {email: shop.leads.email}}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    visits: {online identifier: ip, plain: visited_at, from: observed}
    leads: {whose: lead by email, contact: email, plain: found_at, from: {public: {nl: het handelsregister, en: the trade register}}, collected: found_at}
activities:
  serving:
    purpose: {nl: bestellingen leveren, en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
    without it: {nl: kunnen wij niets bezorgen, en: we can't deliver anything}
  safe website:
    purpose: {nl: de website veilig houden, en: keeping the website safe}
    basis: {legitimate interest: {nl: een veilige website, en: a safe website}, balancing: safe.md}
    for: visits
    keep: 14 days after visited_at
  finding customers:
    purpose: {nl: u een aanbod doen, en: making you an offer}
    basis: {consent: {nl: 'Ja, graag.', en: 'Yes, please.'}}
    for: leads
    keep: 1 year after found_at
recipients:
  host: {called: {nl: onze host, en: our host}, country: US, safeguard: {nl: modelcontracten, en: standard clauses}, assessment: {not needed: a test}}
statement: {automated decisions: none}
cookies: none
"""
DECIDES = "\n    automated decision: {logic: {nl: wij tellen, en: we count}, consequences: {nl: u betaalt vooraf, en: you pay beforehand}}\n    dpia: {not needed: a test}"

# item of the checklist → what is changed in the policy, the finding that it gives and what it is about, what the statement says otherwise
ITEMS: dict[str, tuple[str, str, str, str, str]] = {
    "1a who is responsible": ("  name: Voorbeeld B.V.\n", "", "GS112", "organisation", "Voorbeeld B.V. is responsible for your data."),
    "1a how to reach them": ("  contact: privacy@voorbeeld.example\n", "", "GS112", "organisation", "privacy@voorbeeld.example"),
    "1a where they are": ("  address: [Straat 1, 1234 AB Stad]\n", "", "GS341", "organisation.address", "Straat 1, 1234 AB Stad"),
    "1a representative": ("  country: NL\n", "  country: US\n  authority: {called: {nl: wie, en: who}}\n", "GS343", "organisation.representative", ""),
    "1b officer": (", email: fg@voorbeeld.example}", "}", "GS342", "organisation.officer", "fg@voorbeeld.example"),
    "1c purpose": ("    purpose: {nl: bestellingen leveren, en: delivering orders}\n", "", "GS301", "serving", "Delivering orders"),
    "1c basis": ("    basis: {contract: while ended_on is empty}\n", "", "GS303", "serving", "We need this for our contract with you."),
    "1d interest": ("legitimate interest: {nl: een veilige website, en: a safe website}, ", "legitimate interest: {}, ", "GS307", "safe website", "This is in our interest: a safe website."),
    "1d weighed": (", balancing: safe.md", "", "GS307", "safe website", "We weighed that against your privacy"),
    "14 1d categories": ("contact: email, plain: ended_on}", "plain: ended_on}", "GS411", "shop.customers.email", "contact details"),
    "1e recipients": ("\nrecipients:\n  host: {called: {nl: onze host, en: our host}, country: US, safeguard: {nl: modelcontracten, en: standard clauses}, assessment: {not needed: a test}}\n", "\n", "GS389", "recipients", "Our host"),
    "1f transfer": (", safeguard: {nl: modelcontracten, en: standard clauses}", "", "GS316", "host", "Your data is protected there by standard clauses."),
    "1f what it is worth": (", assessment: {not needed: a test}", "", "GS384", "host", "You can ask us for a copy"),
    "1f where it lies": (", country: NL, kept by: host", ", kept by: host", "GS345", "shop", "Your data is in the Netherlands"),
    "2a period": ("    keep: 14 days after visited_at\n", "", "GS302", "safe website", "Until 14 days after visited at."),
    "2b rights, in time": ("statement: {", "rights: {access: 3 months}\nstatement: {", "GS346", "rights.access", "You can ask what we hold about you."),
    "2c withdrawal": ("{consent: {nl: 'Ja, graag.', en: 'Yes, please.'}}", "consent", "GS309", "finding customers", "You can withdraw your consent whenever you like."),
    "2d complaint": ("  country: NL\n", "  country: PT\n", "GS349", "organisation.authority", "You can always complain to the Dutch data protection authority"),
    "2e must they give it": ("", "", "", "", "Yes. Without it we can't deliver anything."),
    "14 2f source": ("from: {public: {nl: het handelsregister, en: the trade register}}", "from: others", "GS348", "shop.leads", "From a source that anyone can look in: the trade register"),
    "2f decisions": ("statement: {automated decisions: none}", "statement: {introduction: {nl: Hallo., en: Hello.}}", "GS347", "statement.automated decisions", "A computer never decides about you alone."),
    "2f decisions, said": ("    for: customers\n", f"    for: customers{DECIDES}\n", "GS347", "serving", ""),
    "21(4) objection apart": ("", "", "", "", "You can object"),
    "12(1) every language": ("{nl: klanten, en: customers}", "{nl: klanten}", "GS344", "people.customer.called", "Customers"),
    "11.7a cookies": ("cookies: none\n", "", "GS350", "cookies", "We use no cookies."),
}  # fmt: skip
BESIDE = {  # what else is found with it, because it is really so
    "1a representative": {"GS384", "GS316"},
    "1e recipients": {"GS209"},
}


@pytest.fixture
def company(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    one = Desk(folder, {"shop": Database(sqlite_url)}, monkeypatch)
    one.database.run(SCHEMA)
    yield one
    one.close()


def findings(desk: Desk, policy: str) -> list[dict[str, Any]]:
    desk.writes(policy, sign=False, safe=assessed("balancing", "safe website"))
    return [f for f in json.loads(desk.run("check", "--format", "json", exits=None))["findings"] if f["code"][:3] == "GS3" or f["severity"] == "error"]  # fmt: skip


def test_nothing_is_found_where_everything_is_said(company: Desk) -> None:
    assert findings(company, POLICY) == []


@pytest.mark.parametrize("item", [name for name, (_, _, code, _, _) in ITEMS.items() if code])
def test_what_is_missing_is_found_with_its_place(item: str, company: Desk) -> None:
    before, after, code, about, _ = ITEMS[item]
    assert before in POLICY
    found = findings(company, POLICY.replace(before, after, 1))
    mine = [f for f in found if f["code"] == code]
    assert [f["about"] for f in mine] == [about], [(f["code"], f["about"]) for f in found]
    assert mine[0]["place"] and mine[0]["help"] and "{" not in mine[0]["message"]
    assert {f["code"] for f in found} - {code} <= BESIDE.get(item, set())


def test_what_is_there_is_said(company: Desk) -> None:
    findings(company, POLICY)
    said = company.run("statement", "--language", "en")
    bare = said.replace("\\", "")
    for item, (_, _, _, _, text) in ITEMS.items():
        assert text in bare, item
