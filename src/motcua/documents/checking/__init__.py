"""Checking what somebody holds: the text of a code, a picture of it, or the file of a result.

Answers in plain values and keeps nothing. Files are opened in a process of their own with limits; nothing is fetched.
"""

from .check import Checked, Verdict, check_code, check_file
from .opening import Signature

__all__ = ["Checked", "Signature", "Verdict", "check_code", "check_file"]
