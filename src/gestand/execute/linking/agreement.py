"""What in the name of a column agrees with the key of another table, or says what somebody is to the row. Names only, no values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gestand.execute.linking import vocabulary
from gestand.execute.linking.names import Naming, Words, alike, all_alike, among, singulars
from gestand.policy.catalog import SeenColumn, SeenTable

# what the pointer makes of the row: about whom it is; somebody's own; handled by somebody
ENTITY, OWN, HANDLED = 3, 2, 1
# how much the names say: enough by themselves; enough with values that fit; only with many values that fit
SURE, LIKELY, FAINT = 3, 2, 1

_NUMBERS = ("integer", "number")
_NOT_KEYS = {"list", "lists", "name", "names", "type", "count", "hash", "backup"}
_KEYS = ("integer", "number", "text", "uuid", "binary")


@dataclass(frozen=True)
class Agreement:
    """That a column's name agrees with something: how, by which words, how surely, and what the pointer makes of the row."""

    how: str  # same, extended, called, ends, role
    words: str
    sure: int
    rank: int


def fits(child: SeenColumn, parent: SeenColumn) -> bool:
    """Values of the one can be keys of the other: numbers may be written as texts, never an amount or a long text."""
    a, b = child.type, parent.type
    if a not in _KEYS or b not in _KEYS or child.generated:
        return False
    if a == b:
        return True
    return {a, b} <= {*_NUMBERS, "text"} or {a, b} == {"uuid", "text"} or {a, b} == {"uuid", "binary"}


def key_of(table: SeenTable) -> str:
    """The one column that identifies a row; '' where there is none."""
    if len(table.primary_key) == 1:
        return table.primary_key[0]
    if table.primary_key:
        return ""
    single = [g[0] for g in table.unique if len(g) == 1]
    return single[0] if len(single) == 1 else next((c for c in table.columns if c.lower() in ("id", "uuid")), "")


def stripped(words: Words) -> tuple[Words, bool]:
    """Words without those that say only that it is a key, and without digits; whether there were any: user_id, id_user, klantnummer."""
    left = tuple(w for w in words if not w.isdigit())
    marked = False
    while left and (left[-1] in vocabulary.KEYS or _initial(left[-1])):
        left, marked = left[:-1], True
    while len(left) > 1 and left[0] in vocabulary.LEADING:
        left, marked = left[1:], True
    return left, marked


def _initial(key: str) -> bool:
    """uid, tid: `id` with the first letter of its table."""
    return len(key) == 3 and key.lower().endswith("id")


