"""Flow 1, pure: from the text as typed to a recommendation with its proof."""
