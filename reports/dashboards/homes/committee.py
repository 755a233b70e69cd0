"""A committee member: what may I vote on, and by when?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.steering.matters import Outcome
from governance.steering.models import Ballot
from governance.steering.selectors import votes_asked
from governance.steering.showing import LOOK
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Visit, until_look, urgent_first
from reports.dashboards.homes.standing import offices_live

DECIDED_SHOWN = 6


def part(visit: Visit) -> Part:
    asked = votes_asked(visit.actor, visit.day)
    open_ones = [one for one in asked if not one.voted]
    items = [
        Item(
            one.ballot.question,
            one.ballot.get_absolute_url(),
            until_look(one.ballot.due_on, visit.day) if not one.voted else "none",
            until=one.ballot.due_on,
            note=_("You have voted; you may change it until it closes.") if one.voted else str(one.ballot.committee),
        )
        for one in asked
    ]
    return Part(
        Role.COMMITTEE,
        sentence(len(open_ones)),
        tiles=offices_live(visit),
        items=urgent_first(items),
        quiet=_("No ballot is open for you. You are reminded when one is."),
        blocks=[decided(visit)],
        url=reverse("steering:waiting") if open_ones and allows(visit.actor, Verb.CHANGE, "vote") else "",
        action=_("Vote"),
    )


def sentence(count: int) -> str:
    if not count:
        return _("No ballot waits for your vote.")
    return ngettext("%(count)d ballot waits for your vote.", "%(count)d ballots wait for your vote.", count) % {"count": count}


def decided(visit: Visit) -> Block:
    """What was decided last, with its figures."""
    rows = Ballot.objects.filter(closing__isnull=False).select_related("closing", "committee").order_by("-closing__recorded_at", "-pk")
    lines = [
        [
            Cell(one.question, one.get_absolute_url()),
            Cell(one.closing.get_outcome_display(), look=LOOK[Outcome(one.closing.outcome)]),
            Cell(f"{one.closing.votes_for} : {one.closing.votes_against}", numeric=True),
            Cell(written.day(one.closing.recorded_at), nowrap=True),
        ]
        for one in rows[:DECIDED_SHOWN]
    ]
    return Block(
        _("Decided lately"),
        [_("Question"), _("Outcome"), _("For : against"), _("On")],
        lines,
        _("Nothing has been decided by ballot yet."),
        url=reverse("steering:ballots"),
        action=_("All ballots"),
    )
