"""Which acts are offered: those passed over without a question would have been refused."""

from motcua.dossiers.queries import found_for, next_acts, offers
from tests.dossiers.build import approved, in_progress, issued, proposed, submitted, taken_in

STAGES = (submitted, taken_in, in_progress, proposed, approved, issued)
PLAYERS = ("hoa", "reception", "case", "head", "leader", "clerk", "returner", "cashier")


def said(dossier, reach, at):
    return [
        (offer.act, offer.key, offer.why_not and offer.why_not.code)
        for offer in next_acts(dossier, reach, at)
    ]


def test_passing_over_acts_changes_no_offer(world, monkeypatch):
    """The yardstick asks the rules about every act there is."""
    for stage in STAGES:
        done = stage(world)
        dossier = found_for(done.number, reach=world.reach(world.cast.reception))
        for name in PLAYERS:
            reach = world.reach(getattr(world.cast, name))
            quick = said(dossier, reach, world.at)
            with monkeypatch.context() as patched:
                patched.setattr(offers, "thinkable", lambda *_: offers.ORDER)
                assert said(dossier, reach, world.at) == quick, (stage.__name__, name)
