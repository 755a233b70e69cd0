"""How numbers, days and instants are written in the reader's language. Pure of the database; reads only the active language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
DASH = "–"
Number = int | float | Decimal


def locale(language: str = "") -> str:
    """The Babel locale of a language of ours (by default the active one)."""
    return LOCALES.get(language or translation.get_language() or "en", "en")


def number(value: Number | None, decimals: int | None = None, language: str = "") -> str:
    """`1,234.5`; None is a dash. Without `decimals`: whole numbers bare, others with at most one place."""
    if value is None:
        return DASH
    places = decimals if decimals is not None else 0 if value == int(value) else 1
    pattern = "#,##0" + ("." + "0" * places if places else "")
    # The bankers' rounding of the library would print 64.25 as 64.2.
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format_decimal(rounded, pattern, locale=locale(language)).replace("-", "−")


def signed(value: Number | None, decimals: int | None = None) -> str:
    """A difference: `+21`, `−3`, `0`; as `number` otherwise."""
    return ("+" if value is not None and value > 0 else "") + number(value, decimals)


def percent(value: Number | None, decimals: int = 0, language: str = "") -> str:
    """`64%`: percentages are kept as 0–100 everywhere in the product."""
    return DASH if value is None else number(value, decimals, language) + "%"


def day(value: date | None, language: str = "") -> str:
    """`1 Jun 2026`, `2026年6月1日`."""
    if value is None:
        return DASH
    return format_date(value, "d MMM yyyy" if locale(language) == "en" else "y年M月d日", locale=locale(language))


def short_day(value: date | None, language: str = "") -> str:
    """Without the year: `1 Jun`, `6月1日`."""
    if value is None:
        return DASH
    return format_date(value, "d MMM" if locale(language) == "en" else "M月d日", locale=locale(language))


def moment(value: datetime | None, language: str = "") -> str:
    """`1 Jun 2026, 09:30`, in the current time zone."""
    if value is None:
        return DASH
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    written = locale(language)
    pattern = "d MMM yyyy, HH:mm" if written == "en" else "yyyy年M月d日 HH:mm"
    return format_datetime(here, pattern, locale=written)


def figure(value: Number | None, unit: str) -> str:
    """A metric's value with its unit, as a sentence would say it: `64.0%`, `12 offices`, `3 days`."""
    if value is None:
        return DASH
    if unit == "percent":
        return percent(value, 1)
    count = number(value)
    whole = int(value)
    words = {
        "people": ngettext("%(count)s person", "%(count)s people", whole),
        "offices": ngettext("%(count)s office", "%(count)s offices", whole),
        "days": ngettext("%(count)s day", "%(count)s days", whole),
        "points": _("%(count)s points"),
    }
    return words.get(unit, "%(count)s") % {"count": number(value, 1) if unit == "points" else count}


def together(parts: Iterable[object]) -> str:
    """A short enumeration with the comma of the language."""
    return (", " if locale() == "en" else "、").join(str(part) for part in parts)


def sentences(parts: Iterable[object]) -> str:
    """One after the other: with a space between them, in Chinese without."""
    return (" " if locale() == "en" else "").join(str(part) for part in parts)


def size(count: int) -> str:
    """A file's size: `1.4 MB`."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{number(amount, 0 if unit == 'B' or amount >= 100 else 1)} {unit}"
        amount /= 1000
    return ""


BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def browser(agent: str) -> str:
    """`Chrome · Android` out of a browser's long name of itself; the first words of one we do not know."""
    names = [next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name) or agent[:40] or DASH


def anything(value: object) -> str:
    """A cell's value for people, by its type."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float | Decimal):
        return number(value)
    return str(value)