class Matcher:
    """Finds, for a column, the keys of other tables (of one store, or of another) that its name agrees with."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.keys = {name: key for name, one in naming.tables.items() if one.kind == "table" and (key := key_of(one))}
        self.shared: dict[str, list[str]] = defaultdict(list)  # the same name for the key of several tables
        for name, key in self.keys.items():
            self.shared[key.lower()].append(name)
        self.homes = self._homes()
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for name in self.keys:
            for entity in naming.entities[name]:
                for word in (
                    singulars(entity[-1]) | {"".join(entity)} | {"".join((*entity[:-1], s)) for s in singulars(entity[-1])}
                ):
                    self._by_word[word].add(name)
        self._called = {_joined((*e[:-1], one)) for es in naming.entities.values() for e in es for one in singulars(e[-1])}
        self._by_first: dict[str, set[str]] = defaultdict(set)
        for name in self.keys:
            for entity in naming.entities[name]:
                for word in singulars(entity[0]):
                    self._by_first[word].add(name)

    def _homes(self) -> dict[str, str]:
        """Keys whose name says of which table they are: client_id of clients, uid of users, emp_number of employees. Not `id`."""
        found = {}
        for key, tables in self.shared.items():
            agreeing = [n for n in tables if self._says(self.keys[n], n)]
            core = stripped(self.naming.words(key))[0]
            saying = not core or core[-1] in vocabulary.SAYING or core[-1] in vocabulary.SECRETS
            if len(agreeing) == 1:
                found[key] = agreeing[0]
            elif len(tables) == 1 and not agreeing and (not saying or _initial(key)):
                found[key] = tables[0]
        return found

    def _says(self, key: str, table: str) -> bool:
        """The name of the key says that of the table."""
        core = stripped(self.naming.words(key))[0]
        for entity in self.naming.entities[table]:
            if core and (all_alike(core, entity) or _joined(core) in _ones(entity)):
                return True
            if _initial(key) and len(entity) == 1 and entity[0][0] == key[0].lower():
                return True
        return False

    def matches(self, child: SeenTable, column: str, own: Words = ()) -> Iterator[tuple[str, Agreement]]:
        """The tables whose key the name of the column agrees with, and how. `own`: what a row of the child is called."""
        words = self.naming.words(column)
        core, marked = stripped(words)
        own = own or (self.naming.entities[child.name][-1] if child.name in self.naming.entities else ())
        yield from self._by_key(child, column, words)
        if not core:
            return
        shorter = _without_own(core, own)
        names = {n for w in {*singulars(core[-1]), _joined(core)} for n in self._by_word[w]}
        if long := vocabulary.SHORT.get(core[-1]):
            names |= self._by_word[long]
        for name in names:
            yield from self._named(child, column, name, core, shorter, marked)
        yield from self._begins(child, column, words)

    def near(self, child: str, parent: str) -> int:
        """How many words of the parent's name the child's begins with: order_lines is of orders."""
        if child not in self.naming.entities or parent not in self.naming.entities:
            return 0
        a, b = self.naming.entities[child][-1], self.naming.entities[parent][-1]
        if len(a) > len(b) and all(map(alike, b, a)):
            return len(b)
        return 1 if len(b) == 1 and a != b and any(_joined(a).startswith(one) for one in singulars(b[0]) if len(one) > 3) else 0

    def _by_key(self, child: SeenTable, column: str, words: Words) -> Iterator[tuple[str, Agreement]]:
        tables = [n for n in self.shared.get(column.lower(), ()) if n != child.name]
        if tables:
            home = self.homes.get(column.lower())
            near = max(tables, key=lambda n: self.near(child.name, n))
            goal = near if self.near(child.name, near) > (self.near(child.name, home) if home else 0) else home
            elsewhere = not home and self._by_word.get(_joined(stripped(words)[0]), set()) - set(
                tables
            )  # user_id is of users first
            if (
                goal
                and goal != child.name
                and not elsewhere
                and (home or self.near(child.name, goal) and not generic(self.naming, column))
            ):
                yield goal, Agreement("same", column, SURE, ENTITY)
        for key, home in self.homes.items():
            said = self.naming.words(self.keys[home])
            if column.lower() == key or len(words) <= len(said):
                continue
            more = (
                words[len(said) :] if words[: len(said)] == said else words[: -len(said)] if words[-len(said) :] == said else None
            )
            if more and (len(said) > 1 or _initial(key)) and not (set(more) & _NOT_KEYS or vocabulary.COUNTED & set(more)):
                if _joined(stripped(words)[0]) not in self._called:  # user_group_id is of user groups, not of groups
                    yield home, Agreement("extended", self.keys[home], SURE, _rank(more, ENTITY))

    def _named(
        self, child: SeenTable, column: str, name: str, core: Words, shorter: Words, marked: bool
    ) -> Iterator[tuple[str, Agreement]]:
        if name == child.name and column == self.keys[name]:
            return
        best: Agreement | None = None
        if vocabulary.COUNTED & set(core) or not marked and (_many(core[-1]) or vocabulary.FLAGS & set(core)):
            return
        words = self.naming.words(column)
        if marked and words[-1] in vocabulary.NUMBERS and words[-1] != self.naming.words(self.keys[name])[-1]:
            marked = False  # customer_no may be the number by which customers know themselves, post_num a number of posts
        for entity in self.naming.entities[name]:
            if all_alike(core, entity) or all_alike(shorter, entity) or _joined(core) in _ones(entity):
                best = Agreement("called", " ".join(entity), SURE if marked else LIKELY, ENTITY)
                break
            if len(core) > len(entity) and all_alike(core[-len(entity) :], entity):
                found = Agreement(
                    "ends", " ".join(core[-len(entity) :]), LIKELY if marked else FAINT, _rank(core[: -len(entity)], ENTITY)
                )
                best = found if best is None else best
            elif (
                len(core) < len(entity)
                and all_alike(core, entity[-len(core) :])
                and marked
                and entity[0] == own_first(self.naming, child)
            ):
                best = best or Agreement("part", " ".join(core), LIKELY, ENTITY)
        if best:
            yield name, best

    def _begins(self, child: SeenTable, column: str, words: Words) -> Iterator[tuple[str, Agreement]]:
        """user_id_created, id_customer_context, fk_user_author: the table first, then what it is to the row."""
        said = tuple(w for w in words if not w.isdigit())
        leading = len(said) > 1 and said[0] in vocabulary.LEADING
        said = said[1:] if leading else said
        for name in {n for w in singulars(said[0]) for n in self._by_first[w]} if said else ():
            for entity in self.naming.entities[name]:
                rest = said[len(entity) :]
                if not all_alike(said[: len(entity)], entity) or not rest:
                    continue
                infix = rest[0] in vocabulary.KEYS and len(rest) > 1
                more = rest[1:] if infix else rest
                if (
                    (leading or infix)
                    and more
                    and not set(more) & (vocabulary.SAYING - {"status", "group"})
                    and _joined(said) not in self._called
                ):
                    yield name, Agreement("ends", " ".join(entity), LIKELY, _rank(more, ENTITY))
                    break


def _many(word: str) -> bool:
    """A number of them rather than one: posts, klanten."""
    return word.endswith(("s", "en")) and len(singulars(word)) > 1 and word not in vocabulary.IRREGULAR


def own_first(naming: Naming, child: SeenTable) -> str:
    """The first word of what the table is called, by which tables of one part of a program are known: buzz_photo, buzz_post."""
    return naming.entities[child.name][-1][0] if child.name in naming.entities else ""


def generic(naming: Naming, column: str) -> bool:
    """A key that many tables have under this name: id, code."""
    return not stripped(naming.words(column))[0] and not _initial(column)


def _joined(words: Words) -> str:
    return "".join(words)


def _ones(entity: Words) -> set[str]:
    return {"".join((*entity[:-1], one)) for one in singulars(entity[-1])}


def _without_own(core: Words, own: Words) -> Words:
    """Without the table's own name before it: comment_post in comments, topic_poster in topics."""
    if all_alike(core, own):
        return core
    left = core
    while len(left) > 1 and any(alike(left[0], word) for word in own):
        left = left[1:]
    return left


