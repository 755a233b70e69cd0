"""Human resources: whose case, sheet or score waits for me?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.models import ErasureRequest
from governance.organisation.models.retention import ErasureStatus
from governance.organisation.selectors import people_names
from governance.policies.models import Sanction
from governance.policies.selectors import sanctions_for
from governance.policies.states import SANCTIONS_OPEN, SanctionState
from reports.dashboards.homes.parts import Item, Part, Tile, Visit, until_look, urgent_first
from rollout.adoption.models import OwnScore
from rollout.adoption.owning import OwnState
from rollout.kpis.models import AppraisalSheet
from rollout.kpis.selectors.sheets import sheets_for
from rollout.kpis.states import SheetState

SHOWN = 12
# What human resources moves on itself.
OURS = (SanctionState.ANSWERED, SanctionState.UPHELD, SanctionState.APPEALED)
SHEETS_OPEN = (SheetState.SHOWN, SheetState.AGREED, SheetState.CONTESTED, SheetState.ANSWERED)


def part(visit: Visit) -> Part:
    cases = list(sanctions_for(visit.actor).filter(state__in=SANCTIONS_OPEN).order_by("appeal_by", "reply_by", "pk"))
    sheets = list(sheets_for(visit.actor).filter(state__in=SHEETS_OPEN).order_by("contest_by", "pk"))
    scores = list(OwnScore.objects.filter(state=OwnState.CONTESTED).defer("figures").order_by("contest_until", "pk"))
    erasures = list(ErasureRequest.objects.filter(status=ErasureStatus.REQUESTED).order_by("requested_at", "pk"))
    ids = {one.person_id for found in (cases, sheets, scores, erasures) for one in found if one.person_id}
    names = people_names(ids, visit.actor)
    items = [
        *(case_item(one, names, visit) for one in cases if one.state in OURS),
        *(score_item(one, names, visit) for one in scores),
        *(sheet_item(one, names) for one in sheets if one.state in (SheetState.CONTESTED, SheetState.AGREED)),
        *(erasure_item(one, names) for one in erasures),
    ]
    contested = sum(one.state == SheetState.CONTESTED for one in sheets)
    return Part(
        Role.HR,
        sentence(len(items)),
        tiles=[
            Tile(_("Sanctions under way"), str(len(cases)), url=reverse("policies:sanctions")),
            Tile(_("Appraisal sheets open"), str(len(sheets)), url=reverse("kpis:sheets")),
            Tile(_("Sheets contested"), str(contested), url=reverse("kpis:sheets"), look="watch" if contested else ""),
            Tile(_("Own scores contested"), str(len(scores)), look="watch" if scores else ""),
        ],
        items=shown(items),
        quiet=_("No case, sheet or score waits for you. Proposals of the offices appear here."),
    )


def shown(items: list[Item]) -> list[Item]:
    """The most urgent; beyond them stand sheets, and the way to all of these."""
    first, more = urgent_first(items)[:SHOWN], len(items) - SHOWN
    return [*first, Item(_("and %(count)d more") % {"count": more}, reverse("kpis:sheets"))] if more > 0 else first


def sentence(count: int) -> str:
    if not count:
        return _("Nothing waits for human resources.")
    said = ngettext("%(count)d matter waits for human resources.", "%(count)d matters wait for human resources.", count)
    return said % {"count": count}


def case_item(one: Sanction, names: dict[int, str], visit: Visit) -> Item:
    text = _("Sanction %(number)s, %(person)s: %(state)s") % {
        "number": one,
        "person": names[one.person_id],
        "state": one.get_state_display(),
    }
    last = one.appeal_by if one.state == SanctionState.APPEALED else None
    past = _("the time to appeal ended on %(day)s") % {"day": written.day(last)} if last else ""
    return Item(text, one.get_absolute_url(), until_look(last, visit.day) if last else "watch", until=last, past=past)


def sheet_item(one: AppraisalSheet, names: dict[int, str]) -> Item:
    of = names[one.person_id] if one.person_id else str(one.office)
    text = _("Appraisal sheet of %(who)s: %(state)s") % {"who": of, "state": one.get_state_display()}
    return Item(text, one.get_absolute_url(), "watch" if one.state == SheetState.CONTESTED else "info")


def score_item(one: OwnScore, names: dict[int, str], visit: Visit) -> Item:
    """Answered by the office head or the project office; human resources sees that it holds up an appraisal."""
    url = reverse("adoption:own_score", args=[one.pk]) if allows(visit.actor, Verb.VIEW, "own_score") else ""
    return Item(_("Own score of %(who)s is contested") % {"who": names[one.person_id]}, url)


def erasure_item(one: ErasureRequest, names: dict[int, str]) -> Item:
    url = reverse("organisation:erasure-decide", args=[one.pk])
    return Item(_("Asked to be erased: %(who)s") % {"who": names[one.person_id]}, url, "watch")
