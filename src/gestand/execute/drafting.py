"""A first policy for a database that has none: every table a line, every guess marked as one. A draft, never a silent value."""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Place
from gestand.policy.catalog import Catalog, SeenTable
from gestand.policy.model import Store
from gestand.stores import connect

#: parts of column names and the category they suggest, the first that fits
HINTS = (
    ("email", "contact"),
    ("mail", "contact"),
    ("phone", "contact"),
    ("telefoon", "contact"),
    ("mobile", "contact"),
    ("fax", "contact"),
    ("password", "credential"),
    ("secret", "credential"),
    ("token", "credential"),
    ("first_name", "name"),
    ("last_name", "name"),
    ("surname", "name"),
    ("voornaam", "name"),
    ("achternaam", "name"),
    ("display_name", "name"),
    ("card_holder", "name"),
    ("contact_name", "name"),
    ("billing_name", "name"),
    ("shipping_name", "name"),
    ("birth", "date of birth"),
    ("geboorte", "date of birth"),
    ("street", "address"),
    ("straat", "address"),
    ("city", "address"),
    ("plaats", "address"),
    ("postal", "address"),
    ("postcode", "address"),
    ("zip", "address"),
    ("address", "address"),
    ("house_n", "address"),
    ("iban", "bank account"),
    ("card_number", "bank account"),
    ("bsn", "national number"),
    ("vat", "identifier"),
    ("username", "identifier"),
    ("customer_no", "identifier"),
    ("ip_addr", "online identifier"),
    ("user_agent", "online identifier"),
    ("session", "online identifier"),
    ("cookie", "online identifier"),
    ("caller", "contact"),
    ("recording", "voice"),
    ("salary", "financial"),
    ("message", "content"),
    ("body", "content"),
    ("description", "content"),
    ("note", "content"),
    ("comment", "content"),
    ("subject", "content"),
    ("question", "content"),
    ("remark", "content"),
    ("company", "employment"),
    ("url", "behaviour"),
    ("gender", "profile"),
)


def guess(column: str) -> str:
    """The category that the name of a column suggests, or ''."""
    name = column.lower()
    if name in ("ip", "ip_address") or name.endswith("_ip"):
        return "online identifier"
    if name == "name":
        return "name"
    return next((category for part, category in HINTS if part in name), "")


def draft(url: str, name: str = "main") -> str:
    """The YAML text of a first policy for the database at `url`. Raises GestandError GS410 when it can't be reached."""
    catalog = connect(Store(name, url, "UTC", Place("URL", 1, 1))).inspect()
    return (
        "\n".join(
            [
                *_head(name),
                *_people(catalog),
                "data:",
                f"  {name}:",
                *(line for t in catalog.tables.values() if t.kind == "table" for line in _table(catalog, t)),
                *_activities(catalog),
            ]
        )
        + "\n"
    )


def _head(name: str) -> list[str]:
    return [
        "# A draft made from the database. Every line with TODO wants a person: what is it, whose is it, why and how long is it kept?",
        "organisation:",
        "  name: TODO",
        "  country: NL",
        "  languages: [nl, en, es]",
        "  time zone: Europe/Amsterdam",
        "  contact: TODO@example.nl",
        "  responsible: TODO",
        "stores:",
        f'  {name}: {{url: "${{{name.upper()}_URL}}", times: UTC}}     # set {name.upper()}_URL before you run gestand',
    ]


def _person_tables(catalog: Catalog) -> list[SeenTable]:
    """Tables that look as if a row were a person: with a name, an address to reach them by, and others pointing at them."""
    pointed = {k.table for t in catalog.tables.values() for k in t.foreign_keys if k.table != t.name}
    found = []
    for table in catalog.tables.values():
        kinds = {guess(c) for c in table.columns}
        if (
            table.kind == "table"
            and table.primary_key
            and {"name", "contact"} <= kinds
            and (table.name in pointed or not table.foreign_keys)
        ):
            found.append(table)
    names = {t.name for t in found}  # an order has a name and a telephone number too: who points to a person is not one
    return [t for t in found if not any(k.table in names and k.table != t.name for k in t.foreign_keys)]


def _people(catalog: Catalog) -> list[str]:
    lines = ["people:"]
    for table in _person_tables(catalog):
        known = {
            ("email" if "mail" in c else c.replace("_", " ")): c for c in table.columns if guess(c) in ("contact", "identifier")
        }
        singular = table.name[:-1] if table.name.endswith("s") else table.name
        texts = f"{{nl: {table.name}, en: {table.name}, es: {table.name}}}"
        lines += [
            f"  {singular}:",
            f"    called: {texts}     # TODO",
            f"    found in: {catalog.store}.{table.name}",
            f"    known by: {{{', '.join(f'{k}: {c}' for k, c in known.items())}}}",
        ]
    return lines if len(lines) > 1 else ["people: {}     # TODO: in which table is a row a person?"]


def _table(catalog: Catalog, table: SeenTable) -> Iterator[str]:
    keys = set(table.primary_key) | {c for k in table.foreign_keys for c in k.columns}
    found: dict[str, list[str]] = {}
    for column in table.columns:
        if column not in keys and (category := guess(column)):
            found.setdefault(category, []).append(_with_way(table, column))
    parts = [
        f"{category}: {{{', '.join(columns)}}}"
        if any(":" in c for c in columns)
        else f"{category}: [{', '.join(columns)}]"
        if len(columns) > 1
        else f"{category}: {columns[0]}"
        for category, columns in found.items()
    ]
    people = {t.name for t in _person_tables(catalog)}
    owners = [k for k in table.foreign_keys if k.table in people and k.table != table.name]
    whose = []
    if len(table.foreign_keys) > 1 and owners:
        kind = owners[0].table.removesuffix("s")
        whose = [f"whose: {kind} by {owners[0].columns[0]}"]
    note = "     # TODO: nothing looked personal; is that so?" if not found else ""
    yield f"    {table.name}: {{{', '.join([*whose, *parts, 'plain: rest' if found else 'rest: plain'])}}}{note}"


def _with_way(table: SeenTable, column: str) -> str:
    seen = table.columns[column]
    if seen.nullable:
        return column
    unique = any(column in group for group in table.unique)
    way = (
        "then stand-in address"
        if unique and "mail" in column
        else "then stand-in"
        if unique
        else "then empty"
        if seen.type == "text"
        else "then 0"
        if seen.type in ("integer", "number")
        else "then year"
    )
    return f"{column}: {way}"


def _activities(catalog: Catalog) -> list[str]:
    people = _person_tables(catalog)
    lines = ["activities:"]
    for table in people:
        lines += [
            f"  {table.name} register:     # TODO: give it the name of what it is for",
            "    purpose: {nl: TODO, en: TODO, es: TODO}",
            "    basis: contract     # TODO",
            f"    for: {table.name}",
            "    keep: as long as the row exists     # TODO: until when?",
        ]
    return lines if people else ["activities: {}     # TODO: for what is the data used, on which basis, how long?"]
