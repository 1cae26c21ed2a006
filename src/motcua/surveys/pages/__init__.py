"""Pages of surveys: answering, with nobody known; and the officers' pages."""
