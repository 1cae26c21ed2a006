"""Page frame, shared parts, styles, drawing of forms and charts. No tables."""
