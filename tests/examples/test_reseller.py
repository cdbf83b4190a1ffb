"""The reseller of business software: two databases and a folder that know each other by numbers only."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gestand.diagnostics import GestandError
from gestand.examples.reseller.data import generate
from gestand.examples.reseller.people import IRMA, OLDTIMER, SLEEPER
from gestand.examples.world import back

from .organisation import TODAY, Organisation

ROWS = generate(TODAY)
IRMAS = "irma.van-denberg@example.nl"


@pytest.fixture(scope="module")
def shop(stand: Callable[[str], Organisation]) -> Organisation:
    """After the first sweep."""
    one = stand("reseller")
    assert one.wrong() == []
    assert one.swept() == {}
    return one


def files(shop: Organisation) -> set[str]:
    folder = shop.folder / "recordings"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.wav")}


def test_c1_a_recording_goes_after_thirty_days_with_its_file(shop: Organisation) -> None:
    young = {row["recording_file"] for row in ROWS["calls"] if row["started_at"].date() >= TODAY - timedelta(days=30)} - {None}
    assert {row[0] for row in shop.rows("select recording_file from calls where recording_file is not null", "portal")} == young
    assert files(shop) == young
    assert young < {row["recording_file"] for row in ROWS["calls"]}


def test_c2_inactive_is_who_neither_ordered_nor_logged_in(shop: Organisation) -> None:
    """One looked into the portal, in the other database, and stays though her last order is nine years ago."""
    assert shop.rows(f'select "Achternaam" from "Relatie" where "RelatieNr" = {OLDTIMER}') == [("Hoekstra",)]
    assert shop.rows(f'select "Achternaam" from "Relatie" where "RelatieNr" = {SLEEPER}') in ([], [(None,)])


def test_c3_and_c13_after_seven_years_the_books_are_nobodys(shop: Organisation) -> None:
    edge = f"{TODAY.year - 7}-01-01"
    old = shop.rows(f'select "TavNaam", "Straat", "RelatieNr" from "Factuur" where "Factuurdatum" < \'{edge}\'')
    assert len(old) > 10
    assert set(old) == {("Verwijderd", None, None)}
    assert shop.one(f'select count(*) from "Order" where "BesteldOp" < \'{edge}\' and "RelatieNr" is not null') == 0
    assert shop.one(f'select count(*) from "Factuur" where "Factuurdatum" >= \'{edge}\' and "TavNaam" = \'Verwijderd\'') == 0
    assert shop.one('select count(*) from "Order"') == len(ROWS["Order"])
    assert shop.one('select sum("Aantal") from "MaandOmzet"') == sum(row["Aantal"] for row in ROWS["MaandOmzet"])


def test_c4_a_contract_is_kept_seven_years_and_stays_without_its_signer(shop: Organisation) -> None:
    ended = {row["ContractNr"] for row in ROWS["Abonnement"] if row["Einddatum"] and row["Einddatum"].year < TODAY.year - 7}
    gone = {row[0] for row in shop.rows('select "ContractNr" from "Abonnement" where "GetekendDoor" is null')}
    assert ended
    assert gone == ended


def test_c5_a_consent_is_kept_five_years_and_nothing_rests_on_an_older_one(shop: Organisation) -> None:
    edge = back(TODAY, years=5).isoformat()
    assert str(shop.one("select min(given_at) from consents where withdrawn_at is null", "portal"))[:10] >= edge
    assert str(shop.one("select min(subscribed_at) from mailing_list", "portal"))[:10] >= edge
    assert min(row["subscribed_at"].date() for row in ROWS["mailing_list"]) < back(TODAY, years=5)


def test_b3_one_telephone_of_two_people_finds_nobody(shop: Organisation) -> None:
    with pytest.raises(GestandError, match="GS512"):
        shop.find("customer", telephone=ROWS["Relatie"][4]["Telefoon"])
    assert shop.find("customer", email="brigitte.nowak@example.nl")


def test_irma_sees_both_databases_and_her_voice(shop: Organisation) -> None:
    shown = shop.access("customer", email=IRMAS)
    assert {"Relatie", "Order", "Factuur", "Betaling", "Logboek", "tickets", "calls", "reviews", "mailing_list"} <= set(shown)
    assert {"survey_answers", "advice_profiles", "sessions", "notes"} <= set(shown)
    assert "hierin kan iets over een ander staan" not in shop.page("customer"), "in English here"
    assert len(list((shop.folder / "answer customer" / "files").rglob("*.wav"))) == 2


def test_irma_is_erased_but_for_the_books_and_the_proof(shop: Organisation) -> None:
    others = shop.one(f'select count(*) from "Relatie" where "Achternaam" is not null and "RelatieNr" <> {IRMA}')
    voices = files(shop)
    outcome = shop.erase("customer", email=IRMAS)
    assert outcome.found is not None
    assert outcome.found.complete
    assert {(str(hit.table), hit.kind) for hit in outcome.found.hits} == {("portal.consents", "held")}
    assert shop.rows(f'select "Achternaam", "Iban" from "Relatie" where "RelatieNr" = {IRMA}') == [(None, None)]
    assert {row[0] for row in shop.rows(f'select "TavNaam" from "Factuur" where "RelatieNr" = {IRMA}')} == {"Irma van den Berg"}
    assert voices - files(shop) == {row["recording_file"] for row in ROWS["calls"][:2]}
    assert shop.one(f'select count(*) from "Relatie" where "Achternaam" is not null and "RelatieNr" <> {IRMA}') == others
    for table in ("portal_users", "tickets", "calls"):
        assert shop.one(f"select count(*) from {table} where relation_no = {IRMA}", "portal") == 0, table


def test_mehmets_tickets_are_his_and_the_orders_are_his_companys(shop: Organisation) -> None:
    email = ROWS["Contactpersoon"][0]["Email"]
    shown = shop.access("contact", email=email.upper())
    assert {"Contactpersoon", "portal_users", "tickets"} <= set(shown)
    assert "Factuur" not in shown
    orders = shop.one('select count(*) from "Order" where "RelatieNr" = 2')
    assert shop.erase("contact", email=email).found is not None
    assert shop.one('select count(*) from "Order" where "RelatieNr" = 2') == orders
    assert shop.one('select count(*) from "Contactpersoon" where "ContactNr" = 1') == 0
