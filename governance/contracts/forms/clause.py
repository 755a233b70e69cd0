"""A penalty clause as it is typed: every parameter a field, read into the engine's Clause."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.models import Contract
from governance.contracts.penalties import (
    Band,
    Base,
    Bonus,
    CannotEvaluate,
    Cap,
    Clause,
    Counting,
    Grace,
    GraceKind,
    Notice,
    PartDay,
    Period,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Termination,
    Tier,
    Trigger,
    misfits,
)

NOT_GIVEN: list[tuple[str, Any]] = [("", "–")]
# Where a refusal of the engine belongs on the form.
FIELD_OF = {
    "rate": "rate",
    "base": "base",
    "period": "period_length",
    "days": "days",
    "grace": "grace_days",
    "tiers": "tiers",
    "bands": "bands",
    "cap": "cap",
    "base_sum": "base_sum",
    "cap_base": "cap_base",
    "termination": "terminate_past",
    "bonus": "bonus",
}


def plain(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=16, decimal_places=6, **options)


class ClauseForm(forms.Form):
    number = forms.CharField(label=_("Clause number"), max_length=40)
    wording = forms.CharField(label=_("Wording of the contract"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    trigger = forms.ChoiceField(label=_("Applies to"), choices=Trigger, initial=Trigger.LATE_ACCEPTANCE)
    rate = plain(_("Rate"), required=False)
    rate_unit = forms.ChoiceField(label=_("in"), choices=RateUnit, initial=RateUnit.PERCENT)
    base = forms.ChoiceField(label=_("of the"), choices=[*NOT_GIVEN, *Base.choices], required=False, initial=Base.MILESTONE)
    base_sum = plain(_("Fixed sum it is a share of"), required=False, help_text=_("Only where the base, or the cap’s, is a fixed sum."))
    period_length = forms.IntegerField(label=_("per"), initial=1, min_value=1, max_value=366)
    period_unit = forms.ChoiceField(label=_("of"), choices=PeriodUnit, initial=PeriodUnit.DAY)
    counting = forms.ChoiceField(label=_("Counting"), choices=Counting, initial=Counting.STARTED)
    days = forms.ChoiceField(
        label=_("Days"),
        choices=[("calendar", _("calendar days")), ("working", _("working days")), ("instants", _("24 hours between instants"))],
        initial="calendar",
    )
    part_day = forms.ChoiceField(label=_("A part of a day"), choices=PartDay, initial=PartDay.WHOLE, help_text=_("Between instants only."))
    count_due_day = forms.BooleanField(label=_("The due day counts"), required=False)
    count_finish_day = forms.BooleanField(label=_("The finish day counts"), required=False, initial=True)
    grace_kind = forms.ChoiceField(label=_("Grace"), choices=GraceKind, initial=GraceKind.NONE)
    grace_days = forms.IntegerField(label=_("Days of grace"), initial=0, min_value=0, max_value=3650)
    tiers = forms.CharField(
        label=_("Tiers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line: from day = rate, e.g. 31 = 0.2"),
    )
    bands = forms.CharField(
        label=_("Bands"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Service levels only. One per line: strictly below level = percent of the period’s charge, e.g. 99.8 = 2"),
    )
    cap = plain(_("Cap per milestone"), required=False, help_text=_("Empty: none."))
    cap_unit = forms.ChoiceField(label=_("in"), choices=RateUnit, initial=RateUnit.PERCENT)
    cap_base = forms.ChoiceField(label=_("of the"), choices=[*NOT_GIVEN, *Base.choices], required=False)
    terminate_past = forms.IntegerField(label=_("May be terminated past days"), required=False, min_value=0, max_value=3650)
    terminate_at_cap = forms.BooleanField(label=_("May be terminated when the cap is reached"), required=False)
    notice_required = forms.BooleanField(label=_("Claimed only after notice"), required=False)
    time_bar_days = forms.IntegerField(label=_("Claim lost after days"), required=False, min_value=1, max_value=3650)
    bonus = plain(_("Bonus for early acceptance"), required=False)
    bonus_unit = forms.ChoiceField(label=_("in"), choices=RateUnit, initial=RateUnit.PERCENT)
    bonus_period = forms.ChoiceField(label=_("per"), choices=PeriodUnit, initial=PeriodUnit.DAY)
    bonus_cap = plain(_("Cap of the bonus"), required=False)
    rounding = forms.ChoiceField(label=_("Round"), choices=Rounding, initial=Rounding.TOTAL)
    agreed_sum = plain(_("Agreed sum at most"), required=False)
    estimated_loss = plain(_("Estimated loss"), required=False, help_text=_("What the delay would cost you; it makes the sum defensible."))

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.terms: Clause | None = None

    def clean_tiers(self) -> list[tuple[int, Decimal]]:
        found = []
        for line in str(self.cleaned_data["tiers"]).replace("＝", "=").splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*(\d{1,4})\s*[=:]\s*(\d+(?:\.\d+)?)\s*", line)
            if match is None:
                raise forms.ValidationError(_("“%(line)s” is not of the form 31 = 0.2."), params={"line": line.strip()[:60]})
            found.append((int(match[1]), Decimal(match[2])))
        return found

    def clean_bands(self) -> list[tuple[Decimal, Decimal]]:
        found = []
        for line in str(self.cleaned_data["bands"]).replace("＝", "=").splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*%?\s*[=:：]\s*(\d{1,5}(?:\.\d+)?)\s*%?\s*", line)
            if match is None:
                raise forms.ValidationError(_("“%(line)s” is not of the form 99.8 = 2."), params={"line": line.strip()[:60]})
            found.append((Decimal(match[1]), Decimal(match[2])))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("rate") is None and cleaned.get("trigger") != Trigger.SERVICE_LEVEL and "rate" not in self.errors:
            self.add_error("rate", _("Enter the rate."))
        if not self.errors:
            try:
                self.terms = self._terms(cleaned)
            except CannotEvaluate as error:
                self.add_error(FIELD_OF.get(error.parameter), str(error.message))
            for gap in misfits(self.terms) if self.terms else ():
                self.add_error(FIELD_OF.get(gap.parameter), str(gap))
        return cleaned

    def _terms(self, typed: dict[str, Any]) -> Clause:
        unit = RateUnit(typed["rate_unit"])
        # A clause on service levels has its rates in its bands.
        rate = Rate(typed["rate"], unit) if typed["rate"] is not None else Rate(Decimal(0), RateUnit.SUM)
        return Clause(
            rate=rate,
            base=Base(typed["base"]) if typed["base"] else None,
            trigger=Trigger(typed["trigger"]),
            period=Period(typed["period_length"], PeriodUnit(typed["period_unit"])),
            counting=Counting(typed["counting"]),
            working_days=typed["days"] == "working",
            by_instants=typed["days"] == "instants",
            part_day=PartDay(typed["part_day"]),
            count_due_day=typed["count_due_day"],
            count_finish_day=typed["count_finish_day"],
            grace=Grace(GraceKind(typed["grace_kind"]), typed["grace_days"]),
            tiers=tuple(Tier(start, Rate(value, unit)) for start, value in typed["tiers"]),
            bands=tuple(Band(below, Rate(share, RateUnit.PERCENT)) for below, share in typed["bands"]),
            cap=self._cap(typed),
            notice=Notice(typed["notice_required"], typed["time_bar_days"]),
            termination=Termination(typed["terminate_past"], typed["terminate_at_cap"]),
            bonus=self._bonus(typed),
            rounding=Rounding(typed["rounding"]),
            contract_cap=self._contract_cap(),
            currency=self.contract.currency,
            with_tax=self.contract.with_tax,
            agreed_sum=typed["agreed_sum"],
            base_sum=typed["base_sum"],
            estimated_loss=typed["estimated_loss"],
        )

    def _contract_cap(self) -> Cap | None:
        share, total = self.contract.contract_cap_percent, self.contract.contract_cap_sum
        if total is not None:
            return Cap(Rate(total, RateUnit.SUM))
        return None if share is None else Cap(Rate(share, RateUnit.PERCENT), Base.CONTRACT_ORIGINAL)

    @staticmethod
    def _cap(typed: dict[str, Any]) -> Cap | None:
        if typed["cap"] is None:
            return None
        base = Base(typed["cap_base"]) if typed["cap_base"] else None
        return Cap(Rate(typed["cap"], RateUnit(typed["cap_unit"])), base)

    @staticmethod
    def _bonus(typed: dict[str, Any]) -> Bonus | None:
        if typed["bonus"] is None:
            return None
        unit = RateUnit(typed["bonus_unit"])
        cap = Cap(Rate(typed["bonus_cap"], unit)) if typed["bonus_cap"] is not None else None
        return Bonus(Rate(typed["bonus"], unit), Period(1, PeriodUnit(typed["bonus_period"])), Counting.COMPLETED, cap)
