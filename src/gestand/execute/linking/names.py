"""Names of tables and columns as words: `ip_Client_Notes`, `clientNotes` and `klantnotities` are read as people read them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable

from gestand.execute.linking import vocabulary
from gestand.policy.catalog import SeenTable

Words = tuple[str, ...]

_PARTS = re.compile(r"ID(?=[A-Z]|$)|[A-Z]+(?=ID(?:$|[^a-z]))|[A-Z]+(?=[A-Z][^\W\dA-Z_])|[A-Z]?[^\W\dA-Z_]+|[A-Z]+|\d+")
_VOWELS = "aeiou"


@functools.lru_cache(8192)
def split(name: str) -> Words:
    """The words of a name, in lower case: at underscores and other signs, at capitals, at digits."""
    return tuple(part.lower() for part in _PARTS.findall(name))


@functools.lru_cache(8192)
def singulars(word: str) -> frozenset[str]:
    """What the word can be one of, itself included: in English, Dutch and Spanish at once, for names mix languages."""
    if word in vocabulary.IRREGULAR:
        return frozenset((word, *vocabulary.IRREGULAR[word]))
    found = {word}
    if len(word) < 4:
        return frozenset(found)
    if word.endswith("ies"):
        found |= {word[:-3] + "y", word[:-1]}
    if word.endswith("ves"):
        found |= {word[:-3] + "f", word[:-3] + "fe"}
    if re.search(r"(?:s|x|z|ch|sh|o|[lrnd])es$", word):
        found.add(word[:-2])  # boxes, and Spanish: proveedores
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.add(word[:-1])
    if word.endswith("heden"):
        found.add(word[:-5] + "heid")
    if word.endswith("en") and len(word) > 4:
        found |= set(_dutch(word[:-2]))
    return frozenset(found)


def _dutch(stem: str) -> Iterable[str]:
    """What a Dutch plural in -en is of: facturen, brieven, huizen, adressen, klanten."""
    yield stem
    last = {"v": "f", "z": "s"}.get(stem[-1], stem[-1])
    yield stem[:-1] + last
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    elif stem[-2] in _VOWELS and (len(stem) < 3 or stem[-3] not in _VOWELS):
        yield stem[:-1] + stem[-2] + last if stem[-2] != last else stem


@functools.lru_cache(16384)
def alike(one: str, other: str) -> bool:
    """The words are the same thing, one or many of it, spelt out or for short."""
    if one == other or singulars(one) & singulars(other):
        return True
    return vocabulary.SHORT.get(one, one) in singulars(other) or vocabulary.SHORT.get(other, other) in singulars(one)


def all_alike(some: Words, others: Words) -> bool:
    return len(some) == len(others) and all(map(alike, some, others))


def among(word: str, words: frozenset[str]) -> bool:
    """The word, or what it is a plural or a short form of, is one of `words`."""
    return bool(singulars(word) & words) or vocabulary.SHORT.get(word, "") in words


class Naming:
    """How the names of one store are made: what its tables begin with, and what words it uses."""

    def __init__(self, tables: Iterable[SeenTable]) -> None:
        self.tables = {t.name: t for t in tables}
        self._plain = {name: split(name) or (name.lower(),) for name in self.tables}
        self._words: dict[str, Words] = {}
        self.prefixes = _prefixes(self._plain)
        self.known = self._vocabulary()
        self.entities = {name: self._entity(words) for name, words in self._plain.items()}

    def _vocabulary(self) -> frozenset[str]:
        """Words by which a word written together is taken apart: those of the tables, and those of roles and keys."""
        own = {s for words in self._plain.values() for w in words if len(w) > 2 for s in singulars(w)}
        said = vocabulary.PEOPLE | vocabulary.OWNING | vocabulary.HANDLING | vocabulary.BY | vocabulary.KEYS | vocabulary.OWN_ACTS
        return frozenset(
            own
            | said
            | {"to", "from", "last", "first", "edit", "add", "parent", "sub", "main", "reply", "added", "issued", "revoked"}
        )

    def words(self, column: str) -> Words:
        """The words of a column's name, those written together taken apart: touid, klantnummer, lastposteruid."""
        if column not in self._words:
            self._words[column] = tuple(part for word in split(column) or (column.lower(),) for part in self._apart(word))
        return self._words[column]

    def _apart(self, word: str) -> Words:
        if word in self.known or len(word) < 4 or word in vocabulary.SAYING:
            return (word,)
        best = _segments(word, self.known)
        return best if best else (word,)

    def _entity(self, words: Words) -> tuple[Words, ...]:
        """What a row of the table is called, from the whole name to what is left without prefixes."""
        found = [words]
        while len(found[-1]) > 1 and found[-1][0] in self.prefixes:
            found.append(found[-1][1:])
        return tuple(tuple(p for w in one for p in self._apart(w)) if len(one) == 1 else one for one in found)


def _segments(word: str, known: frozenset[str], depth: int = 3) -> Words:
    """The fewest known words that make up `word`; nothing where it can't be taken apart."""
    if word in known:
        return (word,)
    best: Words = ()
    for i in range(len(word) - 2, 1, -1) if depth > 1 else ():
        if word[:i] in known and (rest := _segments(word[i:], known, depth - 1)):
            if not best or len(rest) + 1 < len(best):
                best = (word[:i], *rest)
    return best


def _prefixes(plain: dict[str, Words]) -> frozenset[str]:
    """First words that say of which program a table is, not what is in it: many tables have it, and no table is called by it."""
    found: set[str] = set()
    left = list(plain.values())
    called = {w for words in left for s in words[-1:] for w in singulars(s)}
    for _ in range(3):
        first = Counter(words[0] for words in left if len(words) > 1)
        fresh = {
            w
            for w, n in first.items()
            if n >= max(3, 0.15 * len(left))
            and not any(w in singulars(words[0]) or words[0] == w for words in left if len(words) == 1)
            and (n > 0.6 * len(left) or w not in called and not among(w, vocabulary.PEOPLE))
        }
        fresh -= found
        if not fresh:
            break
        found |= fresh
        left = [words[1:] if words[0] in fresh and len(words) > 1 else words for words in left]
    return frozenset(found)
