"""Questionnaires as XLSForm, the workbook that ODK and Kobo read: written, and read with every fault named. Pure."""

from .reading import Found, read
from .writing import NotAnXlsform, write

__all__ = ["Found", "NotAnXlsform", "read", "write"]
