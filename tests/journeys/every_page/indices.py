"""Published indices, results of surveys, ratings."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, sent_empty

WITHOUT_PAGE = {
    "indices:year-file": "a file",
    "indices:ministries-file": "a file",
    "indices:province-file": "a file",
    "indices:result-file": "a file",
    "indices:ministry-file": "a file",
    "indices:now-file": "a file",
}


def visits(scene: Scene) -> Iterator[Visit]:
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
    yield Visit("now", "indices:now", "/chi-so/hien-nay/dak-lak-2025/")
    yield Visit("now-too-few", "indices:now", "/chi-so/hien-nay/gia-lai-2025/")
    operator = scene.world.cast.operator
    yield Visit("indices-import", "indices:import", "/chi-so/nhap/", operator)
    yield Visit("indices-import-empty", "indices:import", "/chi-so/nhap/", operator, 422, sent_empty)
    leader = scene.world.cast.leader
    yield Visit("ratings", "indices:ratings", "/danh-gia/", leader)
    yield Visit("ratings-empty", "indices:ratings", "/danh-gia/", scene.others["leader"])
