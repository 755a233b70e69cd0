"""Fixtures of the whole suite: an open audit operation, unsealed tables, and clients per role."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from governance.core import audit, seals
from governance.core.actor import Actor, Grant, system_actor
from governance.core.roles import Role
from tests import company, migrated, numbers, shuffled
from tests.browser import axe, browser_type_launch_args, page_for  # noqa: F401

# A busy machine is no failure of a law, and the same examples are tried each time: what fails here fails for everybody.
# GATEHOUSE_EXAMPLES=2000 looks for new ones, that many for each law.
searched = int(os.environ.get("GATEHOUSE_EXAMPLES", "0"))
slow = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large]
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=not searched, max_examples=searched or 100, suppress_health_check=slow
)
hypothesis.settings.load_profile("house")

if shuffled.chosen:
    shuffled.install()


@pytest.fixture(autouse=True)
def _dealing(request: pytest.FixtureRequest) -> None:
    """Each test counts its people from one and, where rows without an order are shuffled, is dealt the same cards every time."""
    shuffled.begin(request.node.nodeid)
    numbers.begin(request.node.nodeid)


@pytest.fixture(scope="session")
def migrated_before(django_db_modify_db_settings: None) -> Iterator[None]:
    """The migrated database of an earlier run, where there is one. Held open until Django's own connection holds it."""
    memory = migrated.load()
    yield
    if memory:
        memory.close()


@pytest.fixture(scope="session")
def django_db_setup(migrated_before: None, django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that empty tables need the append-only triggers off; the tests of the triggers put them on again."""
    with django_db_blocker.unblock():
        migrated.save()
        for table in [*seals.sealable_tables(), *seals.kept_tables()]:
            seals.unseal(connection, table)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page read in Chinese leaves its language behind; each test begins and ends in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _operation() -> Iterator[None]:
    with audit.operation(system_actor("tests"), reason="test"):
        yield


@pytest.fixture(autouse=True)
def _private_folders(settings: Any, tmp_path: Path) -> None:
    """Every test has its own folders for files, plain static addresses, and tasks that run at once."""
    settings.DATA_DIR = tmp_path
    settings.ATTACHMENT_DIR = tmp_path / "attachments"
    settings.USAGE_DIR = tmp_path / "usage"
    settings.CHART_CACHE_DIR = tmp_path / "charts"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def signed_in(db: None) -> Callable[..., Client]:
    """`signed_in(Role.SPONSOR)` or `signed_in(Role.OFFICE_HEAD, office=paris)`: a client of a new account with that role."""

    def sign_in(*roles: Role, office: Any = None, language: str = "en") -> Client:
        account = company.account(*roles, office=office, language=language)
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def project_office() -> Actor:
    """An actor of the project office that needs no database."""
    return Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE),))


@pytest.fixture
def sponsor() -> Actor:
    """The executive sponsor, without a database."""
    return Actor(username="sun", grants=(Grant(Role.SPONSOR),))
