"""What the settings promise an operator, read in a process of their own so that the tests' own settings do not answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.test_walls import ROOT, WINGS

PRODUCTION = {"GATEHOUSE_HTTPS": "1", "GATEHOUSE_HOSTS": "gatehouse.example", "GATEHOUSE_SMTP": "mail.example"}


def run(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python under these variables only, with no others of ours."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("GATEHOUSE_", "DJANGO_", "DATABASE_URL"))}
    env |= {"GATEHOUSE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"} | variables
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


def ask(tmp_path: Path, expression: str, **variables: str) -> str:
    code = f"import django; django.setup(); from django.conf import settings; from django.db import connection; print({expression})"
    result = run(tmp_path, "-c", code, **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_debug_is_off_unless_asked(tmp_path: Path) -> None:
    assert ask(tmp_path, "settings.DEBUG") == "False"
    assert ask(tmp_path, "settings.DEBUG", GATEHOUSE_DEBUG="1") == "True"


def test_debug_pages_never_face_the_network(tmp_path: Path) -> None:
    result = run(tmp_path, "manage.py", "check", GATEHOUSE_DEBUG="1", **PRODUCTION)
    assert result.returncode != 0
    assert "must not face the network" in result.stderr


def test_sqlite_runs_in_wal_mode_with_immediate_transactions(tmp_path: Path) -> None:
    pragma = "connection.cursor().execute('PRAGMA journal_mode').fetchone()[0]"
    assert ask(tmp_path, f"{pragma}, settings.DATABASES['default']['OPTIONS']['transaction_mode']") == "wal IMMEDIATE"


def test_database_url_chooses_postgresql(tmp_path: Path) -> None:
    answer = ask(tmp_path, "connection.vendor, settings.DATABASES['default']['NAME']", DATABASE_URL="postgresql://gate@db.example/house")
    assert answer == "postgresql house"


def test_the_deploy_check_is_clean_under_production_settings(tmp_path: Path) -> None:
    result = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_the_signing_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = ask(tmp_path, "settings.SECRET_KEY")
    assert ask(tmp_path, "settings.SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_every_variable_the_product_reads_is_documented() -> None:
    page = (ROOT / "docs/operations.md").read_text()
    code = [ROOT / "run", *(path for folder in ("config", *WINGS) for path in (ROOT / folder).rglob("*.py"))]
    read = {name for path in code for name in re.findall(r"\b(?:GATEHOUSE_[A-Z_]+[A-Z]|DATABASE_URL)\b", path.read_text())}
    assert {name for name in read if f"`{name}`" not in page} == set()
