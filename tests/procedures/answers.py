"""Sound answers for any form: every visible question answered, chosen so that its conditions and rules hold."""

from datetime import date

from motcua.foundation.forms import Field, Group, Kind

TODAY = date(2026, 3, 18)
SAMPLES = {
    Kind.TEXT: "Buôn Akŏ Dhông",
    Kind.PARAGRAPH: "Dòng một\nDòng hai",
    Kind.NAME: "H’Duyên Êban",
    Kind.IDENTITY_NUMBER: "066190000117",
    Kind.TAX_CODE: "6001234567",
    Kind.PHONE: "0905123456",
    Kind.EMAIL: "ten@example.vn",
    Kind.MONTH: "2019-04",
    Kind.YEAR: 2010,
    Kind.YES_NO: True,
}


def full_answers(form, *, choose=0):
    """Answers to every question there is; `choose` varies which options are taken."""
    data = {}
    for item in form.fields.values():
        if isinstance(item, Group):
            rows = max(1, item.rows_min)
            data[item.code] = [
                {f.code: answer(f, choose) for f in item.fields if not f.compute} for _ in range(rows)
            ]
        elif item.compute is None:
            data[item.code] = answer(item, choose)
    return data


def answer(field: Field, choose: int):
    if field.kind is Kind.CHOICE:
        return field.options[choose % len(field.options)].code
    if field.kind is Kind.CHOICES:
        return [field.options[choose % len(field.options)].code]
    if field.kind is Kind.DATE:
        return TODAY.isoformat() if field.earliest == "today" else max("2001-02-03", field.earliest)
    if field.kind in (Kind.INTEGER, Kind.MONEY, Kind.NUMBER):
        return max(1, field.low or 1)
    if field.pattern:
        return {4: "5610", 10: "0123456789", 12: "012345678901"}.get(_digits(field.pattern), "C1234567")
    return SAMPLES[field.kind]


def _digits(pattern):
    return next((n for n in (12, 10, 4) if f"{{{n}}}" in pattern), 0)
