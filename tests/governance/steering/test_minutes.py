"""The minutes of a closed ballot as PDF: who voted what and why, the same paper for whoever asks."""

from datetime import timedelta

import pytest

from governance.core.documents.models import Snapshot
from governance.core.roles import Role
from governance.steering.actions import close_ballot
from governance.steering.matters import Choice
from governance.steering.minutes import minutes_pdf
from governance.steering.models import Closing
from tests.governance.steering.steered import AUDITOR, NOW, PROJECT, actor, ballot, governed, member, votes
from tests.papers.sound import sound, text_of

pytestmark = pytest.mark.django_db


def closed(note: str = "the gate is measured") -> Closing:
    """One submitted it, one votes through a deputy, one changes their mind, one does not vote."""
    _made, members, _sponsor = governed(quorum=2)
    opened = ballot(submitted_by=members[4].username, reason=note)
    deputy = actor(Role.COMMITTEE, member(), delegated_by=members[1].username)
    votes(opened, {members[0]: Choice.AGAINST, deputy: Choice.FOR})
    votes(opened, {members[0]: Choice.FOR, members[2]: Choice.ABSTAIN}, at=NOW + timedelta(hours=1))
    return close_ballot(opened, actor=PROJECT, at=NOW + timedelta(days=8), reason="the day is over")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Minutes", "Shall Suzhou go live?", "the gate is measured", "the day is over", "Submitted"]),
        ("zh-hans", ["表决纪要", "Shall Suzhou go live?", "弃权"]),
        ("zh-hant", ["表決紀要", "Shall Suzhou go live?", "棄權"]),
    ],
)
def test_they_are_printed_in_three_languages(language, words):
    sound(minutes_pdf(closed(), language, actor=PROJECT), language, says=words)


def test_they_hold_the_vote_given_last_and_who_cast_it():
    closing = closed()
    minutes_pdf(closing, "en", actor=PROJECT)
    frozen = Snapshot.objects.get(kind="ballot").figures
    told = sorted((one.get("choice", ""), one["excluded"], one.get("voter", one["person"]) != one["person"]) for one in frozen["electors"])
    assert told == [("", False, False), ("", True, False), ("abstain", False, False), ("for", False, False), ("for", False, True)]
    assert (frozen["for"], frozen["against"], frozen["abstained"], frozen["absent"], frozen["outcome"]) == (2, 0, 1, 1, "carried")


def test_whoever_asks_and_whatever_the_committee_is_called_later_the_paper_is_the_same():
    closing = closed()
    before = minutes_pdf(closing, "en", actor=PROJECT)
    committee = closing.ballot.committee
    committee.name_en = "Renamed"
    committee.save()
    again = Closing.objects.get(pk=closing.pk)
    assert minutes_pdf(again, "en", actor=AUDITOR) == before
    assert Snapshot.objects.filter(kind="ballot").count() == 1


def test_they_are_fetched_from_the_ballot_once_it_is_closed(signed_in):
    _made, members, _sponsor = governed()
    opened = ballot()
    client = signed_in(Role.AUDITOR)
    address = f"/steering/ballots/{opened.pk}/minutes/en/"
    assert client.get(address).status_code == 404
    assert address not in client.get(opened.get_absolute_url()).content.decode()
    votes(opened, dict.fromkeys(members, Choice.FOR))
    close_ballot(opened, actor=PROJECT, at=NOW)
    assert address in client.get(opened.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert client.get(address.replace("/en/", "/xx/")).status_code == 404
    assert signed_in(Role.STAFF).get(address).status_code == 403


@pytest.mark.parametrize("lines", [6, 9, 12, 15])
def test_the_proof_never_stands_on_a_page_of_its_own(lines):
    """However long the note is: the page of the proof holds votes too, under their head."""
    paper = minutes_pdf(closed("\n".join(["What the members should know."] * lines)), "en", actor=PROJECT)
    last = [page for page in text_of(paper).split("\f") if page.strip()][-1]
    assert "Proof of the figures" in last and "Member" in last
