"""Writing a question on one guided page, and wording it anew. Works without JavaScript: another row is a button of the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Refused
from governance.core.languages import LANGUAGES
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb
from training.testing.access import require_unshut
from training.testing.actions import questions
from training.testing.forms.questions import NEW_TOPIC, OWN_NAMES, QuestionForm
from training.testing.models import Question, Topic
from training.testing.models.questions import QuestionKind
from training.testing.types import Kind

WHAT = "question"
MORE = 3
EXPLAINED = {
    Kind.SINGLE: gettext_lazy("One of several answers is right."),
    Kind.MULTIPLE: gettext_lazy("Several answers are right; each is worth a part."),
    Kind.TRUE_FALSE: gettext_lazy("A statement that holds or does not."),
    Kind.NUMERIC: gettext_lazy("A number is typed, exact or within a tolerance."),
    Kind.SHORT: gettext_lazy("A word or two are typed."),
    Kind.MATCHING: gettext_lazy("To each line what belongs to it."),
    Kind.ORDERING: gettext_lazy("Steps are put in the right order."),
    Kind.ESSAY: gettext_lazy("A text, marked by a person who does not see whose it is."),
    Kind.PRACTICAL: gettext_lazy("Done at the screen while an assessor ticks a checklist."),
}


@needs(Verb.CHANGE, WHAT)
def kinds(request: Request) -> HttpResponse:
    """Which type of question to write."""
    listed = [(kind, label, EXPLAINED[Kind(kind)]) for kind, label in QuestionKind.choices]
    return render(request, "testing/question_kinds.html", {"kinds": listed})


@needs(Verb.CHANGE, WHAT)
def new(request: Request, kind: str) -> HttpResponse:
    if kind not in list(Kind):
        raise Http404
    form = form_for(request, Kind(kind))
    if wants_to_save(request) and form.is_valid() and (saved := save(request, form, None)):
        messages.success(request, _("Saved as a draft. It waits for a second person to activate it."))
        return redirect(saved)
    return page(request, form, None)


@needs(Verb.CHANGE, WHAT)
def edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.select_related("topic", "latest"), pk=pk)
    require_unshut(request.actor, [found], request.now)
    form = form_for(request, Kind(found.kind), found)
    if wants_to_save(request) and form.is_valid() and save(request, form, found):
        return redirect(found)
    return page(request, form, found)


def wants_to_save(request: Request) -> bool:
    """Asking for more rows or other languages shows the form again with everything typed, without complaints."""
    return request.method == "POST" and "more" not in request.POST and "speak" not in request.POST


def form_for(request: Request, kind: Kind, found: Question | None = None) -> QuestionForm:
    content = found.latest.content if found and found.latest else None
    own = list(content.languages) if content else [get_language() or "en"]
    spoken = [code for code in request.POST.getlist("spoken") if code in LANGUAGES] if request.method == "POST" else own
    asked = request.POST.get("rows", "0")
    rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    options: dict[str, Any] = {"kind": kind, "spoken": spoken or own, "language": get_language() or "en", "question": content}
    options["rows"] = rows + MORE if "more" in request.POST else rows
    if found:
        options |= {"topic": found.topic_id, "difficulty": found.difficulty}
    if request.method != "POST":
        return QuestionForm(**options)
    return QuestionForm(request.POST, **options) if wants_to_save(request) else QuestionForm(**kept(options, request))


def kept(options: dict[str, Any], request: Request) -> dict[str, Any]:
    """Everything typed so far as the beginning of a larger form. A box that came back unticked stays so."""
    typed = {name: value for name, value in request.POST.items() if name not in ("more", "speak", "rows", "spoken", "csrfmiddlewaretoken")}
    boxes = {name: name in request.POST for name in ("shuffle", "case_sensitive")}
    return options | typed | boxes | {"question": None}


def save(request: Request, form: QuestionForm, found: Question | None) -> Question | None:
    """Write what was typed; None when something is wrong, which then stands beside its field."""
    content, rows = form.content()
    by: dict[str, Any] = {"actor": request.actor, "at": request.now, "reason": form.cleaned_data["reason"]}
    try:
        questions.sound(content)
        topic = topic_of(form, actor=request.actor, at=request.now)
        if found is None:
            return questions.write(content, topic=topic, difficulty=form.cleaned_data["difficulty"], **by)
        changed = questions.rewrite(found, content, topic=topic, difficulty=form.cleaned_data["difficulty"], **by)
        messages.success(request, said_of(found, changed))
    except InvalidInput as wrong:
        for path, message in wrong.fields.items():
            form.add_error(form.place_of(path, rows), form.said(path, str(message)))
        return None
    except Refused as refused:
        show_refusal(form, refused)
        return None
    return found


def said_of(found: Question, changed: bool) -> str:
    if not changed:
        return _("Nothing was different, so nothing was changed.")
    if found.waiting:
        return _("The new wording is saved. Papers keep the old one until a second person activates it.")
    return _("Saved.")


def topic_of(form: QuestionForm, *, actor: Actor, at: Any) -> Topic:
    typed = form.cleaned_data.get(NEW_TOPIC)
    if typed:
        return questions.topic_at(str(typed).split("/"), actor=actor, at=at)
    return Topic.objects.get(pk=form.cleaned_data["topic"])


def page(request: Request, form: QuestionForm, found: Question | None) -> HttpResponse:
    context = {
        "form": form,
        "question": found,
        "kind": QuestionKind(form.kind).label,
        "explained": EXPLAINED[form.kind],
        "spoken": [(code, OWN_NAMES[code], code in form.spoken) for code in LANGUAGES],
    }
    return render(request, "testing/question_form.html", context, status=422 if form.is_bound and form.errors else 200)
