"""States of appraisal schemes and sheets, each with its one table of allowed moves. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(TextChoices):
    OFFICE = "office", _("Offices")
    PERSON = "person", _("People")


class SchemeState(TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SchemeStep(TextChoices):
    APPROVE = "approve", _("Approved")
    WITHDRAW = "withdraw", _("Withdrawn")


class SheetState(TextChoices):
    SHOWN = "shown", pgettext_lazy("an appraisal sheet", "With the person")
    AGREED = "agreed", pgettext_lazy("an appraisal sheet", "Agreed")
    CONTESTED = "contested", pgettext_lazy("an appraisal sheet", "Contested")
    ANSWERED = "answered", pgettext_lazy("an appraisal sheet", "Answered")
    SETTLED = "settled", pgettext_lazy("an appraisal sheet", "Settled")
    WITHDRAWN = "withdrawn", pgettext_lazy("an appraisal sheet", "Taken back")


class SheetStep(TextChoices):
    OPEN = "open", pgettext_lazy("an appraisal sheet", "Shown to the person")
    AGREE = "agree", pgettext_lazy("an appraisal sheet", "Agreed")
    CONTEST = "contest", pgettext_lazy("an appraisal sheet", "Contested")
    ANSWER = "answer", pgettext_lazy("an appraisal sheet", "Answered")
    SETTLE = "settle", pgettext_lazy("an appraisal sheet", "Signed by human resources")
    WITHDRAW = "withdraw", pgettext_lazy("an appraisal sheet", "Taken back")


class Lack(TextChoices):
    """Why a line of a sheet has no figure."""

    NO_PAIRS = "no_pairs", _("No month of the period has both a plan and a value.")
    NO_RATIO = "no_ratio", _("Value and plan give no share: one of them is zero or less.")
    NO_SCORE = "no_score", _("No week of the period has an adoption score.")
    NOT_SETTLED = "not_settled", _("The own adoption score of exactly this period is not drawn, or not settled with the person yet.")
    NO_OWN_SCORE = "no_own_score", _("The own adoption score of this period could not be told.")
    SMALL = "small", _("So few people that the score is told to them and their head only.")


S, P = SheetState, SheetStep

# step → (states it may start from, state it ends in)
SCHEME_MOVES: dict[SchemeStep, tuple[frozenset[SchemeState], SchemeState]] = {
    SchemeStep.APPROVE: (frozenset({SchemeState.DRAFT}), SchemeState.APPROVED),
    SchemeStep.WITHDRAW: (frozenset({SchemeState.DRAFT, SchemeState.APPROVED}), SchemeState.WITHDRAWN),
}
SHEET_MOVES: dict[SheetStep, tuple[frozenset[SheetState], SheetState]] = {
    P.AGREE: (frozenset({S.SHOWN, S.ANSWERED}), S.AGREED),
    P.CONTEST: (frozenset({S.SHOWN}), S.CONTESTED),
    P.ANSWER: (frozenset({S.CONTESTED}), S.ANSWERED),
    P.SETTLE: (frozenset({S.SHOWN, S.AGREED, S.ANSWERED}), S.SETTLED),
    P.WITHDRAW: (frozenset({S.SHOWN, S.AGREED, S.CONTESTED, S.ANSWERED}), S.WITHDRAWN),
}
