"""Every icon that a page or the menu names is in the sprite, and the sprite holds no icon that nothing lists."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from governance.core import navigation
from governance.core.management.commands.build_icons import NAMES, SPRITE

IN_TEMPLATES = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([\w-]+)["']""")
IN_CODE = re.compile(r"""\bicon=["']([\w-]+)["']""")
WINGS = ("governance", "rollout", "training", "reports")


def drawn() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()))


def named(pattern: re.Pattern[str], ending: str) -> dict[str, Path]:
    """Icon name → a file that uses it."""
    files = (path for wing in WINGS for path in (Path(settings.BASE_DIR) / wing).rglob(f"*.{ending}"))
    return {next(filter(None, found.groups())): path for path in files for found in pattern.finditer(path.read_text())}


def test_every_icon_of_a_template_is_drawn() -> None:
    assert {name: path for name, path in named(IN_TEMPLATES, "html").items() if name not in drawn()} == {}


def test_every_icon_of_the_code_is_drawn() -> None:
    assert {name: path for name, path in named(IN_CODE, "py").items() if name not in drawn()} == {}


def test_every_line_of_the_menu_has_a_drawn_icon() -> None:
    assert {entry.icon for entry in navigation._entries.values()} - drawn() == set()


def test_the_sprite_is_built_from_the_list() -> None:
    assert drawn() == set(NAMES.read_text().split()) | {"mark"}
