"""Red, amber, green: the written rules, where each office stands by them, and the overrides."""
