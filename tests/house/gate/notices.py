"""Nothing of notices is about an object that somebody else may see."""

WITHOUT_OBJECTS = {
    "notices:resend": "POST only",
}
