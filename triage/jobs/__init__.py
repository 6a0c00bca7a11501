"""Scheduled work inside the web process: no extra service to install."""
