"""The only code that changes charters, committees and ballots."""

from governance.steering.actions.ballots import cast_vote, close_ballot, open_ballot
from governance.steering.actions.charters import begin_charter, save_charter, sign_charter
from governance.steering.actions.committees import change_committee, create_committee, end_seat, give_seat

__all__ = [
    "begin_charter",
    "cast_vote",
    "change_committee",
    "close_ballot",
    "create_committee",
    "end_seat",
    "give_seat",
    "open_ballot",
    "save_charter",
    "sign_charter",
]
