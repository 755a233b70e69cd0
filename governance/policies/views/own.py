"""A person's own pages: what is to be signed, reading and signing it, what was signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.core.errors import NotFound, Refused
from governance.core.languages import LANGUAGES
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.organisation.models import Person
from governance.organisation.selectors import people_names
from governance.policies import printing, selectors, texts
from governance.policies.actions.signing import sign
from governance.policies.models import PolicyText, PolicyVersion, Signature, SigningWay
from governance.policies.views.finding import chosen_language, today, version_of
from governance.policies.views.policies import as_pdf

SALT = "policies.read"
# A page left open longer is opened again, so that nobody signs what they read yesterday.
READ_FOR = timedelta(hours=12)


@needs(Verb.CHANGE, "signature")
def mine(request: Request) -> HttpResponse:
    """What must I sign, and what have I signed."""
    person_id = request.actor.person_id or 0
    waiting = selectors.to_sign(person_id, today(request))
    signed = Signature.objects.filter(person=person_id).select_related("version__policy", "text").order_by("-recorded_at", "-pk")
    context = {
        "waiting": waiting,
        "overdue": sum(one.overdue for one in waiting),
        "signed": signed,
        "sanctions": selectors.sanctions_for(request.actor).filter(person=person_id),
        "incentives": selectors.incentives_for(request.actor).filter(person=person_id),
        "kiosk": way(request) == SigningWay.ONE_TIME_CODE,
    }
    return render(request, "policies/mine.html", context)


@needs(Verb.CHANGE, "signature")
def read(request: Request, code: str, number: int) -> HttpResponse:
    """The whole text, and at its end the signature."""
    version = version_of(code, number)
    text = version.texts.filter(language=chosen_language(request)).first()
    mine = selectors.readable(version, request.actor.person_id or 0, today(request))
    if text is None or not (mine or allows(request.actor, Verb.VIEW, "policy")):
        raise NotFound(_("There is no such version of this policy."))
    if request.method == "POST":
        return sign_text(request, version)
    person_id = request.actor.person_id or 0
    context = {
        "version": version,
        "text": text,
        "exact": texts.cut(text.text),
        "languages": [(one, texts.NAMES[one]) for one in LANGUAGES],
        "signed": Signature.objects.filter(version=version, person=person_id).first(),
        "may_sign": selectors.signable(version, person_id, today(request)),
        "token": signing.dumps([version.pk, text.language, text.sha256, request.now.isoformat()], salt=SALT),
        "newer": newer(version),
    }
    return render(request, "policies/read.html", context)


def newer(version: PolicyVersion) -> PolicyVersion | None:
    return version.policy.versions.filter(number__gt=version.number, texts__isnull=False).order_by("-number").first()


def sign_text(request: Request, version: PolicyVersion) -> HttpResponse:
    """Sign what the page showed: its token says which text, in which language, opened when."""
    try:
        key, language, sha256, opened = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=READ_FOR)
    except (signing.BadSignature, ValueError):
        raise Refused(_("The page was open too long, or is not ours. Please open the text again.")) from None
    if key != version.pk:
        raise Refused(_("The text you read is not this one. Please open it again."))
    if not request.POST.get("read"):
        messages.error(request, _("Please confirm that you have read the whole text."))
        return redirect(f"{request.path}?language={language}#sign")
    made = sign(
        version,
        language=language,
        sha256=sha256,
        actor=request.actor,
        at=request.now,
        opened_at=datetime.fromisoformat(opened),
        way=way(request),
    )
    messages.success(request, _("Signed. The exact text is kept with your signature."))
    return redirect(made)


def way(request: Request) -> SigningWay:
    """By which sign-in the person is here."""
    by_code = str(request.session.get(BACKEND_SESSION_KEY, "")).endswith("OneTimeCodeBackend")
    return SigningWay.ONE_TIME_CODE if by_code else SigningWay.OWN_SIGN_IN


def signature_of(request: Request, pk: int) -> Signature:
    """One's own, or that of somebody whose signatures the reader may see."""
    people = Person.objects.within(scope(request.actor, Verb.VIEW, "signature"))
    found = Signature.objects.filter(pk=pk, person__in=people).select_related("version__policy", "text", "person__identity").first()
    if found is None:
        raise NotFound(_("There is no such signature, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "signature")
def signature(request: Request, pk: int) -> HttpResponse:
    found = signature_of(request, pk)
    context = {
        "signature": found,
        "exact": texts.cut(found.text.text),
        "name": people_names([found.person_id], request.actor)[found.person_id],
        "own": found.person_id == request.actor.person_id,
        "hash_parts": [found.sha256[start : start + 8] for start in range(0, 64, 8)],
        "intact": intact(found.text) and found.text.sha256 == found.sha256,
    }
    return render(request, "policies/signature.html", context)


def intact(text: PolicyText) -> bool:
    """Whether the stored text still has its fingerprint."""
    return texts.fingerprint(text.text) == text.sha256


@needs(Verb.VIEW, "signature")
def signature_pdf(request: Request, pk: int) -> HttpResponse:
    found = signature_of(request, pk)
    name = people_names([found.person_id], request.actor)[found.person_id]
    made = printing.signature_pdf(found, name, actor=request.actor)
    return as_pdf(made, f"{found.version.policy.code}-{found.version.number}-signed-{found.pk}.pdf")
