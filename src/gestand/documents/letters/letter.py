"""A letter as a value."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Points:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """What it does, and where it leads."""

    text: str
    to: str


@dataclass(frozen=True)
class Code:
    """What is to be typed over."""

    digits: str = field(repr=False)


Block = str | Points | Link | Code


@dataclass(frozen=True)
class Letter:
    """What a letter says, in order: paragraphs, lists, links. An empty paragraph or list is left out."""

    subject: str
    blocks: tuple[Block, ...]

    @property
    def said(self) -> tuple[Block, ...]:
        """The blocks that say something."""
        return tuple(b for b in self.blocks if not (b == "" or isinstance(b, Points) and not b.items))
