"""The tables of cases: what was asked, what happened since, who still has to do what, and what was handed out.

Everything that is about a person is sealed, or is a key without meaning elsewhere (DESIGN section 6). The policy names these tables
like any other: our own requests are an activity with a period."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),  # 2026-000117: what people and letters call it
    sa.Column("kind", sa.Text, nullable=False),  # access, portability, rectification, erasure, restriction, lifting, objection …
    sa.Column("channel", sa.Text, nullable=False),  # portal, e-mail, post, telephone, desk
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),  # of two who change it at once, one is refused
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("activity", sa.Text, nullable=False),  # of an objection or a withdrawal; '' is all marketing or nothing
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("legal_on", sa.Date, nullable=False, index=True),  # the worst date by law, kept for lists: `clocks` computes it
    sa.Column("due_on", sa.Date, nullable=False, index=True),  # the first of the three dates that is not past
    sa.Column("asker", sa.LargeBinary, nullable=False),  # sealed: name, address to answer to, how they said who they are
    sa.Column("said", sa.LargeBinary, nullable=False),  # sealed: their words, the corrections, the ground
    sa.Column("people", sa.Text),  # the kind of people …
    sa.Column("person", sa.Text, index=True),  # … and the key of the person: set when it is certain who asks
    sa.Column("also", sa.LargeBinary),  # sealed: the same human among other kinds of people
    sa.Column("identified_by", sa.Text),  # code, known facts, sign-in, at the desk
    sa.Column("plan", sa.String(64)),  # the digest of the plan that answers it
    sa.Column("customer", sa.Text),  # the customer of ours whose case it is to decide
    sa.Column("responsible", sa.String(32)),  # the account that handles it
    sa.Column("outcome", sa.Text),  # executed, partly, refused, withdrawn, forwarded
    sa.Column("closed_on", sa.Date, index=True),
    comment="requests of people (GDPR art. 12, 15 to 22), from the question to the answer",
)

case_events = sa.Table(
    "case_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("on", sa.Date, nullable=False),  # the day in the organisation's time zone: clocks count days
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),  # an account, `person`, or `gestand`
    sa.Column("note", sa.LargeBinary),  # sealed: reasons, what was withheld
    sa.Column("entry", sa.Integer),  # its place in the evidence log
    comment="what happened in a case, in order; the dates follow from it",
)

case_tasks = sa.Table(
    "case_tasks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),  # search, tell, confirm
    sa.Column("system", sa.Text, nullable=False),  # a system that is not connected, a recipient, a customer
    sa.Column("owner", sa.String(32)),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True)),
    sa.Column("done_by", sa.Text),
    sa.Column("result", sa.Text),  # nothing found, done, found
    sa.Column("note", sa.LargeBinary),  # sealed: what was found
    comment="what a person must do for a case, where no store is connected (GDPR art. 12, 19)",
)

case_codes = sa.Table(
    "case_codes",
    metadata,
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),  # keyed; the code itself is only in the mail
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent", sa.Integer, nullable=False),  # how many were sent for this case
    comment="codes by which somebody shows who they are (GDPR art. 12(6)); gone when they were used or are too old",
)

case_links = sa.Table(
    "case_links",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),  # of the secret in the link
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),  # follow, answer
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    comment="links in letters to people: to follow a case, to fetch an answer",
)

case_answers = sa.Table(
    "case_answers",
    metadata,
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),  # overview.html, overview.pdf, data.json, letter.pdf
    sa.Column("content", sa.LargeBinary, nullable=False),  # sealed
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True)),  # set at release; then it is destroyed
    sa.Column("fetched", sa.Integer, nullable=False, server_default="0"),
    comment="what is handed out, sealed until it is fetched or its time is over",
)

case_withheld = sa.Table(
    "case_withheld",
    metadata,
    sa.Column("case", sa.String(16), sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("table", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),  # '' is every row
    sa.Column("column", sa.Text, primary_key=True),  # '' is the whole row
    sa.Column("reason", sa.LargeBinary, nullable=False),  # sealed; told to the person in words
    sa.Column("by", sa.Text, nullable=False),
    comment="what somebody withheld from an answer because it would harm somebody else (GDPR art. 15(4))",
)
