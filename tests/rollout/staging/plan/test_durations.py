"""How long stages last: the product-limit estimate with its published figures, and what is done with unfinished stays."""

from datetime import date

import numpy as np
import pytest

from rollout.staging.plan.reckoning.dates import OfficeDates
from rollout.staging.plan.reckoning.durations import Stay, law, stays, survival
from rollout.staging.stages import Stage

# Weeks of remission under 6-MP: E. J. Freireich and others, Blood 21 (1963) 699–716; a plus is a patient still in remission.
FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
# As printed in D. R. Cox and D. Oakes, Analysis of Survival Data (1984), table 4.1.
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def observed(text: str) -> list[Stay]:
    return [Stay(Stage.TRIAL, int(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


def test_the_published_curve_comes_out():
    assert {days: round(left, 3) for days, left in survival(observed(FREIREICH))} == PUBLISHED


def test_what_nobody_finished_is_laid_on_the_longest_unfinished_stay():
    found = law(observed(FREIREICH))
    assert found.days[-1] == 35 and round(found.chances[-1], 3) == 0.448
    assert found.chances.sum() == pytest.approx(1)


def test_without_unfinished_stays_the_law_is_the_plain_count():
    found = law(observed("3 3 5 9"))
    assert list(found.days) == [3, 5, 9] and list(found.chances) == pytest.approx([0.5, 0.25, 0.25])


def test_an_unfinished_stay_makes_stages_longer_than_leaving_it_out():
    with_it, without = law(observed("10 20 30 40+")), law(observed("10 20 30"))
    assert (with_it.days * with_it.chances).sum() > (without.days * without.chances).sum()


def test_a_draw_follows_the_law():
    found = law(observed("3 3 5 9"))
    assert list(found.draw(np.array([0.0, 0.49, 0.5, 0.74, 0.75, 0.999]))) == [3, 3, 5, 5, 9, 9]


def test_an_office_already_so_long_in_a_stage_draws_only_longer_lengths():
    found = law(observed("3 3 5 9"))
    assert list(found.draw(np.array([0.0, 0.49, 0.51, 0.99]), beyond=3)) == [5, 5, 9, 9]


def test_longer_than_all_seen_counts_as_ending_tomorrow():
    assert list(law(observed("3 5")).draw(np.array([0.1, 0.9]), beyond=40)) == [41, 41]


def test_an_office_tells_of_finished_stages_and_of_the_one_it_is_in():
    actual = {Stage.PREPARING: date(2026, 1, 1), Stage.TRAINING: date(2026, 1, 11), Stage.TRIAL: date(2026, 2, 1)}
    office = OfficeDates(1, reached=Stage.TRIAL, actual=actual)
    assert list(stays(office, date(2026, 2, 8))) == [
        Stay(Stage.PREPARING, 10, True),
        Stay(Stage.TRAINING, 21, True),
        Stay(Stage.TRIAL, 7, False),
    ]


def test_a_go_live_date_alone_tells_nothing_of_the_stages_before():
    office = OfficeDates(1, reached=Stage.LIVE, actual={Stage.LIVE: date(2026, 1, 1)})
    assert list(stays(office, date(2026, 1, 8))) == [Stay(Stage.LIVE, 7, False)]
