"""An opened file, and SQL for what one of its rows says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rollout.adoption.mapping import Mapping
from rollout.adoption.reading.engine import literal
from rollout.adoption.reading.names import LONGEST_FEATURE, SALESFORCE_18

# The columns a file of rejected rows begins with; sent again, they are left out and neutralised cells are restored.
REJECT_COLUMNS = ("gatehouse_row", "gatehouse_problem")


@dataclass(frozen=True)
class Opened:
    """A UTF-8 CSV file ready for the engine, its columns by name, and the number of its header row."""

    path: Path
    header: tuple[str, ...]
    delimiter: str = ","
    header_row: int = 1

    def column(self, name: str) -> str:
        return f"c{self.header.index(name)}"

    @property
    def rows(self) -> str:
        """SQL that reads every column as text and remembers the rows that are not whole."""
        columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(self.header)))
        return (
            f"read_csv({literal(str(self.path))}, auto_detect=false, header=true, delim={literal(self.delimiter)}, "
            "quote='\"', escape='\"', "
            f"columns={{{columns}}}, skip={self.header_row - 1}, store_rejects=true, rejects_limit=0)"
        )


@dataclass(frozen=True)
class Row:
    """SQL for what one row of the file says: from its own columns while reading, from the list `cells` of a row kept for later."""

    opened: Opened
    mapping: Mapping
    kept: bool = False

    def cell(self, name: str) -> str:
        """A cell as written; of a file of rejected rows sent again, as it was before it was neutralised."""
        if not name:
            return "CAST(NULL AS VARCHAR)"
        number = self.opened.header.index(name)
        plain = f"cells[{number + 1}]" if self.kept else f"c{number}"
        if self.opened.header[:2] == REJECT_COLUMNS:
            return f"regexp_replace({plain}, '^''([=+@\\t\\r-])', '\\1')"
        return plain

    def text(self, name: str) -> str:
        """A cell without blanks at both ends, NULL when empty."""
        return f"nullif({trimmed(self.cell(name))}, '')"

    def person(self, name: str) -> str:
        """A user's name. The 18 characters of a Salesforce id are its 15 with three more that only guard against lost case."""
        text = self.text(name)
        if not name or self.mapping.user_ids != "salesforce":
            return text
        return f"CASE WHEN regexp_full_match({text}, '{SALESFORCE_18}') THEN left({text}, 15) ELSE {text} END"

    @property
    def acting(self) -> str:
        """Who did it, where that is not the user of the row."""
        actor, user = self.person(self.mapping.acting_user), self.person(self.mapping.user)
        return f"CASE WHEN {actor} <> {user} THEN {actor} END"

    @property
    def feature(self) -> str:
        thing, act = self.text(self.mapping.object), self.text(self.mapping.action)
        chosen = {"object": thing, "action": act, "both": f"nullif(concat_ws(': ', {thing}, {act}), '')"}[self.mapping.feature]
        return f"left({chosen}, {LONGEST_FEATURE})"

    @property
    def feature_cell(self) -> str:
        return {"object": self.cell(self.mapping.object), "action": self.cell(self.mapping.action), "both": self.feature}[
            self.mapping.feature
        ]


def trimmed(text: str) -> str:
    """Without blanks at both ends. Looking for them first costs a third of trimming every cell."""
    return f"CASE WHEN {text} LIKE ' %' OR {text} LIKE '% ' THEN trim({text}) ELSE {text} END"
