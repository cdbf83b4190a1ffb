"""A resolved policy: every name bound to a real table and column. Frozen values; everything else in Gestand reads these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gestand.diagnostics import Place
from gestand.policy.agreed import Measure, Review
from gestand.policy.catalog import Catalog, SeenTable
from gestand.policy.grammar import NULL, After, Clause, Condition, Inside, Length, Ref, Way
from gestand.policy.naming import Naming
from gestand.policy.quoting import path, written

Texts = Mapping[str, str]


@dataclass(frozen=True, order=True)
class Name:
    """A table: its store and its name there."""

    store: str
    table: str

    def __str__(self) -> str:
        """As the policy writes it. A store of files or of logs is one table, and has one name."""
        return self.store if self.store == self.table else path(self.store, self.table)

    def column(self, name: str) -> str:
        """A column of it, as the policy writes it."""
        return f"{self}.{written(name)}"


@dataclass(frozen=True)
class Contact:
    """Somebody to write to: an officer, a representative, an authority."""

    called: Texts
    email: str = ""
    telephone: str = ""
    address: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True)
class Partner:
    """Somebody who decides with the organisation (GDPR art. 26), and what was agreed."""

    name: str
    contact: str
    agreement: Texts


@dataclass(frozen=True)
class Organisation:
    name: str
    country: str
    languages: tuple[str, ...]
    time_zone: str
    contact: str
    responsible: str = ""
    year_ends: tuple[int, int] = (12, 31)  # month, day
    officer: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    registration: str = ""
    website: str = ""
    telephone: str = ""
    portal: str = ""
    form_of_address: str = "u"  # or je: how people are addressed in Dutch and Spanish
    representative: Contact | None = None
    authority: Contact | None = None  # only where it is not the one of the country
    partners: tuple[Partner, ...] = ()
    place: Place | None = None


@dataclass(frozen=True)
class Files:
    """A folder whose files are rows. `about`: the columns that the policy names as somebody's, or as what leads to somebody."""

    folder: str
    naming: Naming | None = None
    overwrite: bool = False
    about: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Logs:
    """Log files of a web server whose lines are rows. `pattern`: their path, with `*`; `format`: combined, common or json; `fields`: of
    json, column → where it stands in a line; `named`: the columns that the policy speaks of."""

    pattern: str
    format: str = "combined"
    fields: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Store:
    """A connected store. `url` has its secrets filled in: never shown. `lists`: it is no database, and lists itself as one table."""

    name: str
    url: str
    times: str
    place: Place
    schema: str = ""
    backups: str = ""
    country: str = ""  # where the data lies
    kept_by: str = ""  # the recipient who keeps it for us; '' where we do that ourselves
    lists: Files | Logs | None = None


@dataclass(frozen=True)
class Column:
    """A declared column of a real table."""

    name: str
    category: str  # 'key' for primary keys and pointers, 'plain' for what is not about a person
    type: str
    nullable: bool
    way: Way = NULL
    unique: bool = False
    length: int | None = None
    place: Place | None = None
    generated: bool = False

    @property
    def personal(self) -> bool:
        return self.category not in ("plain", "key")


@dataclass(frozen=True)
class Link:
    """Equal columns of two tables: `child` ones of the row that points, `parent` ones of the row pointed to. `folded`: texts, compared
    without letter case and outer space. `inside`: where in the one child column the key stands. `declared`: the database enforces it."""

    child: tuple[str, ...]
    parent: tuple[str, ...]
    folded: bool = False
    inside: Inside | None = None
    when: Condition | None = None
    declared: bool = False


@dataclass(frozen=True)
class Hop:
    """One step towards an owner: to a parent table, or to people known by value (`parent` is None then)."""

    parent: Name | None
    link: Link
    kind: str  # the kind of people at the end; '' where the parent's own owners decide
    about: tuple[str, ...] = ()  # columns that speak of this owner
    place: Place | None = None


@dataclass(frozen=True)
class Withheld:
    """Columns that would harm somebody else if shown, in the rows of which a condition holds, and why."""

    columns: tuple[str, ...]
    when: Condition
    reason: Texts


