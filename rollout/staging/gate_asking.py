"""Forms of what a decision carries: conditions with owner and day, the stage to go back to; and of putting it to the committee."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.models import Person
from governance.steering.actions.ballots import LONGEST_TO_VOTE
from rollout.staging.deciders import NewCondition
from rollout.staging.forms import reason_field
from rollout.staging.stages import WALK, Stage

CONDITIONS = 5
PARTS = ("condition", "owner", "due")
CONDITION_FIELDS = frozenset(f"{part}_{number}" for part in PARTS for number in range(1, CONDITIONS + 1))


def owners() -> Any:
    """People who can sign in, and so can say that a condition is met."""
    people = Person.objects.filter(confirmed=True, account__is_active=True, vendor_memberships__isnull=True)
    return people.select_related("identity").order_by("pseudonym")


class ConditionsForm(forms.Form):
    """A condition has its sentence, its owner and its day, or nothing at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = owners()
        for place in range(1, CONDITIONS + 1):
            self.fields[f"condition_{place}"] = forms.CharField(label=_("Condition"), max_length=300, required=False)
            self.fields[f"owner_{place}"] = forms.ModelChoiceField(label=_("Owner"), queryset=people, required=False)
            self.fields[f"due_{place}"] = DayField(label=_("Due"), required=False)

    @property
    def condition_fields(self) -> list[tuple[forms.BoundField, ...]]:
        return [tuple(self[f"{part}_{n}"] for part in PARTS) for n in range(1, CONDITIONS + 1) if f"condition_{n}" in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(1, CONDITIONS + 1):
            parts = {name: given.get(f"{name}_{place}") for name in PARTS}
            if any(parts.values()):
                for name, value in parts.items():
                    if not value and f"{name}_{place}" not in self.errors:
                        self.add_error(f"{name}_{place}", _("A condition needs a sentence, an owner and a day."))
        return given


def conditions_in(given: Mapping[str, Any]) -> list[NewCondition]:
    rows = [[given.get(f"{part}_{n}") for part in PARTS] for n in range(1, CONDITIONS + 1)]
    return [NewCondition(text, owner, due) for text, owner, due in rows if text and owner and due]


def back_choices(reached: Stage) -> list[tuple[str, Any]]:
    return [("", "–"), *[(stage.value, stage.label) for stage in WALK[: WALK.index(reached)]]]


class PutForm(ConditionsForm):
    """A question to the committee with the terms that it carries: `asks` of conditions, to, until."""

    to = forms.ChoiceField(label=_("Back to"))
    until = DayField(
        label=_("Runs until"), help_text=_("The last day. Then the criterion is measured again; if it is not met, the office goes on hold.")
    )
    reason = reason_field(required=True)
    due_on = DayField(
        label=_("Last day to vote"),
        help_text=format_lazy(_("At most {days} days ahead; counted earlier once all have voted."), days=LONGEST_TO_VOTE.days),
    )

    def __init__(self, *args: Any, asks: Collection[str] = (), reached: Stage = Stage.CANDIDATE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = back_choices(reached)  # type: ignore[attr-defined]
        self.fields["reason"].label = _("What the members should know")
        for name in [name for name in ("to", "until") if name not in asks]:
            del self.fields[name]
        if "conditions" not in asks:
            for name in CONDITION_FIELDS:
                del self.fields[name]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in CONDITION_FIELDS]
