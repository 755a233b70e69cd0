"""Builders for tests of policies: a draft, a published version, people who sign, in as few words as possible."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from governance.core import attachments
from governance.core.actor import Actor, Grant
from governance.core.models import Attachment
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from governance.policies.actions import drafting, life
from governance.policies.actions.drafting import Content
from governance.policies.actions.signing import sign
from governance.policies.models import Policy, PolicyVersion, Signature
from governance.policies.states import Change, PolicyKind
from tests import numbers

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BODY = "What holds.\n\n1. First clause.\n2. Second clause.\n2.1 A part of the second."
ZH = "总则。\n\n1. 第一条。\n2. 第二条。\n2.1 第二条之一。"


def actor(
    role: Role, person: Person | None = None, *, username: str = "", office: Office | None = None, limit: Decimal | None = None
) -> Actor:
    reach = frozenset({office.pk}) if office else None
    return Actor(username or role.value, person_id=person.pk if person else None, grants=(Grant(role, reach, limit=limit),))


PROJECT, SPONSOR, HR = actor(Role.PROJECT_OFFICE), actor(Role.SPONSOR), actor(Role.HR)
OTHER_PROJECT, OTHER_HR, AUDITOR = actor(Role.PROJECT_OFFICE, username="mei"), actor(Role.HR, username="lin"), actor(Role.AUDITOR)


def staff(person: Person, office: Office) -> Actor:
    return actor(Role.STAFF, person, username=person.pseudonym, office=office)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), tzinfo=UTC)


def content(**changes: Any) -> Content:
    first = {
        "title_en": "Customer classes",
        "title_zh_hans": "客户分级",
        "title_zh_hant": "客戶分級",
        "body_en": BODY,
        "body_zh_hans": ZH,
        "body_zh_hant": ZH,
        "effective_on": TODAY,
        "sign_by": TODAY + DAY * 14,
    }
    return Content(**first | changes)


def draft(kind: PolicyKind = PolicyKind.CUSTOMERS, *, code: str = "", at: datetime = NOW, **changes: Any) -> PolicyVersion:
    code = code or f"policy-{numbers.next_one()}"
    return drafting.create_policy(code=code, kind=kind, content=content(**changes), actor=PROJECT, at=at)


def file(what: str = "policy", office: Office | None = None) -> Attachment:
    stream = BytesIO(f"minutes {numbers.next_one()}".encode())
    return attachments.store(stream, name="minutes.txt", actor=PROJECT, at=NOW, what=what, office_id=office.pk if office else None)


def ready(version: PolicyVersion, *, on: date = TODAY) -> PolicyVersion:
    """In consultation, with everything recorded and approved."""
    version = life.submit(version, actor=PROJECT, at=noon(on))
    if version.touches:
        life.record_consultation(version, party="Council", on=on, outcome="agreed", attachment=file(), actor=PROJECT, at=noon(on))
        life.record_review(version, party="Legal", on=on, attachment=file(), actor=PROJECT, at=noon(on))
    life.approve(version, actor=SPONSOR, at=noon(on), reason="agreed")
    return version


def published(kind: PolicyKind = PolicyKind.CUSTOMERS, *, on: date = TODAY, **changes: Any) -> PolicyVersion:
    """Published on that day; in force from then, to be signed within a fortnight, unless said otherwise."""
    days = {"effective_on": on, "sign_by": on + DAY * 14}
    version = ready(draft(kind, at=noon(on), **days | changes), on=on)
    return life.publish(version, party="notice board", on=on, actor=PROJECT, at=noon(on))


def renewed(policy: Policy, *, on: date, change: Change = Change.MATERIAL, **changes: Any) -> PolicyVersion:
    """The next version, published on that day."""
    version = drafting.new_version(policy, change=change, change_note="clearer", actor=PROJECT, at=noon(on))
    days = {"effective_on": on, "sign_by": on + DAY * 14, "change": change, "change_note": "clearer"}
    version = drafting.save_draft(version, content=content(**days | changes), actor=PROJECT, at=noon(on))
    return life.publish(ready(version, on=on), party="notice board", on=on, actor=PROJECT, at=noon(on))


def signs(person: Person, version: PolicyVersion, office: Office, *, on: date = TODAY, language: str = "en") -> Signature:
    text = version.texts.get(language=language)
    return sign(version, language=language, sha256=text.sha256, actor=staff(person, office), at=noon(on))