@dataclass(frozen=True)
class Table:
    name: Name
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    hops: tuple[Hop, ...] = ()
    mentions: tuple[Hop, ...] = ()
    keep_row: bool = False  # in the end: keep without the person
    collected: str = ""
    source: str = "person"
    withheld: Mapping[str, Texts] = field(default_factory=dict)  # column → the reason, in each language
    place: Place | None = None
    seen: SeenTable | None = None
    source_called: Texts = field(default_factory=dict)  # who gave us the rows, where others did
    source_public: bool = False  # anyone can look there
    first_contact: Ref | None = None  # the moment of the first contact with who was never asked (GDPR art. 14(3)(b))
    withheld_when: tuple[Withheld, ...] = ()
    not_told: tuple[str, str] | None = None  # why they need not be told (GDPR art. 14(5)), and the reason

    @property
    def personal(self) -> tuple[Column, ...]:
        """The columns that say something about a person."""
        return tuple(c for c in self.columns.values() if c.personal)


@dataclass(frozen=True)
class SignIn:
    """A sign-in that the organisation has for these people already (OpenID Connect). `claims`: identifier → the claim that says it."""

    issuer: str
    client: str
    claims: Mapping[str, str]
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Kind:
    """A kind of people. `table` is None for people without a table, who are `found_by` values."""

    name: str
    called: Texts
    table: Name | None
    when: Condition | None
    known_by: Mapping[str, str]  # identifier → column of `table`
    found_by: tuple[str, Name, str] | None = None  # identifier, table, column
    same_as: tuple[str, ...] = ()
    place: Place | None = None
    language: str = ""  # the column of `table` that says which language a person reads
    vulnerable: str = ""  # why they can't easily say no: children, staff, patients, others; '' where they can
    sign_in: SignIn | None = None  # where they sign in already: a way to show who they are


@dataclass(frozen=True)
class Assessed:
    """Where a risk was assessed: the `file` in the policy folder, or why that is `not_needed`."""

    file: str
    not_needed: str
    place: Place


@dataclass(frozen=True)
class Decision:
    """A decision that a computer takes alone (GDPR art. 22): how, and what it means for people."""

    logic: Texts
    consequences: Texts


@dataclass(frozen=True)
class Activity:
    """A declared use of values (GDPR art. 5(1)(b), 6, 30): what for, on which basis, which columns, how long."""

    name: str
    purpose: Texts
    basis: str  # contract, consent, legal obligation, legitimate interest, vital interest, public task
    reference: str  # the article, the condition or the interest, in English or as written
    reference_texts: Texts
    table: Name
    uses: Mapping[Name, tuple[str, ...]]
    keep: tuple[Clause, ...]
    owner: str = ""
    promises: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    balancing: str = ""
    ground: Mapping[str, str] = field(default_factory=dict)
    marketing: bool = False
    maximum: tuple[Clause, ...] = ()
    since: str = ""
    compatible: str = ""
    contract_while: Condition | None = None
    keep_said: str = ""
    place: Place | None = None
    keep_place: Place | None = None
    when: Condition | None = None  # only these rows of the table
    without: Texts = field(default_factory=dict)  # what happens when people don't give the data
    profiling: Texts = field(default_factory=dict)
    decision: Decision | None = None
    dpia: Assessed | None = None  # the impact assessment (GDPR art. 35)

    on_behalf: bool = False  # done for customers of ours, who decide about it
    reviewed: str = ""  # the day somebody last looked at its line in the register

    @property
    def statutory(self) -> bool:
        return self.basis == "legal obligation"

    @property
    def for_customers(self) -> bool:
        """We do it for customers of ours, who decide about it (GDPR art. 28): the policy says so, or they set its period."""
        return self.on_behalf or any(isinstance(clause, After) and clause.length is None for clause in self.keep)


@dataclass(frozen=True)
class Recipient:
    name: str
    called: Texts
    country: str
    role: str
    safeguard: str
    place: Place
    safeguard_texts: Texts = field(default_factory=dict)
    purpose: Texts = field(default_factory=dict)
    company: str = ""  # its own name, where people should know it
    website: str = ""
    copy: str = ""  # where a copy of the safeguard can be had
    assessment: Assessed | None = None  # of what the safeguard is worth there (GDPR art. 46)
    tell: str = (
        ""  # where it hears of a correction or an erasure (GDPR art. 19): an e-mail address, or the https address of a web hook
    )


@dataclass(frozen=True)
class Cookie:
    """Something that the website keeps on somebody's device (Tw art. 11.7a). `needed`: yes, no or statistics."""

    name: str
    purpose: Texts
    party: str  # the recipient who reads it; '' for nobody but us
    lasts: Length | None  # None: until the browser closes
    needed: str
    place: Place

    @property
    def asked(self) -> bool:
        """Only with consent."""
        return self.needed == "no"


