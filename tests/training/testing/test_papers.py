"""Papers: drafted, rated, put in use by somebody else; attempts keep the version they were drawn from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from tests.company import NOW
from tests.training.testing import asking, sitting
from training.testing.actions import papers, taking
from training.testing.actions.papers import PaperRules, Row
from training.testing.models import Paper, PaperState, PaperStep, PaperVersion
from training.testing.pass_marks import angoff

pytestmark = pytest.mark.django_db


def rows_of(version: PaperVersion, count: int | None = None) -> list[Row]:
    return [Row(row.topic, row.difficulty, count or row.count, row.points) for row in version.rows.all()]


def put(version: PaperVersion, **how: Any) -> PaperVersion:
    return papers.activate(version, **{"actor": sitting.OTHER_TRAINER, "at": NOW} | how)


def test_a_draft_is_put_in_use_by_somebody_else_and_logged_with_its_reason() -> None:
    version = put(sitting.paper(in_use=False), reason="checked with sales")
    assert (version.state, version.active_from) == (PaperState.ACTIVE, NOW)
    step = PaperStep.objects.get(version=version, state=PaperState.ACTIVE)
    assert (step.username, step.reason) == ("zhou", "checked with sales")


def test_nobody_puts_the_own_draft_in_use() -> None:
    version = sitting.paper(in_use=False)
    with pytest.raises(NotAllowed):
        put(version, actor=sitting.TRAINER)
    version.refresh_from_db()
    assert version.state == PaperState.DRAFT


def test_whoever_changed_a_draft_last_does_not_put_it_in_use() -> None:
    version = sitting.paper(in_use=False)
    papers.change_draft(version, rules=PaperRules(), rows=rows_of(version), actor=sitting.OTHER_TRAINER, at=NOW)
    with pytest.raises(NotAllowed):
        put(version)
    assert put(version, actor=sitting.TRAINER).state == PaperState.ACTIVE


def test_the_auditor_writes_no_paper() -> None:
    from governance.core.actor import Actor, Grant
    from governance.core.roles import Role

    auditor = Actor(username="a", grants=(Grant(Role.AUDITOR),))
    with pytest.raises(NotAllowed):
        papers.write_paper(sitting.course(), code="x", title="X", rules=PaperRules(), rows=[], actor=auditor, at=NOW)
    assert not Paper.objects.exists()


def test_putting_in_use_twice_is_refused() -> None:
    version = sitting.paper()
    with pytest.raises(Conflict):
        put(version)
    assert PaperStep.objects.filter(state=PaperState.ACTIVE).count() == 1


def test_a_paper_the_bank_cannot_fill_is_not_put_in_use_and_nothing_changes() -> None:
    version = sitting.paper()
    draft = papers.draft_version(version.paper, rules=PaperRules(), rows=rows_of(version, 9), actor=sitting.TRAINER, at=NOW)
    with pytest.raises(Refused, match=r"Topic \d+, Easy: 9 asked for, 2 in use"):
        put(draft)
    version.refresh_from_db()
    assert version.state == PaperState.ACTIVE


def test_a_change_is_a_new_version_and_attempts_keep_theirs() -> None:
    first = sitting.paper(pass_mark=Decimal(60))
    attempt = sitting.begun(first)
    second = papers.draft_version(first.paper, rules=PaperRules(pass_mark=Decimal(90)), rows=rows_of(first), actor=sitting.TRAINER, at=NOW)
    put(second)
    first.refresh_from_db()
    attempt.refresh_from_db()
    assert first.state == PaperState.REPLACED
    assert attempt.version == first
    sitting.answers(attempt)
    assert taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW).version.pass_mark == 60
    assert sitting.begun(first).version == second


def test_a_version_in_use_cannot_be_changed_or_rated_or_discarded() -> None:
    version = sitting.paper()
    actor = sitting.TRAINER
    with pytest.raises(Conflict):
        papers.change_draft(version, rules=PaperRules(), rows=rows_of(version), actor=actor, at=NOW)
    with pytest.raises(Conflict):
        papers.rate(version, "Li", {(1, 1): Decimal(50)}, actor=actor, at=NOW)
    with pytest.raises(Conflict):
        papers.discard(version, actor=actor, at=NOW, reason="no")
    assert version.rows.count() == 1


def test_a_paper_has_one_draft_and_a_discarded_one_makes_room() -> None:
    version = sitting.paper()
    how: dict[str, Any] = {"rules": PaperRules(), "rows": rows_of(version), "actor": sitting.TRAINER, "at": NOW}
    draft = papers.draft_version(version.paper, **how)
    with pytest.raises(Conflict):
        papers.draft_version(version.paper, **how)
    papers.discard(draft, actor=sitting.TRAINER, at=NOW, reason="not needed")
    assert papers.draft_version(version.paper, **how).number == 3


def test_two_papers_have_two_codes() -> None:
    version = sitting.paper()
    with pytest.raises(InvalidInput) as refused:
        papers.write_paper(
            version.paper.course,
            code=version.paper.code,
            title="X",
            rules=PaperRules(),
            rows=rows_of(version),
            actor=sitting.TRAINER,
            at=NOW,
        )
    assert "code" in refused.value.fields


def test_a_blueprint_that_asks_nothing_or_twice_the_same_is_refused() -> None:
    row = Row(asking.topic(), 1, 1)
    for rows in ([], [row, row]):
        with pytest.raises(InvalidInput):
            papers.write_paper(sitting.course(), code="x", title="X", rules=PaperRules(), rows=rows, actor=sitting.TRAINER, at=NOW)
    assert not Paper.objects.exists()


def test_the_pass_mark_of_three_judges_as_anybody_can_check_it() -> None:
    points = {(1, 1): Decimal(6), (1, 2): Decimal(4)}
    ratings = {
        "Li": {(1, 1): Decimal(80), (1, 2): Decimal(50)},  # (6 × 80 + 4 × 50) ÷ 10 = 68
        "Wu": {(1, 1): Decimal(70), (1, 2): Decimal(60)},  # 66
        "Qi": {(1, 1): Decimal(90), (1, 2): Decimal(40)},  # 70
        "Ma": {(1, 1): Decimal(10)},  # rated only a part: left out
    }
    judged = angoff(ratings, points)
    assert judged is not None
    assert (judged.percent, judged.judges, judged.spread) == (Decimal("68.00"), 3, Decimal("4.00"))


def test_one_judge_alone_sets_no_pass_mark() -> None:
    assert angoff({"Li": {(1, 1): Decimal(80)}}, {(1, 1): Decimal(6)}) is None


def test_the_judges_ratings_are_kept_and_set_the_pass_mark_of_the_draft() -> None:
    version = sitting.paper(in_use=False, pass_mark=Decimal(50))
    kind = (version.rows.get().topic_id, 1)
    assert papers.rate(version, "Li", {kind: Decimal(70)}, actor=sitting.TRAINER, at=NOW) is None
    assert version.pass_mark == 50
    papers.rate(version, "Wu", {kind: Decimal(90)}, actor=sitting.TRAINER, at=NOW)
    papers.rate(version, "Wu", {kind: Decimal(80)}, actor=sitting.TRAINER, at=NOW)
    assert (version.pass_mark, version.pass_mark_method) == (Decimal("75.00"), "angoff")
    assert version.ratings.count() == 3
