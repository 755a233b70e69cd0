"""Reasons in plain words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core import written
from training.clearance.rules import Kind, Line, Need, Obstacle, State
from training.clearance.selectors.lists import line_from

Titles = Mapping[Need, str]
BADGES = {State.MET: "good", State.WAIVED: "info", State.EXPIRED: "bad", State.MISSING: "bad"}


def title_of(need: Need, titles: Titles) -> str:
    return titles.get(need) or f"{Kind(need.kind).label} {need.id}"


def reason(line: Line, titles: Titles) -> str:
    """One requirement as a sentence."""
    values = {"title": title_of(line.need, titles), "on": written.day(line.on), "until": written.day(line.until)}
    kind = Kind(line.need.kind)
    if line.state == State.WAIVED:
        return _("“%(title)s” is waived until %(until)s") % values
    if line.state == State.MISSING:
        words = {
            Kind.COURSE: _("Attend the course “%(title)s”"),
            Kind.PAPER: _("Pass the test “%(title)s”"),
            Kind.POLICY: _("Sign the policy “%(title)s”"),
        }
    elif line.state == State.EXPIRED:
        words = {
            Kind.COURSE: _("Attend “%(title)s” again: it counted until %(until)s"),
            Kind.PAPER: _("Pass “%(title)s” again: it counted until %(until)s"),
            Kind.POLICY: _("Sign “%(title)s” again: the signature counted until %(until)s"),
        }
    elif line.until is not None:
        words = {
            Kind.COURSE: _("“%(title)s” attended on %(on)s, counts until %(until)s"),
            Kind.PAPER: _("“%(title)s” passed on %(on)s, counts until %(until)s"),
            Kind.POLICY: _("“%(title)s” signed on %(on)s, counts until %(until)s"),
        }
    else:
        words = {
            Kind.COURSE: _("“%(title)s” attended on %(on)s"),
            Kind.PAPER: _("“%(title)s” passed on %(on)s"),
            Kind.POLICY: _("“%(title)s” signed on %(on)s"),
        }
    return words[kind] % values


def obstacle_words(obstacle: str, duty_from: date | None = None) -> str:
    """Why nobody could be cleared here that day."""
    if obstacle == Obstacle.NOT_YET:
        return _("Must use the CRM from %(day)s") % {"day": written.day(duty_from)} if duty_from else _("Does not have to use the CRM yet")
    if obstacle == Obstacle.UNDEFINED:
        return _("Nothing is laid down yet for this role")
    return _("No longer has to use the CRM") if obstacle == Obstacle.OVER else ""


def lacking(lines: Iterable[Line], obstacle: str, titles: Titles, duty_from: date | None = None) -> list[str]:
    """Everything that stands in the way, in words."""
    found = [obstacle_words(obstacle, duty_from)] if obstacle else []
    return found + [reason(line, titles) for line in lines if not line.lets_in]


def kept(lines: Iterable[Mapping[str, Any]], titles: Titles) -> list[str]:
    """Stored lines in words; a stored obstacle stands alone."""
    return [obstacle_words(line["obstacle"]) if "obstacle" in line else reason(line_from(line), titles) for line in lines]


def needs_in(lines: Iterable[Mapping[str, Any]]) -> set[Need]:
    return {Need(line["kind"], line["id"]) for line in lines if "kind" in line}


def do_it(kind: str) -> str:
    """What the link to the page where one does it says."""
    words = {Kind.COURSE: _("To my courses"), Kind.PAPER: _("To my tests"), Kind.POLICY: _("To my policies")}
    return words[Kind(kind)]
