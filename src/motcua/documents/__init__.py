"""Files by content: store, check, open. Never decides who may see one; the room that holds the reference does."""
