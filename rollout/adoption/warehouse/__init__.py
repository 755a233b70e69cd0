"""Counting usage where the events already live: the engine runs the roll-up's own SQL text and only its result comes here."""
