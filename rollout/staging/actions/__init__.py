"""The only code that changes where an office stands."""

from rollout.staging.actions.attesting import attest
from rollout.staging.actions.conditions import meet_condition
from rollout.staging.actions.deciding import decide
from rollout.staging.actions.making_gates import activate, add_criterion, change_criterion, draft_version, remove_criterion, retire
from rollout.staging.actions.moves import move, withdraw_pilot
from rollout.staging.actions.overriding import override_criterion
from rollout.staging.actions.past import correct_date, enter_past_stages, take_back
from rollout.staging.actions.programme import add_wave, change_programme, change_wave, place_office, set_up_programme
from rollout.staging.actions.rolling_back import add_step, complete_step, finish_rollback
from rollout.staging.actions.stopping import Lessons, stop_programme
from rollout.staging.actions.watching import Watched, watch
from rollout.staging.deciders import NewCondition

__all__ = [
    "Lessons",
    "NewCondition",
    "Watched",
    "activate",
    "add_criterion",
    "add_step",
    "add_wave",
    "attest",
    "change_criterion",
    "change_programme",
    "change_wave",
    "complete_step",
    "correct_date",
    "decide",
    "draft_version",
    "enter_past_stages",
    "finish_rollback",
    "meet_condition",
    "move",
    "override_criterion",
    "place_office",
    "remove_criterion",
    "retire",
    "set_up_programme",
    "stop_programme",
    "take_back",
    "watch",
    "withdraw_pilot",
]
