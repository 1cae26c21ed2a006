"""Every change to people, accounts, agencies and mandates. Inner modules follow the moment; import from here."""

from .absences import NewAbsence, end_absence, name_cover, record_absence
from .agencies import AgencyForm, add_agency, correct_agency, end_agency, succeed
from .enter import (
    SignUp,
    change_password,
    check_still_in_office,
    choose_language,
    close_account,
    confirm,
    make_account,
    reset_password,
    sign_in,
    sign_up,
)
from .helping import Invited, NewHelper, end_help, name_helper, note_helper
from .helping import confirm as confirm_help
from .importing import (
    ImportedOfficer,
    Stated,
    forget_stated,
    import_agencies,
    import_officers,
    import_organisations,
    import_persons,
    take_back_agencies,
    take_back_officers,
)
from .load import Line, Loaded, SuccessionLine, load_agencies
from .looks import log_access, log_looks
from .mandates import NewMandate, NewOfficer, add_officer, end_mandate, give_mandate
from .once import Key, forget_answered_keys, note_answer, once, once_noted
from .persons import (
    check_identity,
    correct_person,
    find_or_add_organisation,
    find_or_add_person,
    note_representative,
)
from .tokens import NewToken, end_token, make_token, note_use
from .tries import count_tries, forget_old_tries, spend_try

__all__ = [
    "AgencyForm",
    "ImportedOfficer",
    "Invited",
    "Key",
    "Line",
    "Loaded",
    "NewAbsence",
    "NewHelper",
    "NewMandate",
    "NewOfficer",
    "NewToken",
    "SignUp",
    "Stated",
    "SuccessionLine",
    "add_agency",
    "add_officer",
    "change_password",
    "check_identity",
    "check_still_in_office",
    "choose_language",
    "close_account",
    "confirm",
    "confirm_help",
    "correct_agency",
    "correct_person",
    "count_tries",
    "end_absence",
    "end_agency",
    "end_help",
    "end_mandate",
    "end_token",
    "find_or_add_organisation",
    "find_or_add_person",
    "forget_answered_keys",
    "forget_old_tries",
    "forget_stated",
    "give_mandate",
    "import_agencies",
    "import_officers",
    "import_organisations",
    "import_persons",
    "load_agencies",
    "log_access",
    "log_looks",
    "make_account",
    "make_token",
    "name_cover",
    "name_helper",
    "note_answer",
    "note_helper",
    "note_representative",
    "note_use",
    "once",
    "once_noted",
    "record_absence",
    "reset_password",
    "sign_in",
    "sign_up",
    "spend_try",
    "succeed",
    "take_back_agencies",
    "take_back_officers",
]
