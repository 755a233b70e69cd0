"""The matching queue: who the user names are, and which offices the labels mean."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from governance.core import written
from governance.core.dates import DayField
from governance.core.errors import InvalidInput
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.organisation.actions.offices import create_office
from governance.organisation.models import Office, Person
from rollout.adoption.actions import matching
from rollout.adoption.models import MatchKind, OfficeMatch, SourceUser, UserMatch
from rollout.adoption.models.matching import ALWAYS
from rollout.adoption.selectors.matching import Waiting, suggested, waiting_offices, waiting_users

WHAT = "usage_import"
HOW = {
    "employee number": gettext_lazy("same employee number"),
    "e-mail": gettext_lazy("same e-mail"),
    "name": gettext_lazy("same name"),
    "code": gettext_lazy("same code"),
}


@needs(Verb.VIEW, WHAT)
def users(request: Request) -> HttpResponseBase:
    """User names without a person, each with its suggestion."""
    found = waiting_users()
    may_match = allows(request.actor, Verb.IMPORT, WHAT)
    only = request.GET.get("only", "")
    rows = [each for each in found if only != "suggested" or each.suggestion]
    shown = Table(
        request,
        columns=[
            Column("name", _("User in the file"), link=(lambda row: reverse("adoption:match-user", args=[row.pk])) if may_match else None),
            Column("actions", _("Actions"), numeric=True),
            Column("last", _("Last seen")),
            Column("source", _("Source")),
            Column("meant", _("Probably"), show=lambda row: f"{row.meant} ({HOW[row.how]})" if row.meant else "–"),
        ],
        rows=rows,
        name="users",
        empty=Empty(_("Nobody waits to be matched"), _("Every user name is a person, a system account or ignored."), icon="user-check"),
    )
    context = {
        "users": shown,
        "count": len(found),
        "suggested": len(suggested(found)),
        "only": only,
        "may_match": may_match,
        "decided": UserMatch.objects.current().select_related("source_user", "person__identity").order_by("-recorded_at", "-pk")[:30],
    }
    return shown.export() or render(request, "adoption/matching/users.html", context)


@require_POST
@needs(Verb.IMPORT, WHAT)
def accept_users(request: Request) -> HttpResponse:
    """Accept every suggestion at once, or do one thing with the names of this page that were ticked."""
    count = matching.match_users(people=suggested(waiting_users()), actor=request.actor, at=request.now, reason=_("Suggestions accepted"))
    messages.success(
        request, ngettext("One user name was matched.", "%(count)s user names were matched.", count) % {"count": written.number(count)}
    )
    return redirect("adoption:match-users")


class UserForm(forms.Form):
    """What one user name is."""

    kind = forms.ChoiceField(label=gettext_lazy("This is"), choices=MatchKind, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        help_text=gettext_lazy("Two user names of one person are both matched to that person; their usage is then counted together."),
    )
    first_day = DayField(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("Only where the account changed hands. On all other days it stays whose it was."),
    )
    last_day = DayField(label=gettext_lazy("To"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("kind") == MatchKind.PERSON and not data.get("person") and "person" not in self.errors:
            self.add_error("person", _("Say which person."))
        return data


@needs(Verb.IMPORT, WHAT)
def user(request: Request, pk: int) -> HttpResponse:
    """One user name: say what it is, see what was said before."""
    name = get_object_or_404(SourceUser.objects.select_related("source"), pk=pk)
    guess = next((each for each in waiting_users() if each.pk == pk), None)
    initial = {"kind": MatchKind.PERSON, "person": guess.suggestion if guess else None}
    form = UserForm(request.POST or None, initial=initial)
    form.fields["person"].queryset = Person.objects.confirmed().select_related("identity")  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            decide(name, form, request)
            return redirect("adoption:match-users")
        except InvalidInput as wrong:
            form.add_error("last_day", str(wrong))
    said = UserMatch.objects.filter(source_user=name).select_related("person__identity").order_by("-recorded_at", "-pk")
    context = {"name": name, "form": form, "guess": guess, "said": said, "always": ALWAYS}
    return render(request, "adoption/matching/user.html", context, status=422 if form.errors else 200)


def decide(name: SourceUser, form: UserForm, request: Request) -> None:
    data = form.cleaned_data
    if data["kind"] == MatchKind.PERSON:
        matching.match_users(
            people={name.pk: data["person"].pk},
            first_day=data["first_day"],
            last_day=data["last_day"],
            actor=request.actor,
            at=request.now,
            reason=data["reason"],
        )
    else:
        matching.mark_users(users=[name.pk], kind=MatchKind(data["kind"]), actor=request.actor, at=request.now, reason=data["reason"])
    messages.success(request, _("“%(name)s” is matched.") % {"name": name.key})


@require_POST
@needs(Verb.IMPORT, WHAT)
def undo_user(request: Request, pk: int) -> HttpResponse:
    match = get_object_or_404(UserMatch.objects.select_related("source_user"), pk=pk)
    matching.undo_user(match=match, actor=request.actor, at=request.now, reason=_("Taken back"))
    messages.success(request, _("“%(name)s” is unconfirmed again.") % {"name": match.source_user.key})
    return redirect("adoption:match-user", match.source_user_id)


@needs(Verb.VIEW, WHAT)
def offices(request: Request) -> HttpResponse:
    """Every office label with a choice of what it means; the suggestion is filled in."""
    waiting = waiting_offices()
    if request.method == "POST":
        changed = decide_offices(request, waiting)
        said = ngettext("One office was matched.", "%(count)s offices were matched.", changed)
        messages.success(request, said % {"count": written.number(changed)})
        return redirect("adoption:match-offices")
    matched = OfficeMatch.objects.filter(superseded_at__isnull=True).select_related("source_office", "office")
    context = {
        "waiting": waiting,
        "choices": Office.objects.branches().order_by("name"),
        "matched": matched.order_by("source_office__label", "pk"),
        "may_match": allows(request.actor, Verb.IMPORT, WHAT),
        "may_create": allows(request.actor, Verb.CHANGE, "office"),
    }
    return render(request, "adoption/matching/offices.html", context)


def decide_offices(request: Request, waiting: list[Waiting]) -> int:
    """What was chosen for each label: an office, none, or a new one of that name."""
    chosen: dict[int, int | None] = {}
    for each in waiting:
        value = request.POST.get(f"office-{each.pk}", "")
        if value == "none":
            chosen[each.pk] = None
        elif value == "new":
            chosen[each.pk] = new_office(each.name, request).pk
        elif value.isdigit():
            chosen[each.pk] = int(value)
    return matching.match_offices(offices=chosen, actor=request.actor, at=request.now, reason=_("Matched by hand"))


def new_office(name: str, request: Request) -> Office:
    code, number = (slugify(name) or "office")[:36].upper(), 2
    while Office.objects.filter(code=code).exists():
        code, number = f"{code[:34]}-{number}", number + 1
    return create_office(code=code, name=name[:120], actor=request.actor, at=request.now, reason=_("First seen in a usage file"))
