"""One person's request (hồ sơ), from receipt to result, on time."""
