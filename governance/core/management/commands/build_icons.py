"""Build the icon sprite from Tabler Icons:

npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz && manage.py build_icons package
"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

CORE = Path(__file__).resolve().parents[2]
NAMES = CORE / "icons.txt"
SPRITE = CORE / "static" / "core" / "icons.svg"
MARK = CORE / "static" / "core" / "mark.svg"
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class Command(BaseCommand):
    help = "Builds static/core/icons.svg from the names in icons.txt and an unpacked @tabler/icons package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path, help="the unpacked package: a folder with icons/outline/")

    def handle(self, *args: Any, package: Path, **options: Any) -> None:
        names = sorted(set(NAMES.read_text().split()))
        missing = [name for name in names if not (package / "icons" / "outline" / f"{name}.svg").exists()]
        if missing:
            raise CommandError(f"not in the package: {', '.join(missing)}")
        symbols = [symbol("mark", MARK.read_text(), "0 0 32 32")]
        symbols += [symbol(name, (package / "icons" / "outline" / f"{name}.svg").read_text(), "0 0 24 24") for name in names]
        licence = "<!-- Tabler Icons 3.51.0, MIT licence, copyright Paweł Kuna; see vendor/tabler-icons-3.51.0/LICENSE -->"
        SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{licence}\n' + "\n".join(symbols) + "\n</svg>\n")
        self.stdout.write(f"{len(symbols)} icons in {SPRITE}")


def symbol(name: str, svg: str, box: str) -> str:
    """One SVG file as a symbol of the sprite, without the invisible bounding path Tabler draws."""
    found = INSIDE.search(re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL))
    inside = re.sub(r"\s+", " ", found.group(1) if found else "").replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "")
    return f'<symbol id="{name}" viewBox="{box}">{inside.strip()}</symbol>'
