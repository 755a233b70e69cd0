"""Committees, seats, ballots and votes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.dates import DayField
from governance.organisation.forms.fields import PersonField, ReasonField
from governance.steering.actions.ballots import LONGEST_QUESTION
from governance.steering.matters import Choice, QuorumKind


class NewCommitteeForm(forms.Form):
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh_hans = forms.CharField(label=_("Name in Simplified Chinese"), max_length=120)
    name_zh_hant = forms.CharField(label=_("Name in Traditional Chinese"), max_length=120)
    quorum_kind = forms.ChoiceField(label=_("The quorum is"), choices=QuorumKind.choices, widget=forms.RadioSelect)
    quorum_value = forms.IntegerField(label=_("Number or percent"), min_value=1, max_value=100)
    casting_vote = forms.BooleanField(label=_("The chair decides a tie"), required=False)


class CommitteeForm(NewCommitteeForm):
    reason = ReasonField()


class SeatForm(forms.Form):
    person = PersonField()
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False)
    chair = forms.BooleanField(label=_("Chairs the committee"), required=False)
    votes = forms.BooleanField(label=_("Has a vote"), required=False, initial=True, help_text=_("Without it, the member only advises."))
    reason = ReasonField()


class EndSeatForm(forms.Form):
    last_day = DayField(label=_("Last day"))
    reason = ReasonField()


class BallotForm(forms.Form):
    question = forms.CharField(
        label=pgettext_lazy("a ballot", "Question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that it can be answered with for or against."),
    )
    due_on = DayField(label=_("Last day to vote"))
    reason = ReasonField(required=False, label=_("What the members should know"))


class VoteForm(forms.Form):
    choice = forms.ChoiceField(label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect)
    reason = ReasonField(help_text=_("Stays with your vote in the record."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3


class CloseForm(forms.Form):
    reason = ReasonField(required=False, label=_("Note"))
