"""Every page of a small company, rendered once in every language and kept for the tests that look at them, whatever process they run in."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone, translation

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.roles import Role
from governance.organisation.models import Account, Person, RoleAssignment
from tests.company import LONG_AGO, RECORDED
from tests.pages.crawl import HOME, NAMES, Place, Walk
from tests.pages.left import build
from tests.pages.places import BESIDES, FILE, NOT_WALKED, READERS, ROUTES, addresses

LANGUAGES = ("en", "zh-hans", "zh-hant")
# A Monday; pages differ with the day, and the walk should not.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
IN_TESTS = {
    "TASKS": {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}},
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


@dataclass(frozen=True)
class Kept:
    """A page in one language: its source, its content-security policy, and of what it is built."""

    name: str
    username: str
    path: str
    language: str
    html: str
    policy: str
    built: str


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """The clock begins at this moment and runs on."""
    begun = monotonic()
    with patch.object(timezone, "now", lambda: moment + timedelta(seconds=monotonic() - begun)):
        yield


def kept(folder: Path, private: Path) -> list[Kept]:
    """The pages, rendered by whichever process of the run comes first; the others wait for it."""
    file = folder / "pages.json"
    with (folder / "pages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            file.write_text(json.dumps([asdict(page) for page in rendered(private)]))
    return [Kept(**page) for page in json.loads(file.read_text())]


def rendered(private: Path) -> list[Kept]:
    """The company is built, walked and rolled back again."""
    folders = {"DATA_DIR": private, "ATTACHMENT_DIR": private / "attachments", "USAGE_DIR": private / "usage"}
    with override_settings(**IN_TESTS, **folders), on(MONDAY), transaction.atomic():
        call_command("demo_company", offices=5, people=40, today=timezone.localdate(MONDAY), stdout=(private / "out").open("w"))
        with audit.operation(system_actor("tests"), reason="test"):
            a_seller()
        walk = walked()
        pages = [page for language in LANGUAGES for page in in_language(walk, language)]
        transaction.set_rollback(True)
    return pages


def walked() -> Walk:
    """By links as far as they lead, then to the objects that no link of this company leads to."""
    Account.objects.update(language=LANGUAGES[0])
    walk = Walk()
    for reader in READERS:
        walk.follow(reader)
    for name in sorted(NAMES - set(walk.places) - {HOME} - set(NOT_WALKED)):
        if not FILE.search(ROUTES[name]):
            walk.try_all(name, addresses(name), READERS)
    for name, (reader, path) in BESIDES.items():
        walk.places[name], walk.answers[name] = Place(name, reader, path), walk.client(reader).get(path)
    return walk


def in_language(walk: Walk, language: str) -> Iterator[Kept]:
    Account.objects.update(language=language)
    for place in walk.places.values():
        client = walk.client(place.username)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        with translation.override(language):
            answer = walk.answers[place.name] if language == LANGUAGES[0] else client.get(place.path)
        policy = answer.headers.get("Content-Security-Policy", "")
        html = answer.content.decode()
        built = sha256(build(html).encode()).hexdigest()
        yield Kept(place.name, place.username, place.path, language, html, policy, built)


def a_seller() -> None:
    """Someone who sells, learns and is tested: the demo company gives its staff no accounts."""
    sellers = Person.objects.filter(account=None, memberships__job_role="sales", memberships__office__code="SHA")
    person = sellers.order_by("employee_number")[0]
    Account.objects.create(username="seller", person=person)
    office = person.memberships.all()[0].office
    RoleAssignment.objects.create(person=person, role=Role.STAFF, office=office, first_day=LONG_AGO, recorded_at=RECORDED, username="tests")
