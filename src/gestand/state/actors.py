"""The tables of who acts: personal accounts of staff, how they sign in, their sessions, and keys of other systems."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),  # folded; what they sign in with
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),  # JSON list
    sa.Column("customer", sa.Text, nullable=False, server_default=""),  # a customer's own person sees that customer's cases only
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("password", sa.Text),  # Argon2id, with its parameters
    sa.Column("totp", sa.LargeBinary),  # sealed secret of the authenticator
    sa.Column(
        "totp_last", sa.Integer, nullable=False, server_default="0"
    ),  # the last time step that was used: a code counts once
    sa.Column("allow", sa.Text, nullable=False, server_default="[]"),  # JSON list of networks from which this account may come
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),  # an account is ended, never given to somebody else
    comment="personal accounts of staff, and of customers' own people",
)

passkeys = sa.Table(
    "passkeys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # the credential id, base64url
    sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("counter", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    comment="passkeys of accounts (WebAuthn)",
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),  # of the secret in the cookie
    sa.Column("account", sa.String(32)),  # staff; empty for a person in the portal
    sa.Column("case", sa.String(16)),  # the case a person in the portal was identified for
    sa.Column("values", sa.LargeBinary, nullable=False),  # sealed: what was filled in so far
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, index=True),
    comment="sessions of browsers, by the digest of a secret",
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("what", sa.String(64), primary_key=True),  # keyed digest of what is tried, and from where
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, index=True),
    comment="how often something was tried in vain: per account and network, never an account alone",
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    comment="links by which somebody sets a password, once",
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),  # the system that holds it
    sa.Column("scopes", sa.Text, nullable=False),  # JSON list
    sa.Column("made_by", sa.String(32), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    comment="keys of other systems for the API, by digest",
)
