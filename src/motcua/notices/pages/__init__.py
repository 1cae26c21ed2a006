"""Pages of this room: what did not go out, what text messages say, and one's own choice of ways."""
