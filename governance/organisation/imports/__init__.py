"""The files this room takes in: the roster and the list of offices."""

from governance.core.imports.importer import register
from governance.organisation.imports.offices import OfficeImporter
from governance.organisation.imports.roster import RosterImporter

ROSTER = register(RosterImporter())
OFFICES = register(OfficeImporter())
