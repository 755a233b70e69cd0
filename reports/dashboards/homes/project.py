"""The project office: sessions of the next two weeks, data gone stale, gates ready to be decided, beside what waits."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.roles import Role
from governance.organisation.selectors import offices_held
from reports.dashboards.homes.parts import Item, Part, Visit, until_look
from rollout.adoption.selectors.staleness import freshness
from rollout.staging.gating.waiting import Next, conditions_due, overrides_ending, ready_to_decide
from training.courses.ahead import sessions_ahead

AHEAD = timedelta(days=14)
SHOWN = 10


def sessions(visit: Visit) -> Part:
    """Every session that begins within two weeks, with the seats taken."""
    at = visit.known_at or visit.now
    found = sessions_ahead(at, at + AHEAD, visit.known_at)
    items = [
        Item(
            f"{written.moment(one.session.local_start)} · {one.session.course}",
            reverse("courses:session", args=[one.session.pk]),
            note=_("%(where)s, %(some)d of %(all)d seats taken")
            % {"where": one.session.where, "some": one.seated, "all": one.session.capacity},
        )
        for one in found[:SHOWN]
    ]
    title = ngettext("%(count)d session in the next two weeks", "%(count)d sessions in the next two weeks", len(found))
    quiet = _("None. Plan one where somebody still needs a course.")
    return Part(
        Role.PROJECT_OFFICE, "", items=items, quiet=quiet, title=title % {"count": len(found)},
        url=reverse("courses:planner"), action=_("Planner"),
    )  # fmt: skip


def stale(visit: Visit) -> list[Item]:
    """Sources of usage data that are older than their own limit."""
    found = [one for one in freshness([visit.day], visit.known_at)[visit.day] if one.is_stale]
    return [Item(_("Usage data gone stale: %(source)s") % {"source": one.name}, reverse("adoption:imports"), "bad") for one in found]


def gates(visit: Visit) -> list[Item]:
    """Gates ready to be decided, conditions that fall due, overrides that run out."""
    ready = ready_to_decide(visit.actor, visit.known_at or visit.now, visit.known_at)
    steps = {
        Next.DECIDE: _("to be decided"),
        Next.ASK: _("to be put to the committee"),
        Next.VOTE: _("the committee votes"),
        Next.RECORD: _("voted on, to be put on record"),
    }
    due = conditions_due(visit.actor, visit.day, known_at=visit.known_at)
    ending = overrides_ending(visit.actor, visit.day, known_at=visit.known_at)
    called = offices_held(visit.known_at) if due or ending else {}
    return [
        *(
            Item(
                _("Condition for %(office)s: %(text)s") % {"office": called[one.decision.rollout.office_id], "text": one.text},
                reverse("staging:office_gate", args=[one.decision.rollout.office_id]),
                until_look(one.due, visit.day),
                until=one.due,
            )
            for one in due
        ),
        *(
            Item(
                _("Override for %(office)s runs out: %(criterion)s")
                % {"office": called[one.rollout.office_id], "criterion": one.criterion},
                reverse("staging:office_gate", args=[one.rollout.office_id]),
                "watch",
                until=one.until,
            )
            for one in ending
        ),
        *(
            Item(
                _("%(office)s: the gate is ready, %(next)s") % {"office": one.rollout.office, "next": steps[one.next]},
                reverse("staging:office_gate", args=[one.rollout.office_id]),
                "watch" if one.mine else "info",
            )
            for one in ready
        ),
    ]
