"""States of policy versions, incentives and sanctions, each with its one table of allowed moves. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PolicyKind(TextChoices):
    CUSTOMERS = "customers", _("Customer classes")
    PROTECTION = "protection", _("Protected period and pool")
    REWARD = "reward", _("Reward and commission")
    DUTY = "duty", _("Duty to use")
    ASSISTANCE = "assistance", _("Clerk assistance")
    CONDUCT = "conduct", _("Conduct")
    SANCTION = "sanction", _("Sanctions")
    INCENTIVE = "incentive", _("Incentives")
    OTHER = "other", _("Other policy")


class Touches(TextChoices):
    """What a policy reaches into that needs consultation, publication and legal review first."""

    PAY = "pay", _("Pay")
    POSTS = "posts", _("Posts")
    DISCIPLINE = "discipline", _("Discipline")


# What a policy of this kind always touches, whatever its author ticks.
ALWAYS_TOUCHES: dict[PolicyKind, frozenset[Touches]] = {
    PolicyKind.REWARD: frozenset({Touches.PAY}),
    PolicyKind.INCENTIVE: frozenset({Touches.PAY}),
    PolicyKind.CONDUCT: frozenset({Touches.DISCIPLINE}),
    PolicyKind.SANCTION: frozenset({Touches.DISCIPLINE}),
}


class Change(TextChoices):
    MATERIAL = "material", _("Material: everybody signs again")
    EDITORIAL = "editorial", _("Editorial: earlier signatures stay good")


class VersionState(TextChoices):
    """In force and superseded follow from the day; the others are moved by hand."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    PUBLISHED = "published", _("Published")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class VersionStep(TextChoices):
    """What can happen to a version; each is one appended row."""

    SUBMIT = "submit", _("Sent into consultation")
    CONSULT = "consult", _("Consultation recorded")
    REVIEW = "review", _("Legal review recorded")
    APPROVE = "approve", _("Approved")
    RETURN = "return", _("Sent back to the draft")
    PUBLISH = "publish", _("Published")
    WITHDRAW = "withdraw", _("Withdrawn")


class IncentiveState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("a case", "Proposed")
    APPROVED = "approved", _("Approved")
    GRANTED = "granted", _("Granted")
    CANCELLED = "cancelled", _("Cancelled")


class IncentiveStep(TextChoices):
    PROPOSE = "propose", pgettext_lazy("a case", "Proposed")
    APPROVE = "approve", _("Approved")
    GRANT = "grant", _("Granted")
    CANCEL = "cancel", _("Cancelled")


class SanctionState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("a case", "Proposed")
    NOTIFIED = "notified", _("Waiting for the reply")
    ANSWERED = "answered", _("Waiting for HR")
    SIGNED_OFF = "signed_off", _("Open to appeal")
    APPEALED = "appealed", _("Under appeal")
    UPHELD = "upheld", _("Upheld on appeal")
    IN_EFFECT = "in_effect", _("In effect")
    LIFTED = "lifted", _("Lifted on appeal")
    DROPPED = "dropped", _("Dropped")


class SanctionStep(TextChoices):
    PROPOSE = "propose", pgettext_lazy("a case", "Proposed")
    NOTIFY = "notify", _("Person notified")
    REPLY = "reply", _("Reply of the person")
    LAPSE = "lapse", _("Time for the reply has passed")
    SIGN_OFF = "sign_off", _("Signed off by HR")
    APPEAL = "appeal", _("Appeal of the person")
    UPHOLD = "uphold", _("Appeal decided: upheld")
    LIFT = "lift", _("Appeal decided: lifted")
    EFFECT = "effect", _("Put into effect")
    DROP = "drop", _("Dropped")


V, VS, G, GS, S, SS = VersionState, VersionStep, IncentiveState, IncentiveStep, SanctionState, SanctionStep

# step → (states it may start from, state it ends in; None keeps the state)
VERSION_MOVES: dict[VersionStep, tuple[frozenset[VersionState], VersionState | None]] = {
    VS.SUBMIT: (frozenset({V.DRAFT}), V.CONSULTATION),
    VS.CONSULT: (frozenset({V.CONSULTATION}), None),
    VS.REVIEW: (frozenset({V.CONSULTATION}), None),
    VS.APPROVE: (frozenset({V.CONSULTATION}), None),
    VS.RETURN: (frozenset({V.CONSULTATION}), V.DRAFT),
    VS.PUBLISH: (frozenset({V.CONSULTATION}), V.PUBLISHED),
    VS.WITHDRAW: (frozenset({V.DRAFT, V.CONSULTATION, V.PUBLISHED, V.IN_FORCE}), V.WITHDRAWN),
}
INCENTIVE_MOVES: dict[IncentiveStep, tuple[frozenset[IncentiveState], IncentiveState]] = {
    GS.APPROVE: (frozenset({G.PROPOSED}), G.APPROVED),
    GS.GRANT: (frozenset({G.APPROVED}), G.GRANTED),
    GS.CANCEL: (frozenset({G.PROPOSED, G.APPROVED}), G.CANCELLED),
}
SANCTION_MOVES: dict[SanctionStep, tuple[frozenset[SanctionState], SanctionState]] = {
    SS.NOTIFY: (frozenset({S.PROPOSED}), S.NOTIFIED),
    SS.REPLY: (frozenset({S.NOTIFIED}), S.ANSWERED),
    SS.LAPSE: (frozenset({S.NOTIFIED}), S.ANSWERED),
    SS.SIGN_OFF: (frozenset({S.ANSWERED}), S.SIGNED_OFF),
    SS.APPEAL: (frozenset({S.SIGNED_OFF}), S.APPEALED),
    SS.UPHOLD: (frozenset({S.APPEALED}), S.UPHELD),
    SS.LIFT: (frozenset({S.APPEALED}), S.LIFTED),
    SS.EFFECT: (frozenset({S.SIGNED_OFF, S.UPHELD}), S.IN_EFFECT),
    SS.DROP: (frozenset({S.PROPOSED, S.NOTIFIED, S.ANSWERED, S.SIGNED_OFF, S.APPEALED, S.UPHELD}), S.DROPPED),
}
SANCTIONS_OPEN = frozenset(S) - {S.IN_EFFECT, S.LIFTED, S.DROPPED}
