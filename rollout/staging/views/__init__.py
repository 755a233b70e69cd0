"""Pages of the programme: the board, the waves, one office, the past."""
