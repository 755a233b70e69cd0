"""What the committee is asked by this room, for the page of the ballot: the way to the evidence, and the exact terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from governance.steering import subjects
from governance.steering.naming import recorded_officers
from governance.steering.subjects import About
from rollout.staging.asking import Terms
from rollout.staging.models import OfficeRollout, Proposal
from rollout.staging.stages import Stage
from rollout.staging.status.rules import Light
from rollout.staging.status.wording import light_name


def register_all() -> None:
    for kind in ("gate", "override", "lift"):
        subjects.register(kind, at_gate)
    subjects.register("status", of_light)
    subjects.register("withdrawal", of_pilot)
    subjects.register("stop", of_programme)


def rollout_in(key: str) -> OfficeRollout | None:
    """The office named by the second part of a key; keys of other houses name none."""
    number = key.split(":")[1] if ":" in key else ""
    return OfficeRollout.objects.select_related("office").filter(pk=int(number)).first() if number.isdecimal() else None


def at_gate(key: str, actor: Actor) -> About | None:
    rollout = rollout_in(key)
    if rollout is None:
        return None
    may = allows(actor, Verb.VIEW, "gate_evidence", office_id=rollout.office_id)
    url = reverse("staging:office_gate", args=[rollout.office_id]) if may else ""
    kept = Proposal.objects.filter(subject_key=key).first()
    label = _("The gate of %(office)s, with its evidence today") % {"office": rollout.office}
    return About(label, url, list(words(kept.terms)) if kept else ())


def of_light(key: str, actor: Actor) -> About | None:
    """An override of a status light: the second part of the key names the office itself."""
    number = key.split(":")[1]
    office = Office.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if office is None:
        return None
    kept = Proposal.objects.filter(subject_key=key).first()
    url = reverse("staging:status") if allows(actor, Verb.VIEW, "status_rule") else ""
    return About(_("The status lights of %(office)s") % {"office": office}, url, list(words(kept.terms)) if kept else ())


def of_pilot(key: str, actor: Actor) -> About | None:
    rollout = rollout_in(key)
    if rollout is None:
        return None
    url = reverse("staging:office", args=[rollout.office_id]) if allows(actor, Verb.VIEW, "programme") else ""
    return About(str(rollout.office), url)


def of_programme(key: str, actor: Actor) -> About:
    return About(_("Stop the programme"), reverse("staging:stop") if allows(actor, Verb.VIEW, "programme_stop") else "")


def words(terms: Terms) -> Iterable[Text]:
    """The terms for people; who answers for a condition is named, as whoever decides is."""
    if terms.get("light"):
        yield _("Shown as: %(light)s") % {"light": light_name(Light(terms["light"]))}
    if terms.get("until"):
        yield _("Runs until %(day)s") % {"day": written.day(date.fromisoformat(terms["until"]))}
    if terms.get("to"):
        yield _("Back to “%(stage)s”.") % {"stage": Stage(terms["to"]).label}
    rows = terms.get("conditions", ())
    names = recorded_officers(row["owner"] for row in rows)
    for row in rows:
        values = {"text": row["text"], "day": written.day(date.fromisoformat(row["due"]))}
        yield _("Condition: %(text)s, by %(day)s. Owner: %(owner)s") % (values | {"owner": names.get(row["owner"], row["owner"])})
