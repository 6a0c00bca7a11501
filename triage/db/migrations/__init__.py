"""Schema changes, in order; ``HEAD`` names the newest, so that two branches collide visibly."""