def _rank(words: Words, otherwise: int) -> int:
    """What words beside the person make of the pointer."""
    if set(words) & vocabulary.PASSING:
        return HANDLED
    if any(w in vocabulary.BY for w in words) or any(among(w, vocabulary.HANDLING) for w in words):
        acts = set(words) & vocabulary.OWN_ACTS
        return OWN if acts else HANDLED
    if any(_act(w) for w in words):
        return HANDLED
    return min(otherwise, OWN) if any(among(w, vocabulary.OWNING) for w in words) else otherwise


def _act(word: str) -> bool:
    """A word for an act that is over: created, modified, gewijzigd, aangemaakt."""
    return len(word) > 4 and (
        word.endswith("ed") or word.startswith("ge") and word[-1] in "dtn" or word.startswith(("aange", "toege", "inge", "afge"))
    )


@dataclass(frozen=True)
class Role:
    """What a column's name says somebody is to the row, and the word by which that person's table is to be found ('' is whoever logs in)."""

    words: str
    person: str
    sure: int
    rank: int


def role(naming: Naming, child: SeenTable, column: str) -> Role | None:
    """created_by, owner_id, post_author, manager, toid, employee: a person, though no table is called so."""
    core, marked = stripped(naming.words(column))
    own = naming.entities[child.name][-1] if child.name in naming.entities else ()
    core = _without_own(core, own) if len(core) > 1 else core
    if not core:
        return None
    last, before = core[-1], core[:-1]
    if vocabulary.COUNTED & set(core) or set(core) & vocabulary.NO_ACTS:
        return None
    if last in vocabulary.BY and before:
        return (
            Role(" ".join(core[-2:]), "", LIKELY, OWN if before[-1] in vocabulary.OWN_ACTS else HANDLED)
            if _act(before[-1]) or _done(before[-1])
            else None
        )
    if last in ("to", "from"):
        if before and _act(before[-1]) and last == "to":
            return Role(" ".join(core[-2:]), "", LIKELY, HANDLED)
        return Role(last, "", FAINT, OWN) if marked and not before else None
    if last in vocabulary.SAYING and not marked or last in vocabulary.TREE or not marked and vocabulary.FLAGS & set(core):
        return None
    sure = LIKELY if not before or marked else FAINT
    if among(last, vocabulary.PEOPLE) and not (_many(last) and not marked):
        acting = _rank(before, ENTITY) if before else ENTITY
        word = vocabulary.SHORT.get(last) or min(singulars(last) & vocabulary.PEOPLE)
        if word in vocabulary.ANYBODY and not marked:
            sure = FAINT
        return Role(last, word, sure, HANDLED if last in vocabulary.HANDLING and not before else acting)
    if last in vocabulary.OWNING:
        return Role(last, "", sure, _rank(before, OWN))
    if last in vocabulary.HANDLING:
        return Role(last, "", sure, HANDLED)
    return None


def _done(word: str) -> bool:
    """A word before `by` that may be an act: made, written, gemaakt. Not a thing: line by line."""
    return len(word) > 3 and (word.endswith(("en", "t", "d", "n", "de", "do")) or word in vocabulary.OWN_ACTS)
