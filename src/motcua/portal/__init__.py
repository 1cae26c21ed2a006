"""Front hall: home, search over all rooms. No tables."""
