"""Verifying a published log from its files alone (docs/spec/evidence.md, "Verifying a published log")."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from gestand.evidence.entry import Keys, decode, time_text
from gestand.evidence.errors import EncodingError, EvidenceError
from gestand.evidence.merkle import EMPTY_ROOT, Frontier, leaf_hash
from gestand.evidence.note import Checkpoint, Verifier, open_note, open_note_exactly, parse_checkpoint, parse_vkey, split_note
from gestand.evidence.publish import CHECKPOINT, rotation_path
from gestand.evidence.tiles import HEIGHT, WIDTH, Level, count_at, decode_bundle, encode_bundle, parse_tile_path, tile_path


@dataclass(frozen=True)
class Problem:
    """One thing that doesn't hold: the file, by its path in the log's directory, and a sentence that names it too."""

    path: str
    message: str


@dataclass(frozen=True)
class Report:
    """What verifying found. `checkpoint` is None if it can't be read; `ahead` are the files that reach past it."""

    checkpoint: Checkpoint | None
    vkeys: tuple[str, ...]
    problems: tuple[Problem, ...]
    ahead: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the log is what its keys signed, and all of it is there."""
        return not self.problems


def verify_log(directory: Path, vkeys: Sequence[str], older_checkpoint: str | None = None) -> Report:
    """Hash everything in the directory again, and compare it with what was signed.

    `vkeys` are those the verifier trusts: any one that the log has had is enough. `older_checkpoint` is the text of a
    checkpoint seen earlier, which the log must continue. NoteError if a vkey is malformed; all else is in the report.
    """
    return _Verification(directory, [parse_vkey(vkey) for vkey in vkeys], older_checkpoint).run()


class _Verification:
    """One run: the files not looked at yet, the tree so far, and the problems."""

    def __init__(self, directory: Path, trusted: list[Verifier], older: str | None) -> None:
        self.directory, self.trusted, self.older = directory, trusted, older
        self.problems: list[Problem] = []
        self.ahead: list[str] = []
        self.unseen: set[str] = set()
        self.widths: dict[tuple[Level, int], list[int]] = {}
        self.frontier = Frontier()
        self.row: dict[int, list[bytes]] = {}  # the hashes of the tile that is being filled, by level
        self.roots = {0: EMPTY_ROOT}  # of the sizes that are asked for later
        self.keys: dict[int, Keys] = {}  # the changes of key, by the size they make
        self.last_time = datetime.min.replace(tzinfo=UTC)

    def run(self) -> Report:
        # The steps of docs/spec/evidence.md, "Verifying a published log":
        #   0. list the files
        #   1. the checkpoint is well-formed
        #   2. the bundles hold canonical entries in order of time
        #   3. the tiles are what the entries hash to
        #   4. the root is the checkpoint's
        #   5. the changes of key form a chain, and each was signed by both keys
        #   6. the checkpoint is signed by the key in force, and the chain has a trusted key
        #   7. the older checkpoint is continued
        #   8. nothing else is there

        # (0)
        self.list_files()

        # (1)
        note = self.read(CHECKPOINT)
        checkpoint = self.parse(CHECKPOINT, note)
        if note is None or checkpoint is None:
            return Report(None, (), tuple(self.problems), ())
        older = None if self.older is None else self.parse("the older checkpoint", self.older.encode(errors="replace"))

        # (2), (3)
        complete = self.hash_again(checkpoint.size, {checkpoint.size, older.size if older else 0})

        # (4)
        if complete and self.roots[checkpoint.size] != checkpoint.root:
            self.problem(CHECKPOINT, f"{CHECKPOINT} has another root than the {checkpoint.size} entries give")

        # (5)
        for size, keys in self.keys.items():
            self.check_rotation(size, keys)
        for (_, before), (size, after) in pairwise(self.keys.items()):
            if before.new != after.old:
                path = rotation_path(size)
                self.problem(path, f"{path}: entry {size - 1} hands over from a key that was not in force")

        # (6)
        chain = self.check_signature(note.decode(errors="replace"), checkpoint)

        # (7)
        if older is not None and self.older is not None:
            self.check_older(self.older, older, checkpoint, chain)

        # (8)
        for path in sorted(self.unseen):
            if self.is_ahead(path, checkpoint.size):
                self.ahead.append(path)
            else:
                self.problem(path, f"{path} is not a file of the log")
        return Report(checkpoint, tuple(key.vkey for key in chain), tuple(self.problems), tuple(self.ahead))

    @staticmethod
    def is_ahead(path: str, size: int) -> bool:
        """Whether it is a file that a log of more than `size` entries has."""
        if tile := parse_tile_path(path):
            return tile[1] * WIDTH + tile[2] > count_at(tile[0], size)
        found = path.removeprefix("rotation/")
        return found.isascii() and found.isdigit() and len(found) < 20 and path == rotation_path(int(found)) and int(found) > size

    def problem(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))

    def list_files(self) -> None:
        for root, directories, files in os.walk(self.directory):
            here = Path(root).relative_to(self.directory)
            if here == Path():
                directories[:] = [name for name in directories if not name.startswith(".")]
                files = [name for name in files if not name.startswith(".")]
            self.unseen.update((here / name).as_posix() for name in files)
        for path in self.unseen:
            if tile := parse_tile_path(path):
                self.widths.setdefault(tile[:2], []).append(tile[2])

    def read(self, path: str) -> bytes | None:
        self.unseen.discard(path)
        try:
            return (self.directory / path).read_bytes()
        except OSError as error:
            self.problem(path, f"{path} cannot be read: {error.strerror}")
            return None

    def parse(self, path: str, note: bytes | None) -> Checkpoint | None:
        if note is None:
            return None
        try:
            return parse_checkpoint(split_note(note.decode())[0])
        except UnicodeDecodeError:
            self.problem(path, f"{path} is not UTF-8")
        except EvidenceError as error:
            self.problem(path, f"{path}: {error.message}")
        return None

    def hash_again(self, size: int, wanted: set[int]) -> bool:
        """Read all bundles, build the tree, compare every tile; whether all entries were there."""
        for index in range((size + WIDTH - 1) // WIDTH):
            path, bodies = self.read_bundle(index, min(WIDTH, size - index * WIDTH))
            if not bodies:
                return False  # what comes after can't be hashed into place; a wrong size ends here too
            self.compare("entries", index, bodies)
            for number, body in enumerate(bodies, index * WIDTH):
                for height, _, hash in self.frontier.push(leaf_hash(body)):
                    if height % HEIGHT == 0:
                        self.row.setdefault(height // HEIGHT, []).append(hash)
                self.check_entry(path, number, body)
                if number + 1 in wanted or number + 1 in self.keys:
                    self.roots[number + 1] = self.frontier.root()
            self.compare_tiles(full=True)
        self.compare_tiles(full=False)
        return True

    def read_bundle(self, index: int, width: int) -> tuple[str, list[bytes]]:
        """The path that a bundle is read from, and its first `width` entries; none if it can't be read."""
        have = min((have for have in self.widths.get(("entries", index), []) if have in (width, WIDTH)), default=width)
        path = tile_path("entries", index, have)
        data = self.read(path)
        if data is None:
            return path, []
        try:
            bodies = decode_bundle(data)
        except EncodingError as error:
            self.problem(path, f"{path}: {error.message}")
            return path, []
        if len(bodies) != have:
            self.problem(path, f"{path} holds {len(bodies)} entries, not {have}")
            return path, []
        return path, bodies[:width]

    def check_entry(self, path: str, number: int, body: bytes) -> None:
        try:
            record = decode(body)
        except EvidenceError as error:
            self.problem(path, f"{path}: entry {number}: {error.message}")
            return
        if record.time < self.last_time:
            self.problem(path, f"{path}: entry {number}, of {time_text(record.time)}, is earlier than the one before it")
        self.last_time = record.time
        if record.keys:
            self.keys[number + 1] = record.keys

    def compare_tiles(self, full: bool) -> None:
        """Compare the tiles that are filled now, or at the end the last ones, partial as they are."""
        for level, row in self.row.items():
            if row and (len(row) == WIDTH) == full:
                self.compare(level, (count_at(level, self.frontier.size) - 1) // WIDTH, row)
                row.clear()

    def compare(self, level: Level, index: int, items: list[bytes]) -> None:
        """Compare every file there is of one tile or bundle with what the entries give."""
        width = len(items)
        present = self.widths.get((level, index), [])
        if width not in present and WIDTH not in present:
            path = tile_path(level, index, width)
            self.problem(path, f"{path} is missing")
        for have in present:
            path = tile_path(level, index, have)
            data = self.read(path)
            if data is None:
                continue
            expected = encode_bundle(items[:have]) if level == "entries" else b"".join(items[:have])
            if have > width:  # the writer was interrupted after it, and all that counts of it is its beginning
                self.ahead.append(path)
                data = data[: len(expected)]
            if data != expected:
                self.problem(path, f"{path} is not what the entries {'hash to' if level != 'entries' else 'are'}")

    def check_rotation(self, size: int, keys: Keys) -> None:
        path = rotation_path(size)
        note = self.read(path)
        found = self.parse(path, note)
        if note is None or found is None:
            return
        old, new = parse_vkey(keys.old), parse_vkey(keys.new)
        try:
            open_note_exactly(note.decode(), [old, new])
        except EvidenceError as error:
            self.problem(path, f"{path}: {error.message}")
        if found != Checkpoint(old.name, size, self.roots[size]):
            self.problem(path, f"{path} is not the checkpoint of the first {size} entries")

    def check_signature(self, note: str, checkpoint: Checkpoint) -> list[Verifier]:
        """Check who signed the checkpoint; gives the chain of keys, oldest first."""
        changes = list(self.keys.values())
        chain = [parse_vkey(vkey) for vkey in ([changes[0].old] if changes else []) + [change.new for change in changes]]
        try:
            if not changes:
                chain = open_note(note, self.trusted)[1]
            open_note_exactly(note, chain[-2:] if checkpoint.size in self.keys else chain[-1:])
        except EvidenceError as error:
            self.problem(CHECKPOINT, f"{CHECKPOINT}: {error.message}")
        else:
            if not set(chain) & set(self.trusted):
                self.problem(CHECKPOINT, f"{CHECKPOINT}: none of the trusted keys is one of this log's")
        if any(key.name != checkpoint.origin for key in chain):
            self.problem(CHECKPOINT, f"{CHECKPOINT} is of the log `{checkpoint.origin}`, but its key is not")
        return chain

    def check_older(self, note: str, older: Checkpoint, checkpoint: Checkpoint, chain: list[Verifier]) -> None:
        path = "the older checkpoint"
        try:
            open_note(note, chain or self.trusted)
        except EvidenceError as error:
            self.problem(path, f"{path}: {error.message}")
        if older.origin != checkpoint.origin:
            self.problem(path, f"{path} is of another log")
        elif older.size > checkpoint.size:
            message = f"{CHECKPOINT} has {checkpoint.size} entries, and an older one has {older.size}: the log was set back"
            self.problem(CHECKPOINT, message)
        elif self.roots.get(older.size, older.root) != older.root:
            message = f"{CHECKPOINT} does not continue the older one of {older.size} entries: history was changed"
            self.problem(CHECKPOINT, message)
