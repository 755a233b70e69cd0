"""The picture of who is cleared, office by office: what it says."""

from decimal import Decimal

import pytest

from reports.dashboards.telling.pictures import OfficeShare, cleared_by_office


def offices(*shares: int) -> list[OfficeShare]:
    return [OfficeShare(f"Office {n}", Decimal(share), Decimal(share), Decimal(100)) for n, share in enumerate(shares)]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((100, 100), "Everybody is cleared in all 2 offices."),
        ((0, 0, 0), "Nobody is cleared in any of 3 offices."),
        ((100, 40, 60), "Everybody is cleared in 1 of 3 offices; Office 1 is lowest with 40%."),
        ((100, 0, 60, 0), "Everybody is cleared in 1 of 4 offices; 2 are lowest with 0%."),
    ],
)
def test_it_says_how_many_are_whole_and_who_or_how_many_are_lowest(shares: tuple[int, ...], said: str) -> None:
    assert cleared_by_office(offices(*shares), "en").message == said
