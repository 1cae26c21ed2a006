"""The words of an XLSForm that writing and reading share."""

from motcua.foundation.forms import Kind

VIETNAMESE, ENGLISH = "Tiếng Việt (vi)", "English (en)"
LANGUAGES = {"vi": VIETNAMESE, "en": ENGLISH}
SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

# Our own names inside a form. Each holds a “_”, which no block, factor or page has in its code.
ABOUT, ASK, TEXT = "about_text", "_ask", "_text"
CODE = "code"  # the code of the invitation, by which an answer comes in
CODE_LABEL = {"vi": "Mã trên thư mời", "en": "Code on the invitation"}
SCALE, YES_NO = "scale_list", "yes_no"
YES_NO_CHOICES = (("yes", {"vi": "Có", "en": "Yes"}), ("no", {"vi": "Không", "en": "No"}))

TYPES = {
    Kind.TEXT: "text",
    Kind.PARAGRAPH: "text",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "decimal",
    Kind.DATE: "date",
    # What XLSForm has no type for is kept by its name in the column `more`.
    Kind.NAME: "text",
    Kind.IDENTITY_NUMBER: "text",
    Kind.TAX_CODE: "text",
    Kind.PHONE: "text",
    Kind.EMAIL: "text",
    Kind.LISTED: "text",
    Kind.MONTH: "text",
    Kind.YEAR: "integer",
    Kind.MONEY: "integer",
}
BY_TYPE = {"text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.INTEGER, "int": Kind.INTEGER, "decimal": Kind.NUMBER, "date": Kind.DATE}  # fmt: skip
CALCULATE, CALCULATION = "calculate", "calculation"
MULTILINE, MINIMAL = "multiline", "minimal"
MORE, RECALLED = "more", "recalled"
# Settings that XLSForm does not know. ODK leaves them out.
OURS = ("form_title_en", "first_year", "last_year", "basis", "note_vi", "note_en", "minutes", "satisfied")
