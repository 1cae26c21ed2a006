"""Published indices, results of surveys, ratings."""

from collections.abc import Iterator
from typing import Any

from tests.indices.rounds import make_plan
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form, sent_empty

WITHOUT_PAGE = {
    "indices:year-file": "a file",
    "indices:ministries-file": "a file",
    "indices:province-file": "a file",
    "indices:result-file": "a file",
    "indices:ministry-file": "a file",
    "indices:now-file": "a file",
    "indices:round-file": "a file",
    "indices:round-sheet": "a file",
    "indices:sheet-file": "a file",
    "indices:feed": "a feed",
    "indices:round-rise-file": "a file",
    "indices:round-whatif-answer": "an answer that the page of what if asks for",
}


def day_passed(page: Any) -> None:
    """An hour of announcement that lies behind."""
    page.fill("[name=on]", "01/01/2020")
    with page.expect_navigation():
        page.click("main form button.act")


def visits(scene: Scene) -> Iterator[Visit]:
    yield from _published(scene)
    yield from _scoring(scene)


def _scoring(scene: Scene) -> Iterator[Visit]:
    held = scene.scoring
    assert held is not None
    officer, leader, appraiser, explains = held.officers[0], held.leaders[0], held.appraiser, held.officers[1]
    home = "/chi-so/cai-cach/"
    yield Visit("scoring", "indices:rounds", home, officer)
    yield Visit("scoring-owner", "indices:rounds", home, appraiser)
    yield Visit("scoring-frameworks", "indices:frameworks", f"{home}bo-tieu-chi/", appraiser)
    yield Visit(
        "scoring-frameworks-empty",
        "indices:frameworks",
        f"{home}bo-tieu-chi/",
        appraiser,
        422,
        of_form("main form[enctype]"),
    )
    yield Visit("scoring-plan", "indices:round-plan", f"{home}moi/", appraiser)
    chosen = f"{home}moi/?owner={held.cast.province.pk}&framework={held.round.framework_id}"
    yield Visit("scoring-plan-chosen", "indices:round-plan", chosen, appraiser)
    yield Visit("scoring-plan-empty", "indices:round-plan", chosen, appraiser, 422, sent_empty)
    yield Visit("scoring-open", "indices:round-open", f"{home}{held.planned}/mo/", appraiser)
    whole = f"{home}{held.round.pk}/"
    yield Visit("scoring-progress", "indices:round", whole, appraiser)
    figures = f"{whole}so-lieu/"
    yield Visit("scoring-figures", "indices:round-figures", figures, appraiser)
    yield Visit("scoring-figures-empty", "indices:round-figures", figures, appraiser, 422, sent_empty)
    yield Visit("scoring-robustness", "indices:round-robustness", f"{whole}do-vung/", appraiser)
    yield Visit("scoring-freeze-not-yet", "indices:round-freeze", f"{whole}chot/", appraiser)
    ready = f"{home}{held.ready}/chot/"
    yield Visit("scoring-freeze", "indices:round-freeze", ready, appraiser)
    yield Visit("scoring-freeze-wrong", "indices:round-freeze", ready, appraiser, 422, day_passed)
    hour = f"/chi-so/bang-diem/{scene.unannounced}/cong-bo/"
    yield Visit("scoring-announce", "indices:announce", hour, appraiser)
    yield Visit("scoring-announce-wrong", "indices:announce", hour, appraiser, 422, day_passed)
    own, asked, locked = (f"{whole}{held.unit(n).pk}/" for n in range(3))
    yield Visit("scoring-unit", "indices:round-unit", own, officer)
    yield Visit("scoring-unit-appraiser", "indices:round-unit", locked, appraiser)
    yield Visit("scoring-component", "indices:round-component", f"{own}1.2/", officer)
    yield Visit(
        "scoring-component-empty", "indices:round-component", f"{own}2.2.3/", officer, 422, sent_empty
    )
    yield Visit("scoring-judge", "indices:round-component", f"{locked}1.2/", appraiser)
    yield Visit("scoring-explain", "indices:round-component", f"{asked}1.2/", explains)
    yield Visit("scoring-explain-empty", "indices:round-component", f"{asked}1.2/", explains, 422, sent_empty)
    yield Visit("scoring-evidence", "indices:round-evidence", f"{own}1.1/tai-lieu/", officer)
    yield Visit(
        "scoring-evidence-empty", "indices:round-evidence", f"{own}1.2/tai-lieu/", officer, 422, sent_empty
    )
    yield Visit("scoring-whatif", "indices:round-whatif", f"{own}neu/?p-1.1=1", officer)
    yield Visit("scoring-whatif-owner", "indices:round-whatif", f"{locked}neu/?p-1.2=1", appraiser)
    yield Visit("scoring-whatif-wrong", "indices:round-whatif", f"{locked}neu/?p-1.2=x", appraiser, 422)
    yield Visit("scoring-rise", "indices:round-rise", f"{own}ke-hoach/?want=total&amount=28", officer)
    yield Visit("scoring-rise-far", "indices:round-rise", f"{own}ke-hoach/?want=total&amount=100", officer)
    yield Visit(
        "scoring-rise-wrong", "indices:round-rise", f"{own}ke-hoach/?want=total&amount=x", officer, 422
    )
    yield Visit("scoring-efforts", "indices:round-efforts", f"{own}ke-hoach/cong-suc/", officer)
    kept = f"{own}ke-hoach/{make_plan(held, total='28')}/"
    yield Visit("scoring-rise-plan", "indices:round-rise-plan", kept, officer)
    yield Visit("scoring-many", "indices:round-many", f"{own}nop-nhieu/", officer)
    yield Visit("scoring-many-empty", "indices:round-many", f"{own}nop-nhieu/", officer, 422, sent_empty)
    yield Visit("scoring-allocate", "indices:round-allocate", f"{own}phan-cong/", officer)
    yield Visit("scoring-lock", "indices:round-step", f"{own}buoc/chot/", leader)
    yield Visit("scoring-lock-not-yet", "indices:round-step", f"{own}buoc/chot/", leader, 422, sent_empty)


