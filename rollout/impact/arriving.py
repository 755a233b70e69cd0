"""Where two lists lie between being sent in and being compared. They hold customers' keys, so nothing here outlives the comparison."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.core.errors import Refused, UnreadableFile

CHUNK = 4 * 1024 * 1024
# Somebody who leaves in the middle finds the lists again the same day; after that they are gone.
LASTS = timedelta(hours=24)


def root() -> Path:
    path = Path(settings.DATA_DIR) / "lists"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def new_folder() -> str:
    name = uuid.uuid4().hex
    (root() / name).mkdir(mode=0o700)
    return name


def keep(stream: BinaryIO, folder: str, name: str) -> str:
    """Copy a list into its folder; returns its hash."""
    digest, size = hashlib.sha256(), 0
    with (root() / folder / name).open("xb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > settings.UPLOAD_MAX_BYTES:
                raise UnreadableFile(_("The file is larger than this installation accepts. Send it in parts, or packed."))
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def place(folder: str, name: str) -> Path:
    """Where a list lies; Refused once it is gone."""
    path = root() / folder / name
    if not folder or not path.exists():
        raise Refused(_("The lists are gone: they are kept for a day at most. Send them in again."))
    return path


def forget(folder: str) -> None:
    if folder:
        shutil.rmtree(root() / folder, ignore_errors=True)


def stale(now: datetime) -> list[str]:
    """Folders older than a day, whoever left them."""
    before = (now - LASTS).timestamp()
    return sorted(path.name for path in root().iterdir() if path.is_dir() and path.stat().st_mtime < before)
