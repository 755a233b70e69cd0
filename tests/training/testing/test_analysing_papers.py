"""Which attempts and which marks an item analysis rests on, how it is said, frozen and printed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from governance.core.documents.archive import content
from governance.core.documents.models import Document
from governance.core.errors import NotAllowed
from governance.core.roles import Role
from tests import company
from tests.company import NOW
from tests.papers.sound import sound
from tests.training.testing import marked as m
from tests.training.testing.asking import ESSAY, SINGLE
from tests.training.testing.test_result_pages import taken
from training.testing import analysis_words as words
from training.testing import charts
from training.testing.actions.faulty import decide, quarantine
from training.testing.analysis_figures import figures_of, frozen, thawed
from training.testing.analysis_paper import print_analysis
from training.testing.judging import Judgement, Third
from training.testing.models import PaperVersion
from training.testing.remarking import Choice
from training.testing.selectors.analysing import PaperAnalysis, asked, paper_analysis
from training.testing.selectors.faulty import preview

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def analysed(version: PaperVersion, **terms: Any) -> PaperAnalysis:
    return paper_analysis(version, **terms)


def test_only_first_attempts_count() -> None:
    version, questions = m.paper()
    person = company.person()
    m.sat(version, questions, "0 0 0", by=person)
    m.sat(version, questions, "1 1 1", by=person)
    assert (analysed(version).test.attempts, analysed(version).test.mean) == (1, 0)


def test_what_is_not_wholly_marked_is_left_out_and_counted() -> None:
    version, questions = m.paper((ESSAY, SINGLE))
    m.sat(version, questions, "- 1")
    m.sat(version, questions, "0.5 1")
    found = analysed(version)
    assert (found.test.attempts, found.waiting) == (1, 1)


def test_an_attempt_in_progress_is_no_attempt() -> None:
    version, questions = m.paper()
    m.begun(version, questions)
    assert (analysed(version).test.attempts, analysed(version).waiting) == (0, 0)


def test_reliability_is_by_place_and_a_question_by_those_who_got_it() -> None:
    version, questions = m.paper([SINGLE] * 4)
    row = version.rows.get()
    row.count = 3
    row.save()
    for number in range(12):
        drawn = questions[:3] if number < 10 else questions[1:]
        m.sat(version, drawn, "1 0 1" if number % 2 else "0 0 1")
    found = analysed(version)
    assert [(slot.row, slot.place) for slot in found.slots] == [(row, 1), (row, 2), (row, 3)]
    by_code = {line.question.code: line.figures.n for line in found.questions}
    assert [by_code[question.code] for question in questions] == [10, 12, 12, 2]


@pytest.mark.parametrize("choice", [Choice.DROP, Choice.FULL])
def test_a_decision_about_results_does_not_hide_a_faulty_question(choice: Choice) -> None:
    version, questions = taken()
    before = frozen(figures_of(analysed(version)))
    quarantine(questions[2], actor=m.PROJECT, at=NOW, reason="x")
    shown = preview(questions[2], choice, new_version=None, keep_passes=True, at=LATER)
    decide(questions[2], choice=choice, fingerprint=shown.fingerprint, actor=m.PROJECT, at=LATER, reason="x")
    assert frozen(figures_of(analysed(version))) == before


def test_marks_of_later_are_not_known_earlier() -> None:
    version, questions = m.paper()
    m.sat(version, questions, "1 1 1", at=LATER)
    assert analysed(version, known_at=NOW).test.attempts == 0
    assert analysed(version, known_at=LATER + timedelta(hours=1)).test.attempts == 1


def test_the_worst_question_is_first_and_found() -> None:
    version, questions = taken()
    first = analysed(version).questions[0]
    assert (first.question, first.judgement, first.number) == (questions[2], Judgement.MISLEADS, 1)


def test_who_gave_which_answer_by_third() -> None:
    version, questions = taken()
    whole = analysed(version)
    found = asked(whole, whole.questions[0])
    assert len(found.given) == len(found.third) == 14
    assert sum(found.group_sizes.values()) == 14
    assert found.group_sizes[Third.UPPER] == 7


def test_frozen_figures_come_back_as_they_were() -> None:
    version, _questions = taken()
    figures = figures_of(analysed(version))
    assert thawed(frozen(figures)) == figures


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    version, _questions = taken(4)
    with django_assert_num_queries(4):
        analysed(version)
    taken_more = m.sat(version, [line.question for line in analysed(version).questions], "1 1 1 1 1")
    assert taken_more.version == version
    with django_assert_num_queries(4):
        analysed(version)


class TestTheWords:
    def test_each_judgement_has_its_words(self) -> None:
        assert set(words.JUDGED) == set(Judgement)

    def test_every_figure_of_the_test_is_explained(self) -> None:
        version, _questions = taken()
        told = words.figures(figures_of(analysed(version)))
        assert len(told) == 9 and all(one.meaning and one.value for one in told)

    def test_what_cannot_be_told_is_a_dash(self) -> None:
        version, _questions = m.paper()
        assert {one.value for one in words.figures(figures_of(analysed(version)))[1:]} == {"–"}

    @pytest.mark.parametrize(("text", "plain"), [("<p>A<br>B</p>", "A B"), ("a &lt; b", "a < b"), ("<b>客户</b>池", "客户池")])
    def test_a_fragment_in_one_plain_line(self, text: str, plain: str) -> None:
        assert words.plain(text) == plain


class TestThePicture:
    def test_its_message_is_the_headline_and_its_twin_has_every_question(self) -> None:
        version, questions = taken()
        chart = charts.facility_against_discrimination(figures_of(analysed(version)), "en")
        assert questions[2].code in str(chart.message)
        assert len(chart.rows) == 5 and not chart.blank

    def test_numbers_of_neighbours_stand_apart(self) -> None:
        version, _questions = taken()
        figures = figures_of(analysed(version))
        places = charts.label_places(figures.dots)
        near = [(one, other) for one in figures.dots for other in figures.dots if one.number < other.number and charts.close(one, other)]
        assert near and all(places[one.number] != places[other.number] for one, other in near)

    def test_with_nothing_to_draw_it_is_blank(self) -> None:
        version, _questions = m.paper()
        assert charts.facility_against_discrimination(figures_of(analysed(version)), "en").blank


class TestThePaper:
    @pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
    def test_it_is_frozen_and_kept_in_each_language(self, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.testing.analysis_paper.svgs", lambda drawn, spoken: {})
        version, questions = taken()
        document = print_analysis(version, language, actor=m.TRAINER, at=timezone.now())
        assert (document.language, Document.objects.count()) == (language, 1)
        assert questions[2].code in document.snapshot.body
        sound(content(document), language, says=[questions[2].code])

    def test_only_for_those_who_see_the_analysis(self) -> None:
        version, _questions = taken(2)
        with pytest.raises(NotAllowed):
            print_analysis(version, "en", actor=m.ASSESSOR, at=LATER)

    def test_over_the_page(self, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.testing.analysis_paper.svgs", lambda drawn, spoken: {})
        version, _questions = taken(2)
        client = signed_in(Role.AUDITOR)
        assert client.get(f"/tests/analysis/{version.pk}/xx.pdf").status_code == 404
        answer = client.post(f"/tests/analysis/{version.pk}/en.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")


def test_points_of_a_row_are_the_maximum() -> None:
    version, questions = m.paper(points=3)
    m.sat(version, questions, "1 0.5 0")
    found = analysed(version)
    assert (found.maximum, found.test.mean) == (Decimal(9), 4.5)
