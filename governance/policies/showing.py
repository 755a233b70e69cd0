"""What the page of a version and the table of moves show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.languages import LANGUAGES
from governance.core.permissions import Verb, allows
from governance.policies import board, texts
from governance.policies.actions.life import last_published, recorded, submitted_by, touches, wording
from governance.policies.models import Policy, PolicyVersion
from governance.policies.rules import life
from governance.policies.selectors import issues
from governance.policies.states import (
    INCENTIVE_MOVES,
    SANCTION_MOVES,
    VERSION_MOVES,
    IncentiveState,
    SanctionState,
    VersionState,
    VersionStep,
)

S, V = VersionStep, VersionState
RIGHTS = {step: (Verb.APPROVE if step == S.APPROVE else Verb.CHANGE) for step in S}
# The steps towards publication, in the order in which they are usually taken.
TOWARDS = {V.DRAFT: (S.SUBMIT,), V.CONSULTATION: (S.CONSULT, S.REVIEW, S.APPROVE, S.PUBLISH)}
BUTTONS = {
    S.SUBMIT: "send",
    S.CONSULT: "users-group",
    S.REVIEW: "scale",
    S.APPROVE: "signature",
    S.PUBLISH: "flag-check",
    S.RETURN: "arrow-left",
    S.WITHDRAW: "ban",
}


@dataclass(frozen=True)
class Option:
    """A step that somebody may take now, or why nobody may yet."""

    step: VersionStep
    label: Text
    url: str
    icon: str
    reasons: Sequence[Text] = ()
    yours: bool = False
    done: bool = False


def states_of(policy: Policy, versions: Iterable[PolicyVersion], day: date) -> dict[int, VersionState]:
    return board.states(versions, issues(policy_id=policy.pk), day)


def verbs() -> dict[VersionStep, Text]:
    return {
        S.SUBMIT: _("Send into consultation"),
        S.CONSULT: _("Record a consultation"),
        S.REVIEW: _("Record the legal review"),
        S.APPROVE: _("Approve"),
        S.PUBLISH: _("Publish"),
        S.RETURN: _("Send back to the draft"),
        S.WITHDRAW: _("Withdraw"),
    }


def version_context(version: PolicyVersion, actor: Actor, day: date, language: str) -> dict[str, Any]:
    """Everything on the page of one version."""
    versions = list(version.policy.versions.select_related("policy").order_by("-number"))
    now = states_of(version.policy, versions, day)
    lines = [line for line in board.seen_lines(actor, day, ahead=True) if line.issue.version_id == version.pk]
    may_list = allows(actor, Verb.VIEW, "signature_list")
    exact = version.texts.filter(language=language).first()
    return {
        "version": version,
        "policy": version.policy,
        "title": version.title_in(language),
        "state": now[version.pk],
        "state_status": board.STATUS[now[version.pk]],
        "versions": [(one, now[one.pk], board.STATUS[now[one.pk]]) for one in versions],
        "blocks": texts.blocks(version.body_in(language)),
        "language": language,
        "languages": [(code, texts.NAMES[code]) for code in LANGUAGES],
        "printable": version.state != V.DRAFT,
        "exact": exact,
        "audience": board.audience(version),
        "touched": written.together(one.label for one in sorted(touches(version))),
        "events": list(version.events.select_related("attachment").order_by("recorded_at", "pk")),
        "options": options(version, actor, day) if now[version.pk] in TOWARDS else [],
        "other": other_steps(version, actor, now[version.pk]),
        "progress": board.tally(lines) if lines else None,
        "signatures_url": reverse("policies:signatures", args=[version.policy.code]) if may_list and lines else "",
        "may_edit": version.state == V.DRAFT and allows(actor, Verb.CHANGE, "policy"),
        "may_begin": not any(one.state in TOWARDS for one in versions) and allows(actor, Verb.CHANGE, "policy"),
    }


def options(version: PolicyVersion, actor: Actor, day: date) -> list[Option]:
    """The way to publication: what is done, what can be done now, and what stands against the rest."""
    done = recorded(version) if version.state == V.CONSULTATION else set()
    found = []
    for step in TOWARDS.get(V(version.state), ()):
        if step in (S.CONSULT, S.REVIEW) and not version.touches and step not in done:
            continue
        yours = allows(actor, RIGHTS[step], "policy") and not (step == S.APPROVE and actor.username == submitted_by(version))
        url = reverse("policies:step", args=[version.policy.code, version.number, step.value])
        reasons = () if step == S.APPROVE and step in done else against(version, step, done, day)
        found.append(Option(step, verbs()[step], url, BUTTONS[step], reasons, yours, step in done))
    return found


def against(version: PolicyVersion, step: VersionStep, done: set[VersionStep], day: date) -> Sequence[Text]:
    """Why this step cannot be taken yet."""
    if step == S.SUBMIT:
        before = last_published(version)
        return life.against_submission(wording(version), wording(before) if before else None)
    if step == S.APPROVE:
        return life.against_approval(touches(version), done)
    if step == S.PUBLISH and version.effective_on and version.sign_by:
        return life.against_publication(touches(version), done, on=day, effective_on=version.effective_on, sign_by=version.sign_by)
    return ()


def other_steps(version: PolicyVersion, actor: Actor, state: VersionState) -> list[Option]:
    """Backwards and out."""
    found = []
    for step in (S.RETURN, S.WITHDRAW):
        if life.against_move(step, state):
            continue
        rights = {Verb.CHANGE, Verb.APPROVE} if step == S.RETURN else {Verb.APPROVE if version.state == V.PUBLISHED else Verb.CHANGE}
        if any(allows(actor, verb, "policy") for verb in rights):
            url = reverse("policies:step", args=[version.policy.code, version.number, step.value])
            found.append(Option(step, verbs()[step], url, BUTTONS[step], yours=True))
    return found


@dataclass(frozen=True)
class Move:
    """One line of a table of moves."""

    begin: Text
    step: Text
    end: Text
    needs: Text


@dataclass(frozen=True)
class MoveTable:
    title: Text
    rows: Sequence[Move]


def tables_of_moves() -> list[MoveTable]:
    """The tables the rules are made of, with what each move needs, in words."""
    by_day = [
        Move(V.PUBLISHED.label, _("by the day"), V.IN_FORCE.label, _("The day from which it is in force has come.")),
        Move(V.IN_FORCE.label, _("by the day"), V.SUPERSEDED.label, _("A later version came into force.")),
    ]
    return [
        MoveTable(_("Versions of a policy"), [*rows_of(VERSION_MOVES, list(V), version_needs()), *by_day]),
        MoveTable(_("Incentives"), rows_of(INCENTIVE_MOVES, list(IncentiveState), incentive_needs())),
        MoveTable(_("Sanctions"), rows_of(SANCTION_MOVES, list(SanctionState), sanction_needs())),
    ]


def rows_of(table: Mapping[Any, tuple[frozenset[Any], Any]], order: Sequence[Enum], needed: Mapping[str, Text]) -> list[Move]:
    """A table of moves, one line per beginning, in the order of the states."""
    rows = [
        (order.index(begin), Move(begin.label, step.label, (end or begin).label, needed.get(step.value, "")))
        for step, (begins, end) in table.items()
        for begin in begins
    ]
    return [move for _place, move in sorted(rows, key=lambda row: row[0])]


def version_needs() -> dict[str, Text]:
    return {
        "submit": _("Texts in three languages with the same clauses, for whom, from when, to be signed by when."),
        "consult": _("With whom, when, outcome, file. Needed where it touches pay, posts or discipline."),
        "review": _("By whom, when, file. Needed where it touches pay, posts or discipline."),
        "approve": _("The sponsor, and not the one who sent it in."),
        "return": _("A reason. What was recorded for the old wording no longer counts."),
        "publish": _("Approved; consultation and legal review where needed; where and when it was made known."),
        "withdraw": _("A reason. Once published: the sponsor, from today or later."),
    }


def incentive_needs() -> dict[str, Text]:
    return {
        "approve": _("Within a limit; not the one who proposed it, not the one who gets it."),
        "grant": _("The day it was paid or handed over."),
        "cancel": _("A reason."),
    }


def sanction_needs() -> dict[str, Text]:
    return {
        "notify": _("How the person was told, and at least 3 days to reply."),
        "reply": _("The person alone."),
        "lapse": _("The day to reply by has passed."),
        "sign_off": _("HR, not the one who proposed it; at least 5 days to appeal."),
        "appeal": _("The person alone, in time."),
        "uphold": _("Neither the one who proposed it nor the one who signed it off."),
        "lift": _("Neither the one who proposed it nor the one who signed it off."),
        "effect": _("HR. Notice, reply or lapsed time, sign-off, appeal decided or its time over."),
        "drop": _("A reason."),
    }
