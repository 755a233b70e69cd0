"""The life of a policy version: what must be there before it is sent into consultation, approved, published. Pure.

Every function gives all reasons against at once; no reason means yes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text
from governance.core.languages import LANGUAGES
from governance.policies import texts
from governance.policies.rules import signing
from governance.policies.rules.signing import Issue
from governance.policies.states import ALWAYS_TOUCHES, VERSION_MOVES, Change, PolicyKind, Touches, VersionState, VersionStep

NEEDED_FOR_TOUCHING = {
    VersionStep.CONSULT: _("It touches pay, posts or discipline, and no consultation is recorded: with whom, when, with what outcome."),
    VersionStep.REVIEW: _("It touches pay, posts or discipline, and no legal review is recorded: by whom and when."),
}


@dataclass(frozen=True)
class Wording:
    """What a version says, for whom and from when."""

    number: int
    change: Change
    change_note: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    effective_on: date | None
    sign_by: date | None
    job_roles: frozenset[str] = frozenset()
    crm_roles: frozenset[str] = frozenset()
    office_ids: frozenset[int] = frozenset()
    touches: frozenset[Touches] = field(default_factory=frozenset)


def touching(kind: PolicyKind, ticked: Iterable[str]) -> frozenset[Touches]:
    """What a policy of this kind touches: what its author ticked, and what the kind always does."""
    return frozenset(Touches(one) for one in ticked) | ALWAYS_TOUCHES.get(kind, frozenset())


def against_move(step: VersionStep, state: VersionState) -> list[Text]:
    """The table of moves, asked for one step."""
    if state in VERSION_MOVES[step][0]:
        return []
    return [_("“%(step)s” is not possible while the version is “%(state)s”.") % {"step": step.label, "state": state.label}]


def against_submission(wording: Wording, before: Wording | None) -> list[Text]:
    """What is missing before a draft goes into consultation. `before` is the last published version."""
    reasons: list[Text] = [
        _("The title is missing in one language: %(language)s.") % {"language": texts.NAMES[language]}
        for language in LANGUAGES
        if not wording.titles.get(language, "").strip()
    ]
    reasons += texts.against(wording.bodies)
    if wording.effective_on is None or wording.sign_by is None:
        reasons.append(_("Say from when it is in force and by when it is to be signed."))
    if before is not None and not wording.change_note.strip():
        reasons.append(_("Say what changes against the version before, and why."))
    if wording.change == Change.EDITORIAL:
        reasons += against_editorial(wording, before)
    if before and before.effective_on and wording.effective_on and wording.effective_on <= before.effective_on:
        reasons.append(_("It must come into force after the version before, which did on %(day)s.") % {"day": before.effective_on})
    return reasons


def against_editorial(wording: Wording, before: Wording | None) -> list[Text]:
    """An editorial version binds nobody new to nothing new: same clauses, same people, same reach."""
    if before is None:
        return [_("The first version is never editorial: nobody has signed anything yet.")]
    reasons: list[Text] = []
    if any(list(texts.clauses(wording.bodies[one])) != list(texts.clauses(before.bodies[one])) for one in LANGUAGES):
        reasons.append(_("An editorial change keeps every clause number. Mark it as material."))
    if (wording.job_roles, wording.crm_roles, wording.office_ids) != (before.job_roles, before.crm_roles, before.office_ids):
        reasons.append(_("An editorial change keeps whom the policy is for. Mark it as material."))
    if not wording.touches <= before.touches:
        reasons.append(_("An editorial change does not begin to touch pay, posts or discipline. Mark it as material."))
    return reasons


def against_approval(touches: Collection[Touches], recorded: Collection[VersionStep]) -> list[Text]:
    """What the sponsor must have before approving. `recorded`: the steps of the present round."""
    return [message for step, message in NEEDED_FOR_TOUCHING.items() if step not in recorded] if touches else []


def against_publication(
    touches: Collection[Touches], recorded: Collection[VersionStep], *, on: date, effective_on: date, sign_by: date
) -> list[Text]:
    """What is missing before a version is published, and so can come into force."""
    reasons = against_approval(touches, recorded)
    if VersionStep.APPROVE not in recorded:
        reasons.append(_("The sponsor has not approved it."))
    if effective_on < on:
        reasons.append(
            _("It would be in force from %(day)s, before it was published. Send it back and give a later day.") % {"day": effective_on}
        )
    if sign_by < on:
        reasons.append(_("It was to be signed by %(day)s, before it was published. Send it back and give a later day.") % {"day": sign_by})
    return reasons


def against_withdrawal(state: VersionState, *, from_day: date, today: date) -> list[Text]:
    reasons = against_move(VersionStep.WITHDRAW, state)
    if from_day < today:
        reasons.append(_("What held on a past day cannot be taken back: choose today or later."))
    return reasons


def state_on(stored: VersionState, issue: Issue | None, issues: Iterable[Issue], day: date) -> VersionState:
    """The state to show on a day: a published version is published, in force, superseded or withdrawn as the days pass.

    `issues`: every published version of the same policy.
    """
    if issue is None:
        return stored
    if issue.gone(day):
        return VersionState.WITHDRAWN
    if issue.effective_on > day:
        return VersionState.PUBLISHED
    return VersionState.IN_FORCE if signing.in_force(issues, day) == issue else VersionState.SUPERSEDED


def against_citing(issue: Issue | None, clause: str, body: str, touches: Collection[Touches], needed: Touches, day: date) -> list[Text]:
    """What speaks against granting or imposing something under this clause for that day. `issue`: the version in force that day."""
    if issue is None:
        return [_("No version of this policy was in force on %(day)s.") % {"day": day}]
    reasons: list[Text] = []
    if clause not in texts.clauses(body):
        reasons.append(_("The version in force on %(day)s has no clause %(clause)s.") % {"day": day, "clause": clause})
    if needed not in touches:
        reasons.append(_("This policy does not touch “%(what)s”, so nothing can be based on it there.") % {"what": needed.label})
    return reasons
