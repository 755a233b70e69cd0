"""The only code that changes where an office stands."""

from rollout.staging.actions.moves import move, withdraw_pilot
from rollout.staging.actions.past import correct_date, enter_past_stages, take_back
from rollout.staging.actions.programme import add_wave, change_programme, change_wave, place_office, set_up_programme

__all__ = [
    "add_wave",
    "change_programme",
    "change_wave",
    "correct_date",
    "enter_past_stages",
    "move",
    "place_office",
    "set_up_programme",
    "take_back",
    "withdraw_pilot",
]
