"""Drawing official papers: a template of a room and values in, a PDF/A out. Knows no tables.

Templates are typst, in `<room>/typst/<name>.typ`; an office may put its own beside them (MOTCUA_TEMPLATES). They run
in a subprocess of their own with limits of memory and time, see no file but those handed to them, and no network.
"""

from motcua.documents.typesetting.draw import render
from motcua.documents.typesetting.process import Unsettable
from motcua.documents.typesetting.templates import exists, names, own
from motcua.documents.typesetting.trying import Problem, check_own

__all__ = ["Problem", "Unsettable", "check_own", "exists", "names", "own", "render"]
