"""Every act on a dossier: one function, one transaction, one entry. Call `dossiers.actions.submit`, never the inner module."""

from motcua.dossiers.actions.asking import Contact, look_up_contacts
from motcua.dossiers.actions.bundles import Sent, register_bundle, submit_bundle
from motcua.dossiers.actions.check import check_applicant
from motcua.dossiers.actions.corrections import (
    answer_by_receipt,
    answer_correction,
    propose_correction,
    withdraw_correction,
)
from motcua.dossiers.actions.counter import register
from motcua.dossiers.actions.decide import approve, extend, mark_done, propose, send_back
from motcua.dossiers.actions.digitise import digitise, recognise_again, sign_off
from motcua.dossiers.actions.duty import ask_duty, clear_duty
from motcua.dossiers.actions.electronic import recall, sign, stamp
from motcua.dossiers.actions.end import stop, withdraw
from motcua.dossiers.actions.former_papers import PaperBrought, bring_papers, take_back_papers
from motcua.dossiers.actions.give_back import give_back
from motcua.dossiers.actions.hand_in import check_submission, submit
from motcua.dossiers.actions.handle import assign, hand_over, note
from motcua.dossiers.actions.held import erase_held, reuse_paper, use_in_draft
from motcua.dossiers.actions.history import FormerHappened, bring_history, take_back_history
from motcua.dossiers.actions.importing import (
    Former,
    bring_in,
    take_back_import,
)
from motcua.dossiers.actions.lists import register_list, submit_list
from motcua.dossiers.actions.looks import log_look
from motcua.dossiers.actions.moving import Done
from motcua.dossiers.actions.opinions import ask_opinion, give_opinion
from motcua.dossiers.actions.originals import keep_originals, return_originals
from motcua.dossiers.actions.post import confirm_posted, correct_parcel, note_parcel
from motcua.dossiers.actions.reserving import check_free, reserve_numbers, void_number, void_numbers
from motcua.dossiers.actions.signed_sheets import add_sheet
from motcua.dossiers.actions.standing import replace_result, revoke_result
from motcua.dossiers.actions.stuck import note_unheard
from motcua.dossiers.actions.take_in import refuse, take_in
from motcua.dossiers.actions.together_ended import withdraw_bundle
from motcua.dossiers.actions.undo import undo
from motcua.dossiers.actions.wait import ask_supplement, supplement

__all__ = [
    "Contact",
    "Done",
    "Former",
    "FormerHappened",
    "PaperBrought",
    "Sent",
    "add_sheet",
    "answer_by_receipt",
    "answer_correction",
    "approve",
    "ask_duty",
    "ask_opinion",
    "ask_supplement",
    "assign",
    "bring_history",
    "bring_in",
    "bring_papers",
    "check_applicant",
    "check_free",
    "check_submission",
    "clear_duty",
    "confirm_posted",
    "correct_parcel",
    "digitise",
    "erase_held",
    "extend",
    "give_back",
    "give_opinion",
    "hand_over",
    "keep_originals",
    "log_look",
    "look_up_contacts",
    "mark_done",
    "note",
    "note_parcel",
    "note_unheard",
    "propose",
    "propose_correction",
    "recall",
    "recognise_again",
    "refuse",
    "register",
    "register_bundle",
    "register_list",
    "replace_result",
    "reserve_numbers",
    "return_originals",
    "reuse_paper",
    "revoke_result",
    "send_back",
    "sign",
    "sign_off",
    "stamp",
    "stop",
    "submit",
    "submit_bundle",
    "submit_list",
    "supplement",
    "take_back_history",
    "take_back_import",
    "take_back_papers",
    "take_in",
    "undo",
    "use_in_draft",
    "void_number",
    "void_numbers",
    "withdraw",
    "withdraw_bundle",
    "withdraw_correction",
]
