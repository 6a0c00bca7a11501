"""Flow 2, pure: what may be done to a case, by whom, and when it is due."""
