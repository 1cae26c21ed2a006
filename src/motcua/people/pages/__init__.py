"""Pages of this room: coming in, one's own page, and the operator's and auditor's pages."""
