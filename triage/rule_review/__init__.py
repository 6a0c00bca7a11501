"""Flow 3, pure: what a changed rulebook must stand before it goes live."""