@dataclass(frozen=True)
class Platform:
    """Somebody else's platform, where that other sees what people do."""

    name: str
    called: Texts
    sees: Texts
    opt_out: Texts
    website: str
    place: Place


@dataclass(frozen=True)
class Cameras:
    where: Texts
    activity: str
    place: Place


@dataclass(frozen=True)
class Term:
    """A word that people may not know."""

    called: Texts
    means: Texts


@dataclass(frozen=True)
class Statement:
    """What the privacy statement says besides what the policy already knows."""

    place: Place
    published_at: Texts = field(default_factory=dict)
    introduction: Texts = field(default_factory=dict)
    no_decisions: bool = False  # said: a computer never decides alone
    glossary: tuple[Term, ...] = ()
    customers: Mapping[str, str] = field(default_factory=dict)  # who decides themselves → their own statement


@dataclass(frozen=True)
class Told:
    """Where something about a customer stands: in columns of its own row, or (`table`) of rows whose column `by` has its number."""

    columns: tuple[str, ...]
    table: Name | None = None
    by: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class OurCustomers:
    """For a processor: whose customer each row belongs to, and that customer's own periods (activity → customer → length). `told`:
    where its name and what papers say of it stand (called, contact, language, address, officer, representative, since, ended)."""

    table: Name
    column: str
    periods: Mapping[str, Mapping[str, str]]
    otherwise: str
    told: Mapping[str, Told] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True)
class Own:
    """One use of Gestand's own data. `keep` counts from the moment of `after`; `data` and `people` are words for people."""

    name: str
    purpose: str
    law: str
    data: tuple[str, ...]
    people: str
    after: str
    keep: Length


@dataclass(frozen=True)
class Accepted:
    code: str
    about: str
    reason: str
    until: str
    place: Place


@dataclass(frozen=True)
class Promise:
    """A sentence of the statement. `enforced` is the state of one that activities carry, or Gestand itself (`through`); `attested` of one
    that a person declares done; what nobody can show yet is `unproven`, what nobody does yet `not yet`, both with the reason (`because`)."""

    id: str
    said: Texts
    state: str
    through: tuple[str, ...]
    by: str
    date: str
    evidence: str
    again: str  # how long an attestation is good for
    because: Texts
    place: Place


@dataclass(frozen=True)
class System:
    """A place with personal data that no store is connected to: a paper archive, a mailbox, a supplier. A person searches it when
    somebody asks. `people`: the kinds that can be in it; none listed is all."""

    name: str
    called: Texts
    owner: str
    people: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Policy:
    organisation: Organisation
    stores: Mapping[str, Store]
    kinds: Mapping[str, Kind]
    tables: Mapping[Name, Table]
    activities: Mapping[str, Activity]
    recipients: Mapping[str, Recipient]
    rights: Mapping[str, str]
    customers: OurCustomers | None
    accepted: tuple[Accepted, ...]
    brake: float  # the share of a table that one sweep may touch, 0 to 1
    digest: str
    folder: str
    catalogs: Mapping[str, Catalog] = field(default_factory=dict)
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # what was derived from this policy before
    called: Mapping[str, Texts] = field(default_factory=dict)  # what the columns that periods count from are called
    promises: Mapping[str, Promise] = field(default_factory=dict)  # the sentences of the statement, where the policy lists them
    systems: Mapping[str, System] = field(default_factory=dict)  # what is not connected, and searched by a person
    statement: Statement | None = None
    cookies: Mapping[str, Cookie] | None = None  # None: not said; empty: none
    never: Mapping[str, str] = field(default_factory=dict)  # what is said not to be done → the promise that says so, or ''
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    cameras: Cameras | None = None
    measures: Mapping[str, Measure] | None = None  # None: not said
    register: Review | None = None
    own: tuple[Own, ...] = ()  # what Gestand itself keeps of people who ask, and of staff

    @cached_property
    def kind_tables(self) -> frozenset[Name]:
        """The tables where people are found."""
        return frozenset(k.table for k in self.kinds.values() if k.table)

    @cached_property
    def pointers(self) -> Mapping[Name, tuple[Name, ...]]:
        """Per table, the tables that its rows point to: by declared keys, and by hops to a parent."""
        found = {}
        for name, table in self.tables.items():
            keys = [Name(name.store, k.table) for k in (table.seen.foreign_keys if table.seen else ())]
            hops = [h.parent for h in (*table.hops, *table.mentions) if h.parent is not None and not h.link.folded]
            found[name] = tuple(dict.fromkeys(n for n in (*keys, *hops) if n in self.tables))
        return found
