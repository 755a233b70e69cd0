"""Background work of this room: the list follows by itself, certificates are issued and reminded of, whole offices are printed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.jobs import Progress, after, job
from training.clearance.actions.asking import FOLLOW
from training.clearance.actions.certificates import issue_certificates
from training.clearance.actions.expiring import remind_of_expiry
from training.clearance.actions.following import follow
from training.clearance.actions.printing import print_office


@after("attendance", "results", "signatures", "policies", "roster")
@job(FOLLOW, title=gettext_lazy("Work the clearance list out"))
def follow_list(progress: Progress) -> dict[str, Any]:
    """After anything that decides on clearance, and every night for what runs out."""
    issued = issue_certificates(actor=progress.actor, at=progress.at)
    told = follow(actor=progress.actor, at=progress.at)
    reminded = remind_of_expiry(actor=progress.actor, at=progress.at)
    values = {"people": told.people, "gained": told.gained, "lost": told.lost, "issued": issued}
    message = _("%(people)s people: %(gained)s became cleared, %(lost)s lost it, %(issued)s certificates issued.") % values
    return values | {"changed": told.changed, "reminded": reminded, "message": message}


@job("clearance.print_office", title=gettext_lazy("Certificates of an office"))
def print_office_certificates(progress: Progress, office_id: int, language: str) -> dict[str, Any]:
    """All valid certificates of an office in one ZIP, in the background: each PDF takes a moment."""
    return print_office(office_id, language=language, actor=progress.actor, at=progress.at, step=progress.step)
