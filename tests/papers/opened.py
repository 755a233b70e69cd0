"""A PDF read for checking: its structure as a tree of nodes, its pages as a list of instructions, each once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf

GROUPING = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private"}
BLOCKS = {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"}
INLINE = {"Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP"}
STANDARD = GROUPING | BLOCKS | INLINE | {"Figure", "Formula", "Form"}


@dataclass
class Node:
    """A structure element under its standard name, with the marked content and the objects that it holds directly."""

    kind: str
    element: Any
    parent: Node | None
    page: Any
    children: list[Node] = field(default_factory=list)
    marks: list[tuple[tuple[int, int], int]] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)

    def below(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.below()

    @property
    def kinds(self) -> list[str]:
        return [child.kind for child in self.children]

    def attribute(self, name: str) -> Any:
        """An attribute of the element, whichever of its attribute objects has it."""
        held = self.element.get("/A", [])
        for one in held if isinstance(held, pikepdf.Array) else [held]:
            if isinstance(one, pikepdf.Dictionary) and name in one:
                return one[name]
        return None


@dataclass
class Paper:
    raw: bytes
    document: pikepdf.Pdf

    @cached_property
    def roles(self) -> dict[str, str]:
        held = self.document.Root.get("/StructTreeRoot", {}).get("/RoleMap", {})
        return {str(name)[1:]: str(to)[1:] for name, to in held.items()}

    def standard(self, kind: str) -> str:
        """What the role map makes of a kind of element; the kind itself where it leads nowhere or in a circle."""
        seen = {kind}
        while kind not in STANDARD and (to := self.roles.get(kind)) and to not in seen:
            seen.add(to)
            kind = to
        return kind

    @cached_property
    def tree(self) -> list[Node]:
        """The elements at the top, with all below them."""
        root = self.document.Root.get("/StructTreeRoot")
        return [] if root is None else self._read(root, Node("", root, None, None)).children

    @cached_property
    def nodes(self) -> list[Node]:
        return [node for top in self.tree for node in top.below()]

    def _read(self, element: Any, node: Node) -> Node:
        held = element.get("/K", [])
        for child in held if isinstance(held, pikepdf.Array) else [held]:
            if isinstance(child, int):
                node.marks.append((node.page.objgen, int(child)))
            elif child.get("/Type") == "/MCR":
                node.marks.append((child.get("/Pg", node.page).objgen, int(child.MCID)))
            elif child.get("/Type") == "/OBJR":
                node.objects.append(child.Obj)
            else:
                made = Node(self.standard(str(child.get("/S", "/?"))[1:]), child, node, child.get("/Pg", node.page))
                node.children.append(self._read(child, made))
        return node

    @cached_property
    def instructions(self) -> list[tuple[pikepdf.Page, list[Any]]]:
        return [(page, list(pikepdf.parse_content_stream(page))) for page in self.document.pages]

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The tree from content back to elements, flattened."""
        root = self.document.Root.get("/StructTreeRoot", {})
        return dict(pikepdf.NumberTree(root.ParentTree)) if "/ParentTree" in root else {}


@contextmanager
def opened(pdf: bytes) -> Iterator[Paper]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield Paper(pdf, document)
