"""Writing policies: a new one, a new version of it, the draft's text. Nothing here binds anybody yet."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require
from governance.organisation.models import JobRole, Office
from governance.policies import texts
from governance.policies.actions.moving import CHANGED, held, move
from governance.policies.models import Policy, PolicyVersion
from governance.policies.rules import life
from governance.policies.states import Change, PolicyKind, Touches, VersionState

# Addresses of pages beside those of policies.
RESERVED = frozenset({"mine", "moves", "new", "incentives", "sanctions", "signatures"})
IN_PREPARATION = (VersionState.DRAFT, VersionState.CONSULTATION)


@dataclass(frozen=True)
class Content:
    """What an author writes into a version."""

    title_en: str = ""
    title_zh_hans: str = ""
    title_zh_hant: str = ""
    body_en: str = ""
    body_zh_hans: str = ""
    body_zh_hant: str = ""
    change: str = Change.MATERIAL
    change_note: str = ""
    touches: list[str] = field(default_factory=list)
    job_roles: list[str] = field(default_factory=list)
    crm_roles: list[str] = field(default_factory=list)
    office_ids: list[int] = field(default_factory=list)
    effective_on: date | None = None
    sign_by: date | None = None
    office_limit: Decimal | None = None


@transaction.atomic
def create_policy(*, code: str, kind: PolicyKind, content: Content, actor: Actor, at: datetime, reason: str = "") -> PolicyVersion:
    """A new policy with the draft of its first version."""
    require(actor, Verb.CHANGE, "policy")
    if code in RESERVED:
        message = _("This code is taken by a page. Choose another.")
        raise InvalidInput(message, fields={"code": message})
    if Policy.objects.filter(code=code).exists():
        message = _("There is a policy with this code already.")
        raise InvalidInput(message, fields={"code": message})
    written = checked(content)
    with audit.because(actor, reason):
        policy = Policy.objects.create(
            code=code, kind=kind, title_en=written.title_en, title_zh_hans=written.title_zh_hans, title_zh_hant=written.title_zh_hant
        )
        return PolicyVersion.objects.create(policy=policy, number=1, **values(policy, written))


@transaction.atomic
def new_version(policy: Policy, *, change: Change, change_note: str, actor: Actor, at: datetime) -> PolicyVersion:
    """A draft that begins as a copy of the last version. One is in preparation at a time."""
    require(actor, Verb.CHANGE, "policy")
    policy = held(policy)
    if policy.versions.filter(state__in=IN_PREPARATION).exists():
        raise Refused(_("A version of this policy is in preparation already. Finish or withdraw that one."))
    last = policy.versions.order_by("-number").first()
    copied = {one.name: getattr(last, one.name) for one in fields(Content)} if last else {}
    copied |= {"change": change, "change_note": change_note.strip(), "effective_on": None, "sign_by": None}
    with audit.because(actor, change_note):
        try:
            with transaction.atomic():
                return PolicyVersion.objects.create(policy=policy, number=last.number + 1 if last else 1, **copied)
        except IntegrityError:
            raise Conflict(CHANGED) from None


@transaction.atomic
def save_draft(version: PolicyVersion, *, content: Content, actor: Actor, at: datetime, reason: str = "") -> PolicyVersion:
    """Write the draft. What is missing is said when it is sent into consultation, not before."""
    require(actor, Verb.CHANGE, "policy")
    version = held(version)
    if version.state != VersionState.DRAFT:
        raise Refused(_("Only a draft can be changed. Send the version back first, or begin a new one."))
    policy = version.policy
    written = checked(content)
    if version.number == 1 and written.change == Change.EDITORIAL:
        message = _("The first version is never editorial: nobody has signed anything yet.")
        raise InvalidInput(message, fields={"change": message})
    with audit.because(actor, reason):
        move(version, VersionState.DRAFT, **values(policy, written))
        if not policy.versions.exclude(pk=version.pk).exists():
            entitle(policy, version)
    return version


def entitle(policy: Policy, version: PolicyVersion) -> None:
    """The policy is called as this version calls it."""
    titles = {name: getattr(version, name) for name in ("title_en", "title_zh_hans", "title_zh_hant")}
    if any(getattr(policy, name) != title for name, title in titles.items()):
        audit.update(Policy.objects.filter(pk=policy.pk), **titles)


def checked(content: Content) -> Content:
    """What was written, tidied; InvalidInput where it cannot be kept at all."""
    wrong: dict[str, Text] = {}
    for name in ("body_en", "body_zh_hans", "body_zh_hant"):
        if len(getattr(content, name)) > texts.LONGEST:
            wrong[name] = _("A policy has at most %(count)s characters.") % {"count": texts.LONGEST}
    if unknown := set(content.job_roles) - set(JobRole.values):
        wrong["job_roles"] = _("There is no such job: %(names)s.") % {"names": ", ".join(sorted(unknown))}
    if unknown := set(content.touches) - set(Touches.values):
        wrong["touches"] = _("There is no such choice: %(names)s.") % {"names": ", ".join(sorted(unknown))}
    if content.change not in Change.values:
        wrong["change"] = _("There is no such choice: %(names)s.") % {"names": content.change}
    if content.office_limit is not None and content.office_limit < 0:
        wrong["office_limit"] = _("Not below zero.")
    if content.office_ids and Office.objects.filter(pk__in=content.office_ids).count() != len(set(content.office_ids)):
        wrong["office_ids"] = _("One of these offices does not exist.")
    if wrong:
        raise InvalidInput(_("The draft was not saved."), fields=wrong)
    return content


def values(policy: Policy, content: Content) -> dict[str, object]:
    """The version's columns for what was written."""
    found: dict[str, object] = {one.name: getattr(content, one.name) for one in fields(Content)}
    found |= {name: texts.tidy(str(value)) for name, value in found.items() if name.startswith("body_")}
    found |= {name: " ".join(str(value).split())[:160] for name, value in found.items() if name.startswith("title_")}
    found |= {name: sorted(set(getattr(content, name))) for name in ("job_roles", "crm_roles", "office_ids")}
    found["touches"] = sorted(one.value for one in life.touching(PolicyKind(policy.kind), content.touches))
    return found
