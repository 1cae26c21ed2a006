"""What every template of the house keeps to: the content policy, both languages, links that lead somewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

SOURCE = Path(__file__).resolve().parents[2] / "src" / "motcua"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
# From the bottom of the house to its top; siblings stand on one line of the import contract.
ROOMS = [
    "design",
    "chronicle",
    "people",
    "law",
    "notices",
    "documents",
    "procedures",
    "dossiers",
    "counter",
    "feedback",
    "surveys",
    "exchange",
    "figures",
    "indices",
    "portal",
    "operations",
]
# Links may go up, data may not. This is the whole list of addresses a lower room names of a higher one.
UPWARD_LINKS = {
    "counter:appointments",
    "counter:book",
    "counter:calling",
    "counter:handing",
    "documents:check",
    "dossiers:counter",
    "dossiers:signing",
    "dossiers:desk",
    "dossiers:guest",
    "dossiers:held",
    "dossiers:helper-out",
    "dossiers:helpers",
    "dossiers:late-day",
    "dossiers:mine",
    "dossiers:often-returned",
    "dossiers:overview",
    "dossiers:register",
    "dossiers:resume",
    "dossiers:start",
    "dossiers:track",
    "exchange:place",
    "exchange:send",
    "exchange:follow",
    "exchange:sent",
    "figures:year",
    "indices:home",
    "indices:ratings",
    "indices:rounds",
    "feedback:rate",
    "notices:reaching",
    "operations:home",
    "people:looks-by",
    "surveys:field",
    "surveys:rounds",
    "people:me",
    "people:roles",
    "people:sign-in",
    "people:sign-out",
    "portal:accessibility",
    "portal:api",
    "portal:home",
    "portal:language",
    "portal:privacy",
    "procedures:list",
}
# Not built yet: `url_if` leaves the link out. The list may only shrink.
AWAITED: set[str] = set()
VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LINK = re.compile(r"""{%\s*(url|url_if)\s+["']([\w:.-]+)["']""")
SPOKEN = ("aria-label", "alt", "title", "placeholder")
# Words that are the same in both languages, or the name of a language in that language.
SAME_EVERYWHERE = {"English", "PDF", "XLSX", "CSV", "JSON", "QR", "SHA-256", "Enter", "Esc", "Space", "Alt"}


def named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def words_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


every_template = pytest.mark.parametrize("path", TEMPLATES, ids=named)


class Reader(HTMLParser):
    """Collects what people read or hear that did not come out of a tag."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "input", "br", "img", "path", "rect", "use", "circle", "line", "hr"):
            self._open.append("key" if "key" in (dict(attrs).get("class") or "").split() else tag)
        self.found += [value for name, value in attrs if name in SPOKEN and value and self._speaks(value)]

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        hidden = {"key", "code", "script", "style"} & set(self._open[-2:])
        if not hidden and self._speaks(data):
            self.found.append(data.strip())

    @staticmethod
    def _speaks(text):
        # A part may hold attributes only; their names are not read to anybody.
        text = re.sub(r'[\w-]+="[^"]*"|\b(?:required|autofocus)\b', "", text)
        words = re.findall(r"[^\W\d_]{2,}(?:-\d+)?", text)
        return any(word not in SAME_EVERYWHERE for word in words)


@every_template
def test_each_template_can_be_read(path):
    get_template(str(path).split("/templates/", 1)[1])


@every_template
def test_nothing_inline_that_the_content_policy_forbids(path):
    text = words_of(path)
    assert not re.search(r"\sstyle\s*=", text), "a style attribute; use a class of fine.css"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "an event handler; use a module of design/js"
    assert "javascript:" not in text


@every_template
def test_the_label_of_a_folded_cell_leaves_its_colon_to_the_style(path):
    """One sign after every label on a phone: css/tables.css writes it."""
    said = re.findall(r'data-label="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*)"', path.read_text(encoding="utf-8"))
    assert not [label for label in said if label.rstrip().endswith((":", ":'%}", ':" %}', ":' %}"))]


@every_template
def test_what_people_typed_is_always_escaped(path):
    text = words_of(path)
    assert "|safe" not in text and "autoescape off" not in text


@every_template
def test_templates_speak_through_translations_only(path):
    text = words_of(path)
    assert not VIETNAMESE.search(text), "Vietnamese belongs into the .po file, or it is data"
    reader = Reader()
    reader.feed(TAG.sub("", TRANSLATED.sub("", text)))
    assert reader.found == [], "words outside translate tags"


def links():
    """(room, name, whether the link may be missing) of each link in a template or in the head."""
    for path in TEMPLATES:
        for tag, name in LINK.findall(words_of(path)):
            yield room_of(path), name, tag == "url_if"
    head = (SOURCE / "design" / "navigation.py").read_text(encoding="utf-8")
    for name in re.findall(r'"([a-z]+:[a-z-]+)"', head):
        yield "design", name, True


def test_links_up_the_house_are_listed():
    rank = {room: place for place, room in enumerate(ROOMS)}
    up = {name for room, name, _ in links() if ":" in name and rank[name.split(":")[0]] > rank[room]}
    assert up == UPWARD_LINKS


def known(name: str) -> bool:
    """Whether a route has this name, whatever arguments it takes."""
    try:
        reverse(name)
    except NoReverseMatch as problem:
        return "not a valid view function or pattern name" not in str(problem) and "namespace" not in str(
            problem
        )
    return True


def test_every_link_leads_somewhere():
    assert get_resolver().url_patterns
    nowhere = {name for _, name, _ in links() if not known(name)}
    assert nowhere - AWAITED == set()
    missing = {name for _, name, may_be_missing in links() if not may_be_missing and not known(name)}
    assert missing == set(), "only url_if may name what is not built yet"


def test_what_is_awaited_is_still_awaited():
    assert {name for name in AWAITED if known(name)} == set(), "built: take it off the list"


# These only ask, or look to it themselves that a second press does nothing twice.
MAY_BE_PRESSED_AGAIN = {"_filters.html", "check_form.html", "questions.html"}


def test_no_form_that_changes_something_switches_off_the_guard_against_a_second_press():
    found = {path.name for path in TEMPLATES if "data-again" in path.read_text()}
    assert found == MAY_BE_PRESSED_AGAIN
