"""XML as a small tree with line numbers, read so that a hostile file costs nothing. Pure.

A document type or an entity is refused at once, so nothing can expand or be fetched; depth and size are limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from governance.core.errors import UnreadableFile

DEEPEST, MOST_NODES = 40, 500_000


@dataclass
class Node:
    """An element: its name, attributes, own text, children, and the line it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, name: str) -> Iterator[Node]:
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        return next(self.all(name), None)

    def said(self, *path: str) -> str:
        """The stripped text of the first element along a path; empty where there is none."""
        node: Node | None = self
        for name in path:
            node = node.first(name) if node else None
        return node.text.strip() if node else ""


class _Builder:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.open: list[Node] = []
        self.root: Node | None = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_NODES:
            raise UnreadableFile(_("The XML is nested too deeply or has too many elements: this is no question file."))
        node = Node(name, attributes, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(node)
        self.root = self.root or node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, piece: str) -> None:
        if self.open:
            self.open[-1].pieces.append(piece)

    def refuse(self, *_arguments: object) -> None:
        raise UnreadableFile(_("The file declares a document type or entities, which question files never need. It was not read."))


def parse(text: str) -> Node:
    """The root of a text; UnreadableFile where it is no XML, or a dangerous one."""
    # The text is decoded already, whatever its first line says of its encoding.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    builder = _Builder(parser)
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = builder.refuse
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as wrong:
        message = _("This is not readable XML: line %(line)s, %(reason)s.")
        raise UnreadableFile(message % {"line": wrong.lineno, "reason": expat.ErrorString(wrong.code)}) from wrong
    except UnicodeError as wrong:
        raise UnreadableFile(_("The file holds signs that are no text.")) from wrong
    assert builder.root is not None
    return builder.root
