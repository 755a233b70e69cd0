"""Tables of this room: the charter, the committee, ballots and votes."""

from governance.steering.models.ballots import Ballot, Closing, Elector, Vote
from governance.steering.models.charters import Charter, CharterAuthority, CharterSigning
from governance.steering.models.committees import Committee, Seat

__all__ = ["Ballot", "Charter", "CharterAuthority", "CharterSigning", "Closing", "Committee", "Elector", "Seat", "Vote"]
