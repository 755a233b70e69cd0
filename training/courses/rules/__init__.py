"""Rules of this room: facts in, decisions out. No database, no settings, no clock."""
