"""The reader's language, kept per person, and light or dark, kept per browser."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import audit
from governance.core.pages import Request

YEAR = 365 * 24 * 3600
THEMES = {"light", "dark"}


def way_back(request: Request) -> str:
    """The page the reader came from, if it is ours."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


@require_POST
def language(request: Request) -> HttpResponse:
    """Remembers the language: on the account when signed in, and in the browser for the sign-in page."""
    response = redirect(way_back(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        account = request.user
        if account.is_authenticated and account.language != code:
            translation.activate(code)
            account.language = code
            with audit.because(request.actor, _("The person chose this language.")):
                account.save(update_fields=["language"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_POST
def theme(request: Request) -> HttpResponse:
    """Remembers light or dark in the browser; anything else means as the device."""
    response = redirect(way_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
