"""A round of scoring for tests: a province that measures three communes by the fictional framework of communes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from motcua.indices import actions, frameworks, par_sheets, rounds, shipped
from motcua.indices.models import FrameworkVersion, Round, RoundUnit, ScoreSheet
from motcua.indices.rules import Index, SheetStatus
from motcua.indices.rules.frameworks import Component
from motcua.indices.rules.points import ExternalIndex, Given, Ratio
from motcua.indices.rules.rounds import RoundState, Stage, is_self_scored
from motcua.indices.sample.scores import make_up
from motcua.people.models import Agency
from motcua.people.rules import Level, Reach, Role
from tests.people.cast import NOW, Cast, Part, Player, make_agency, make_cast, make_players

CODE = "teaching-commune"
YEAR = 2025
SHEET_YEAR = YEAR - 2  # of sheets that are made without playing a round
# What a unit may give for each component that it scores itself.
GIVEN: dict[str, Given] = {
    "1.1": Given(ticks=("ket-qua", "phan-cong")),
    "1.2": Given(numerator=Decimal(45), denominator=Decimal(50)),
    "1.3.1": Given(yes=True),
    "1.3.2": Given(ticks=("trang",)),
    "2.1": Given(ticks=()),
    "2.2.1": Given(numerator=Decimal(960), denominator=Decimal(1000)),
    "2.2.2": Given(value=Decimal(1)),
    "2.2.3": Given(numerator=Decimal(30), denominator=Decimal(40)),
    "2.3": Given(numerator=Decimal(8), denominator=Decimal(10)),
    "3.1": Given(numerator=Decimal(19), denominator=Decimal(20)),
    "3.2": Given(value=Decimal(0)),
    "4.1": Given(numerator=Decimal(500), denominator=Decimal(800)),
    "4.2": Given(tier=""),
}  # fmt: skip


@dataclass
class Scoring:
    """The round with everybody in it. `unit(n)` etc. are of the n-th commune."""

    cast: Cast
    round: Round
    communes: list[Agency]
    officers: list[Player]
    leaders: list[Player]
    appraiser: Player
    council: Player
    at: datetime
    planned: int = 0  # another round that is not open yet
    ready: int = 0  # another one whose only unit is decided

    def reach(self, player: Player, *, at: datetime | None = None) -> Reach:
        return self.cast.reach(player, at=at or self.at)

    def unit(self, n: int = 0) -> RoundUnit:
        return RoundUnit.objects.get(round=self.round, agency=self.communes[n])

    def of(self, n: int = 0) -> dict[str, int]:
        return {"round_id": self.round.pk, "unit_id": self.unit(n).pk}

    def act(self, act, player: Player, n: int = 0, *, at: datetime | None = None, **given):
        moment = at or self.at
        return act(**self.of(n), reach=self.reach(player, at=moment), at=moment, **given)

    def fill(
        self, n: int = 0, *, note: str = "Theo báo cáo năm.", at: datetime | None = None, codes=None
    ) -> None:
        for code in codes or self_scored():
            word = actions.Word(given(code), note)
            self.act(actions.fill_in, self.officers[n], n, at=at, code=code, word=word)

    def locked(self, n: int = 0) -> None:
        self.fill(n)
        self.act(actions.lock_scores, self.leaders[n], n)

    def appraised(self, n: int = 0) -> None:
        self.locked(n)
        self.act(actions.finish_appraisal, self.appraiser, n, recognise_rest=True)

    def decided(self, n: int = 0) -> None:
        self.appraised(n)
        self.act(actions.decide, self.council, n)

    def bring_in(self, *, units: tuple[int, ...] = (0, 1, 2), share: str = "0.8") -> None:
        """All figures that no unit scores itself; each unit a little better than the one before."""
        rows = [
            actions.FigureRow(
                n, self.communes[n].name, one.code, **figure(one, Decimal(share) + Decimal(n) / 50)
            )
            for n in units
            for one in frameworks.shipped(CODE).components
            if not is_self_scored(one)
        ]
        reach = self.reach(self.appraiser)
        actions.bring_in_figures(
            round_id=self.round.pk, rows=rows, source="Khảo sát tập huấn", reach=reach, at=self.at
        )


def figure(one: Component, share: Decimal) -> dict[str, Decimal]:
    if isinstance(one.rule, Ratio):
        return {"numerator": share * 100, "denominator": Decimal(100)}
    highest = one.rule.highest if isinstance(one.rule, ExternalIndex) else Decimal(1)
    return {"value": share * highest, "standard_error": highest / 100}


def self_scored() -> list[str]:
    return [one.code for one in frameworks.shipped(CODE).components if is_self_scored(one)]


def given(code: str) -> Given:
    if code == "4.2":  # its highest tier
        rule = next(one.rule for one in frameworks.shipped(CODE).components if one.code == code)
        return replace(GIVEN[code], tier=rule.tiers[0].code)
    return GIVEN[code]


def make_framework(*, at: datetime = NOW, reach: Reach | None = None) -> int:
    from motcua.people.rules import system

    text = frameworks.to_yaml(frameworks.shipped(CODE))
    return actions.load_framework(text=text, reach=reach or system("tests"), at=at)


def make_scoring(
    *, cast: Cast | None = None, at: datetime = NOW, opened: bool = True, days: int = 10
) -> Scoring:
    """Planned and open; three communes, each with a home-affairs officer and a leader, the province with both."""
    cast = cast or make_cast()
    names = ("Xã Cư Thử", "Xã Ea Thử", "Phường Thử Lập")
    communes = [
        make_agency(name=name, parent=cast.province, level=Level.COMMUNE, code=f"000.00.9{n}.H15")
        for n, name in enumerate(names)
    ]
    parts = [
        Part("Phan Thị Chấm", code="chamdiem", role=Role.HOME_AFFAIRS, agency=cast.province),
        Part("Y Kế Hội Đồng", code="hoidong", role=Role.LEADER, agency=cast.province),
    ]
    for n, commune in enumerate(communes):
        parts += [
            Part(f"Lò Thị Tự {n}", code=f"tucham{n}", role=Role.HOME_AFFAIRS, agency=commune),
            Part(f"Lý Văn Chốt {n}", code=f"chot{n}", role=Role.LEADER, agency=commune),
        ]
    appraiser, council, *own = make_players(*parts)
    cast.everyone += [appraiser, council, *own]
    framework_id = make_framework(at=at)
    form = actions.NewRound(
        owner_id=cast.province.pk,
        framework_id=framework_id,
        year=YEAR,
        locks_at=at + timedelta(days=days),
        ends_on=max(date(2027, 6, 30), at.date() + timedelta(days=days + 60)),
        units=tuple(one.pk for one in communes),
    )
    reach = cast.reach(appraiser, at=at)
    round_id = actions.plan_round(form=form, reach=reach, at=at)
    if opened:
        actions.open_scoring(round_id=round_id, reach=reach, at=at)
    return Scoring(
        cast, Round.objects.get(pk=round_id), communes, own[0::2], own[1::2], appraiser, council, at
    )


def make_round_sheet(
    held: Scoring,
    *,
    year: int = SHEET_YEAR,
    mean: float = 85.0,
    seed: int = 7,
    announced_at: datetime | None = None,
    awards: dict[int, dict[str, par_sheets.Award]] | None = None,
    text: str = "",
    simulated: bool = True,
) -> ScoreSheet:
    """A frozen sheet of all communes with made-up scores, without playing the round: for whoever reads sheets.

    `awards`: of the n-th commune, points set by hand. `text`: another framework, as YAML.
    """
    version = held.round.framework
    if text:
        at = held.at
        version = FrameworkVersion.objects.get(
            pk=actions.load_framework(text=text, reach=held.reach(held.appraiser), at=at)
        )
    framework = frameworks.opened(version.document)
    played = Round.objects.create(
        owner=held.cast.province, framework=version, year=year, state=RoundState.FROZEN, locks_at=held.at,
        ends_on=held.round.ends_on, simulated=simulated, planned_at=held.at, frozen_at=held.at,
    )  # fmt: skip
    units = [RoundUnit.objects.create(round=played, agency=one, stage=Stage.DECIDED) for one in held.communes]
    codes = [rounds.code_of(one) for one in units]
    said = make_up(framework, units=codes, year=year, seed=seed, mean=mean)
    status = SheetStatus.SIMULATED if simulated else SheetStatus.COMPUTED
    document = par_sheets.document(
        framework,
        [
            par_sheets.Unit(code, one.agency.name, said[code], (awards or {}).get(n, {}))
            for n, (code, one) in enumerate(zip(codes, units, strict=True))
        ],
        about={
            "index": "PAR_INDEX",
            "year": year,
            "level": "commune",
            "status": status.value,
            "round": played.pk,
        },
        bands=shipped.bands(index=Index.PAR, level="province"),
    )
    written, digest = par_sheets.canonical(document)
    return ScoreSheet.objects.create(
        index="PAR_INDEX", year=year, level="commune", round=played, status=status, series=framework.code[:40],
        version=document["format"], document=written.decode(), digest=digest, answers=0, frozen_at=held.at,
        frozen_by="tests", announced_at=announced_at,
    )  # fmt: skip


def make_plan(scoring: Scoring, n: int = 0, *, total: str = "0") -> int:
    """So many points, worked out by the unit's officer and kept."""
    reach = scoring.reach(scoring.officers[n])
    case = rounds.case_of(**scoring.of(n), reach=reach, at=scoring.at)
    asked = rounds.Asked(rounds.Want.TOTAL, Decimal(total))
    made = rounds.make_plan(case, rounds.table_of(case, reach=reach), asked)
    return scoring.act(actions.keep_plan, scoring.officers[n], n, made=made)
