"""Pages of the hall and of the window."""
