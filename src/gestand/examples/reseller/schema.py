"""The two databases of Voorbeeld Software B.V.: an old one in Dutch, whose table of orders has the name of a keyword, and the portal."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, Numeric, String, Table

from gestand.examples.columns import (
    Cell,
    compared,
    database,
    day,
    id_,
    indexed_in_text,
    indexed_json,
    key,
    long,
    moment,
    money,
    number,
    text,
)

ERP = database()
PORTAL = database()


def code(name: str, target: str = "", *, primary: bool = False) -> Cell:
    """The code of a product: a text."""
    keys = [ForeignKey(target)] if target else []
    return Column(name, String(12), *keys, primary_key=primary, nullable=False, index=bool(target) and not primary)


# A table reads best as a paragraph.
# fmt: off
# The books, bought in 1998 and moved twice

Relatie = Table(
    "Relatie", ERP, id_("RelatieNr"),
    text("Soort", 1, needed=True),  # P: somebody in private, Z: a freelancer, B: a company
    text("Bedrijfsnaam"), text("Voornaam", 50), text("Tussenvoegsel", 20), text("Achternaam", 60), text("Email", 120, needed=True),
    text("Telefoon", 20), text("KvkNr", 8), text("BtwNr", 14), text("Iban", 34), text("Straat"), text("Huisnr", 10),
    text("Postcode", 7), text("Plaats", 60), text("Land", 2, needed=True), long("Memo"), moment("AangemaaktOp", needed=True),
    moment("GewijzigdOp"), day("BeeindigdOp"), moment("VerwijderdOp"),
)
Contactpersoon = Table(
    "Contactpersoon", ERP, id_("ContactNr"), key("RelatieNr", "Relatie.RelatieNr", needed=True), text("Voornaam", 50),
    text("Tussenvoegsel", 20), text("Achternaam", 60), text("Functie", 60), text("Email", 120, needed=True),
    text("Telefoon", 20), day("UitDienstOp"),
)
Product = Table(
    "Product", ERP, code("ProductCode", primary=True), text("Omschrijving", needed=True), text("Soort", 12, needed=True),
    number("LeverancierNr", needed=True), Column("Actief", Boolean, nullable=False),
)
Prijs = Table(
    "Prijs", ERP, code("ProductCode", "Product.ProductCode", primary=True), Column("VanafDatum", Date, primary_key=True),
    money("Bedrag"),
)
Offerte = Table(
    "Offerte", ERP, id_("OfferteNr"), number("RelatieNr", needed=True, index=True), number("ContactNr", index=True),
    day("Datum", needed=True), text("Status", 12, needed=True), long("Opmerking"), money("Bedrag"),
)
Order = Table(
    "Order", ERP, id_("OrderNr"), key("RelatieNr", "Relatie.RelatieNr"), number("BesteldDoor", index=True),  # a contact
    moment("BesteldOp"),  # orders of before 2001 have none
    text("Status", 12, needed=True), long("Opmerking"), money("Totaal"),
)
OrderRegel = Table(
    "OrderRegel", ERP, Column("OrderNr", Integer, ForeignKey("Order.OrderNr"), primary_key=True),
    Column("Regel", Integer, primary_key=True), code("ProductCode", "Product.ProductCode"), number("Aantal", needed=True),
    money("Prijs"), text("Licentiehouder"), text("LicentieEmail", 120),
)
Abonnement = Table(
    "Abonnement", ERP, Column("ContractNr", String(12), primary_key=True), key("RelatieNr", "Relatie.RelatieNr"),
    code("ProductCode", "Product.ProductCode"), day("Ingangsdatum", needed=True), day("Einddatum"), text("GetekendDoor"),
    text("GetekendIp", 45), money("BedragPerMaand"),
)
Factuur = Table(
    "Factuur", ERP, id_("FactuurNr"), text("Nummer", 14, needed=True, unique=True), key("RelatieNr", "Relatie.RelatieNr"),
    key("OrderNr", "Order.OrderNr"), text("TavNaam"), text("Straat"), text("Postcode", 7), text("Plaats", 60),
    day("Factuurdatum", needed=True), day("Vervaldatum", needed=True),
    text("Status", 12, needed=True),  # open, aangemaand, betaald, afgeboekt
    money("Bedrag"),
)
FactuurRegel = Table(
    "FactuurRegel", ERP, Column("FactuurNr", Integer, ForeignKey("Factuur.FactuurNr"), primary_key=True),
    Column("Regel", Integer, primary_key=True), text("Omschrijving", 200, needed=True), money("Bedrag"),
)
Betaling = Table(
    "Betaling", ERP, id_("BetalingNr"), key("FactuurNr", "Factuur.FactuurNr", needed=True), day("Datum", needed=True),
    text("NaamBetaler"), text("IbanBetaler", 34), text("Omschrijving", 140), money("Bedrag"),
)
Project = Table(
    "Project", ERP, id_("ProjectNr"), number("RelatieNr", index=True), text("Naam", needed=True), day("Gestart", needed=True),
    day("Gesloten"),
)
Uren = Table(  # no primary key
    "Uren", ERP, number("MedewerkerNr", needed=True, index=True), number("ProjectNr", needed=True, index=True),
    day("Datum", needed=True), number("Minuten", needed=True), text("Omschrijving", 200),
)
MaandOmzet = Table(  # figures for the board: nobody is in them
    "MaandOmzet", ERP, Column("Jaar", Integer, primary_key=True), Column("Maand", Integer, primary_key=True),
    Column("ProductSoort", String(12), primary_key=True), number("Aantal", needed=True), money("Bedrag"),
)
Medewerker = Table(
    "Medewerker", ERP, id_("MedewerkerNr"), text("Code", 12, needed=True, unique=True), text("Voornaam", 50, needed=True),
    text("Tussenvoegsel", 20), text("Achternaam", 60, needed=True), text("Werkmail", 120, needed=True, unique=True),
    text("Priveemail", 120), text("Telefoon", 20), day("Geboortedatum"), text("BSN", 9), text("Iban", 34), text("Functie", 60),
    Column("Salaris", Numeric(10, 2)), long("Beoordeling"), long("Verzuim"), day("VerzuimGesloten"),
    day("InDienst", needed=True), day("UitDienst"),
)
Sollicitant = Table(
    "Sollicitant", ERP, id_("SollicitantNr"), text("Voornaam", 50), text("Tussenvoegsel", 20), text("Achternaam", 60),
    text("Email", 120, needed=True), text("Telefoon", 20), text("Functie", 60), long("Brief"), long("Indruk"),
    day("Ontvangen", needed=True), day("Afgerond"), Column("Bewaren", Boolean, nullable=False),
)
Leverancier = Table(
    "Leverancier", ERP, id_("LeverancierNr"), text("Naam", needed=True), text("Land", 2, needed=True), day("Getekend"),
    day("BeeindigdOp"),
)
LeverancierContact = Table(
    "LeverancierContact", ERP, id_("Nr"), key("LeverancierNr", "Leverancier.LeverancierNr", needed=True), text("Naam", needed=True),
    text("Functie", 60), text("Email", 120, needed=True), text("Telefoon", 20), day("Vertrokken"),
)
Logboek = Table(  # no keys: who changed what, as text
    "Logboek", ERP, number("Volgnr", needed=True, index=True), text("Sleutel", 30, needed=True),  # Relatie/1042
    text("Gebruiker", 12),  # the code of a member of staff
    text("Wijziging", 200), moment("Op", needed=True),
)

# The portal and the website, begun in 2016

portal_users = Table(
    "portal_users", PORTAL, id_(), number("relation_no", needed=True, index=True), number("contact_no", index=True),
    text("email", 120, needed=True, unique=True), text("password_hash", 120, needed=True), text("totp_secret", 40),
    moment("last_login_at"), text("last_login_ip", 45), moment("created_at", needed=True), moment("closed_at"),
)
sessions = Table(
    "sessions", PORTAL, Column("id", String(32), primary_key=True), Column("payload", JSON, nullable=False),  # {"portal_user": 12}
    text("ip_address", 45), text("user_agent", 200), moment("last_seen_at", needed=True),
)
email_wishes = Table(
    "email_wishes", PORTAL, id_(), key("portal_user_id", "portal_users.id", needed=True, unique=True),
    Column("newsletter", Boolean, nullable=False), Column("offers", Boolean, nullable=False),
    Column("invoices_by_mail", Boolean, nullable=False), moment("changed_at", needed=True),
)
tickets = Table(
    "tickets", PORTAL, id_(), text("number", 12, needed=True, unique=True), number("relation_no", index=True),
    number("contact_no", index=True), number("staff_no", index=True), text("subject", 200, needed=True),
    text("status", 10, needed=True), moment("opened_at", needed=True), moment("closed_at"),
)
ticket_messages = Table(
    "ticket_messages", PORTAL, id_(), key("ticket_id", "tickets.id", needed=True),
    text("author_kind", 10, needed=True),  # customer, contact, staff
    number("author_no"), text("author_name"), long("body", needed=True), moment("sent_at", needed=True),
    Index("ix_ticket_messages_author", "author_kind", "author_no"),
)
calls = Table(
    "calls", PORTAL, id_(), number("relation_no", index=True), number("contact_no", index=True), number("staff_no", index=True),
    text("phone", 20), text("direction", 3, needed=True), moment("started_at", needed=True), number("seconds"),
    text("recording_file", 120),
)
mailing_list = Table(
    "mailing_list", PORTAL, id_(), text("email", 120, needed=True), text("first_name", 50), text("list", 20, needed=True),
    text("token", 32, needed=True), moment("subscribed_at", needed=True), moment("unsubscribed_at"),
)
consents = Table(
    "consents", PORTAL, id_(), text("email", 120, needed=True), text("purpose", 20, needed=True), text("wording", 200, needed=True),
    text("channel", 10, needed=True),  # web, beurs, telefoon
    text("ip_address", 45), moment("given_at", needed=True), moment("withdrawn_at"),
)
do_not_mail = Table(
    "do_not_mail", PORTAL, id_(), text("email", 120, needed=True), text("reason", 20, needed=True), moment("added_at", needed=True),
)
event_signups = Table(
    "event_signups", PORTAL, id_(), text("event_title", needed=True),
    text("kind", 14, needed=True),  # webinar, demonstratie, beurs, infosessie
    day("event_on", needed=True), text("email", 120, needed=True), text("name"), text("company"), text("phone", 20),
    Column("attended", Boolean),
)
survey_answers = Table(
    "survey_answers", PORTAL, id_(), text("invitation", 20),  # R1042-2026: the customer's number inside a text
    number("score"), long("remark"), moment("answered_at", needed=True),
)
reviews = Table(
    "reviews", PORTAL, id_(), text("product_code", 12, needed=True), number("relation_no", index=True), text("shown_name"),
    number("stars", needed=True), long("body"), day("placed_on", needed=True), Column("published", Boolean, nullable=False),
)
advice_profiles = Table(
    "advice_profiles", PORTAL, id_(), text("email", 120, needed=True), Column("interests", JSON), number("score"),
    moment("computed_at", needed=True),
)
ad_uploads = Table(
    "ad_uploads", PORTAL, id_(), text("email", 120, needed=True), text("audience", 40, needed=True), moment("uploaded_at", needed=True),
)
cookie_choices = Table(
    "cookie_choices", PORTAL, id_(), text("visitor_no", 32, needed=True), Column("choices", JSON, nullable=False),
    text("ip_address", 45), moment("given_at", needed=True), moment("withdrawn_at"),
)
complaints = Table(
    "complaints", PORTAL, id_(), text("name"), text("email", 120),  # a letter has none
    text("channel", 10, needed=True),  # post, e-mail, telefoon
    long("body", needed=True), long("answer"), text("outcome", 20), moment("received_at", needed=True), moment("answered_at"),
)
authority_requests = Table(
    "authority_requests", PORTAL, id_(), text("authority", needed=True), text("reference", 30), number("relation_no", index=True),
    text("asked_for", 200), moment("received_at", needed=True), day("decided_on"), text("decision", 20), text("decided_by", 12),
)
notes = Table(
    "notes", PORTAL, id_(), text("about", 30, needed=True),  # relatie:1042, contact:12, ticket:7
    number("staff_no", index=True), long("body", needed=True), moment("written_at", needed=True),
)

# fmt: on
compared(
    {
        Relatie: ["Email", "Telefoon"],
        Contactpersoon: ["Email", "Telefoon"],
        Medewerker: ["Werkmail", "Code"],
        Sollicitant: ["Email", "Telefoon"],
        LeverancierContact: ["Email", "Telefoon"],
        OrderRegel: ["LicentieEmail"],
        Logboek: ["Gebruiker"],
        mailing_list: ["email"],
        consents: ["email"],
        do_not_mail: ["email"],
        event_signups: ["email"],
        advice_profiles: ["email"],
        ad_uploads: ["email"],
        cookie_choices: ["visitor_no"],
        complaints: ["email"],
        authority_requests: ["decided_by"],
    }
)
indexed_json(sessions.c.payload, "portal_user")
indexed_in_text(Logboek.c.Sleutel, "Relatie/{}")
indexed_in_text(survey_answers.c.invitation, "R{}-*")
for _pattern in ("relatie:{}", "contact:{}", "ticket:{}"):
    indexed_in_text(notes.c.about, _pattern)
DATABASES: dict[str, MetaData] = {"erp": ERP, "portal": PORTAL}
