"""The pages of a small company, for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages.kept import Kept, kept


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These come first in a run: one process makes the pages and looks at them while the others do all the rest, and none waits."""
    items.sort(key=lambda item: Path(__file__).parent not in item.path.parents)


@pytest.fixture(scope="session")
def pages(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Kept]]:
    """Made once in a run; with several processes the folder above the private one is common to them."""
    own = tmp_path_factory.mktemp("walk")
    common = tmp_path_factory.getbasetemp()
    common = common.parent if common.name.startswith("popen-") else common
    with django_db_blocker.unblock():
        yield kept(common, own)
