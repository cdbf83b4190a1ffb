"""The tree in tiles of 256 hashes, and the entries in bundles (C2SP tlog-tiles, "Merkle Tree" and "Log entries").

Pure: where tiles come from (a directory, the database) is the caller's, as a function.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from gestand.evidence.errors import EncodingError
from gestand.evidence.merkle import HASH_SIZE, Node, root
from gestand.evidence.strict import HELP

HEIGHT = 8
WIDTH = 1 << HEIGHT

Level = int | Literal["entries"]
ReadTile = Callable[[int, int, int], bytes]
"""(level, index, width) → at least the first `width` hashes of that tile."""

_PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def tile_path(level: Level, index: int, width: int = WIDTH) -> str:
    """The path of a tile or bundle below the log's prefix, like `tile/0/x001/x234/067.p/8`."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    path = f"tile/{level}/{'/'.join(parts)}"
    return path if width == WIDTH else f"{path}.p/{width}"


def parse_tile_path(path: str) -> tuple[Level, int, int] | None:
    """The (level, index, width) of a path, or None if it isn't the one path of a tile or bundle."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    level: Level = "entries" if match[1] == "entries" else int(match[1])
    index = int(re.sub(r"[x/]", "", match[2]))
    width = int(match[3] or WIDTH)
    return (level, index, width) if tile_path(level, index, width) == path else None


def count_at(level: Level, size: int) -> int:
    """How many hashes (or entries) a level holds in a tree of `size`: floor(size / 256^level)."""
    return size if level == "entries" else size >> (HEIGHT * level)


def tile_width(level: Level, index: int, size: int) -> int:
    """How many of them are in this tile: 256 if it is full, 0 if the tree has no such tile."""
    return max(0, min(WIDTH, count_at(level, size) - index * WIDTH))


def levels(size: int) -> Iterator[Level]:
    """The levels that a tree of `size` has, the bundles first."""
    if size:
        yield "entries"
    level = 0
    while count_at(level, size):
        yield level
        level += 1


def new_tiles(level: Level, old_size: int, size: int) -> Iterator[tuple[int, int]]:
    """The (index, width) of each tile of a level that a tree has at `size` and did not have at `old_size`."""
    first = count_at(level, old_size) // WIDTH
    last = (count_at(level, size) - 1) // WIDTH
    for index in range(first, last + 1):
        width = tile_width(level, index, size)
        if width != tile_width(level, index, old_size):
            yield index, width


def hashes_of(tile: bytes) -> list[bytes]:
    """The hashes that a tile is made of."""
    return [tile[start : start + HASH_SIZE] for start in range(0, len(tile), HASH_SIZE)]


def nodes_from(read: ReadTile, size: int) -> Node:
    """The nodes of the tree of `size` entries, from its tiles. Each tile is read at most once."""
    tiles: dict[tuple[int, int], bytes] = {}

    def node(height: int, index: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        tile, offset = divmod(index << inner, WIDTH)
        if (level, tile) not in tiles:
            tiles[level, tile] = read(level, tile, tile_width(level, tile, size))
        return root(hashes_of(tiles[level, tile])[offset : offset + (1 << inner)])

    return node


def encode_bundle(bodies: Iterable[bytes]) -> bytes:
    """The entries, each after its length as big-endian uint16."""
    return b"".join(len(body).to_bytes(2, "big") + body for body in bodies)


def decode_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; EncodingError if it ends within one, or has more than 256 or none."""
    bodies = []
    position = 0
    while position < len(bundle):
        start = position + 2
        position = start + int.from_bytes(bundle[position:start], "big")
        bodies.append(bundle[start:position])
    if position != len(bundle) or not 1 <= len(bodies) <= WIDTH:
        raise EncodingError("the lengths in the bundle do not add up", HELP)
    return bodies