def _published(scene: Scene) -> Iterator[Visit]:
    yield Visit("indices", "indices:home", "/chi-so/")
    yield Visit("indices-several", "indices:home", "/chi-so/?tinh=quang")
    yield Visit("indices-year", "indices:year", "/chi-so/par-index/2023/")
    yield Visit("indices-sipas", "indices:year", "/chi-so/sipas/2022/")
    yield Visit("indices-ministries", "indices:ministries", "/chi-so/par-index/2022/bo/")
    yield Visit("indices-province", "indices:province", "/chi-so/tinh/dak-lak/")
    yield Visit("indices-ministry", "indices:ministry", "/chi-so/bo/ngan-hang-nha-nuoc/")
    yield Visit("indices-ministry-none", "indices:ministry", "/chi-so/bo/xay-dung/")
    yield Visit("indices-province-new", "indices:province", "/chi-so/tinh/dak-lak-2025/")
    yield Visit("indices-compare", "indices:compare", "/chi-so/so-sanh/?mot=dak-lak&hai=ninh-thuan")
    yield Visit("indices-gap", "indices:gap", "/chi-so/tinh/dak-lak/phan-tich/")
    yield Visit("results", "indices:results", "/chi-so/khao-sat/")
    sheet = f"/chi-so/khao-sat/{scene.sheet}/"
    yield Visit("result", "indices:result", sheet)
    yield Visit("result-province", "indices:result-province", f"{sheet}tinh/dak-lak/")
    yield Visit("result-gap", "indices:result-gap", f"{sheet}tinh/dak-lak/phan-tich/")
    yield Visit("result-choose", "indices:result-compare", f"{sheet}so-sanh/")
    yield Visit("result-compare", "indices:result-compare", f"{sheet}so-sanh/?mot=dak-lak&hai=quang-ninh")
    scored = f"/chi-so/bang-diem/{scene.scored}/"
    yield Visit("sheets", "indices:sheets", "/chi-so/bang-diem/?tim=thu")
    yield Visit("sheet", "indices:sheet", scored)
    yield Visit("sheet-robustness", "indices:sheet-robustness", f"{scored}do-vung/")
    yield Visit("sheet-unit", "indices:sheet-unit", f"{scored}don-vi/{scene.scored_unit}/")
    yield Visit("sheet-gap", "indices:sheet-gap", f"{scored}don-vi/{scene.scored_unit}/phan-tich/")
    yield Visit("now", "indices:now", "/chi-so/hien-nay/dak-lak-2025/")
    yield Visit("now-too-few", "indices:now", "/chi-so/hien-nay/gia-lai-2025/")
    operator = scene.world.cast.operator
    yield Visit("indices-import", "indices:import", "/chi-so/nhap/", operator)
    yield Visit("indices-import-empty", "indices:import", "/chi-so/nhap/", operator, 422, sent_empty)
    leader = scene.world.cast.leader
    yield Visit("ratings", "indices:ratings", "/danh-gia/", leader)
    yield Visit("ratings-empty", "indices:ratings", "/danh-gia/", scene.others["leader"])
