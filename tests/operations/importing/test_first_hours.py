"""What is brought in between midnight and seven is of the day that has begun in Vietnam, not of that of UTC."""

from datetime import UTC, date, datetime

from motcua.operations.importing.cells import Cell
from motcua.operations.importing.checking import Around, Reading
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.dossiers import Requests
from motcua.operations.importing.files import Row
from motcua.operations.importing.sayings import SayingReader
from motcua.people.models import Agency
from tests.operations.importing.tables import DOSSIERS, dossier

EARLY = datetime(2026, 3, 19, 18, 30, tzinfo=UTC)  # half past one in the morning of the 20th in Vietnam
COLUMNS = ("number", "procedure", "agency", "state", "received", "promised", "applicant")


def reading(**changes):
    cells = dict(zip(COLUMNS, (dossier()[name] for name in DOSSIERS), strict=True)) | changes
    return Reading(Row(2, {name: Cell(said) for name, said in cells.items()}))


def test_an_agency_that_begins_today_has_its_requests(world):
    office = Agency.objects.filter(pk=world.cast.department.pk)
    for begins, good in ((20, True), (21, False)):
        office.update(valid_from=date(2026, 3, begins))
        requests = Requests(Around(world.cast.reach(world.cast.operator, at=EARLY), EARLY), Kind.DOSSIERS)
        row = reading()
        requests.prepare([row.row])
        requests.check(row)
        assert row.is_good is good, row.remarks


def test_what_was_handed_in_and_received_today_is_not_before_itself(db):
    row = reading(submitted="20/03/2026", received="20/03/2026 00:45", promised="27/03/2026")
    said = SayingReader(Kind.DOSSIERS, EARLY).read(row)
    assert row.is_good, row.remarks
    assert said.dates.submitted <= said.dates.received <= EARLY
