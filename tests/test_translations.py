"""No page of the product falls back to English in Chinese."""

from pathlib import Path

import pytest

from tests import translations


def test_every_string_is_translated_and_compiled() -> None:
    assert translations.problems() == []


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Office"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Office"\nmsgstr "办事处"\n', "fuzzy"),
        ('msgid "%(n)s offices"\nmsgstr "办事处"\n', "placeholders differ"),
    ],
)
def test_a_gap_is_named(entry: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    po = tmp_path / "django.po"
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + entry)
    assert complaint in next(translations.catalogue_problems(po, {}))


def test_a_string_of_the_code_that_no_catalogue_holds_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    source = tmp_path / "views.py"
    source.write_text('from django.utils.translation import gettext as _\n\ntitle = _("Offices that are late")\n')
    (tmp_path / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    wanted = dict.fromkeys(translations.strings_of(source), source)
    assert "lacks 'Offices that are late'" in next(translations.catalogue_problems(tmp_path / "django.po", wanted))


def test_strings_of_templates_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p title="{% trans "Don\'t" %}">{% blocktrans count n=rows %}{{ n }} office{% plural %}{{ n }} offices'
        "{% endblocktrans %}</p>\n  {% if a %}\n {% translate 'Held' %}{% endif %}"
    )
    assert list(translations.strings_of(page)) == ["Don't", "%(n)s office", "Held"]
