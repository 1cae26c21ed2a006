"""What happened, in order: append-only, sealed; audit trail and outbox in one. Never holds personal data, has no pages."""
