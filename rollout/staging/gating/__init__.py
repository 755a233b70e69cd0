"""Reading gates: which are in force, what the registry measures for them, how near each office is, what was decided.

The rules themselves are pure and lie in `rollout/staging/gates/`.
"""
