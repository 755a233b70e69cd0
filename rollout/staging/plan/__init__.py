"""The plan of the rollout: dates per office and stage, baselines, slip, the board, the calendar and the forecast."""
