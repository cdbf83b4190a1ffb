"""The tables of the evidence log in our state database; `metadata` is for the migration that makes them."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()
_Number = BigInteger().with_variant(Integer, "sqlite")  # on SQLite, INTEGER PRIMARY KEY is the row's own number

entries = Table(
    "evidence_entries",
    metadata,
    Column("index", _Number, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    comment="what was done, in canonical JSON, and its leaf hash; never changed",
)
hashes = Table(
    "evidence_hashes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", _Number, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    comment="the hashes in tiles of level 1 and above; never changed",
)
checkpoints = Table(
    "evidence_checkpoints",
    metadata,
    Column("size", _Number, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("last_time", Text, nullable=False),
    Column("signer", Text, nullable=False),  # the vkey that must sign the checkpoint after this one
    Column("rotation", Boolean, nullable=False),
    comment="every head of the tree that was signed; never changed",
)
salts = Table(
    "evidence_salts",
    metadata,
    Column("index", _Number, ForeignKey(entries.c.index), primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    Column("commitments", LargeBinary, nullable=False),
    Column("until", Date, nullable=False, index=True),
    comment="what links an entry to the people it concerns; destroyed at `until`",
)
