"""Who acts in the journeys: a citizen with a phone and officers at their desks, each through real pages only."""

from tests.browser import axe_violations, expect, overflows, shoot

PHONE = {"width": 390, "height": 844}


class Citizen:
    """One person with one phone, in Vietnamese. Each page she comes to fits her screen."""

    def __init__(self, page, journey: str = "online"):
        self.page, self.journey = page, journey
        self.seen: set[str] = set()

    def look(self, name: str, *, closely: bool = False) -> None:
        """Closely: also for axe, at a state of a page that the walk over all pages does not come to."""
        if name in self.seen:
            return
        self.seen.add(name)
        shoot(self.page, f"journey-{self.journey}-{name}")
        assert overflows(self.page) == [], name
        assert not closely or axe_violations(self.page) == [], name

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, use_inner_text=True)

    def presses(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words, exact=True).and_(
            self.page.locator(":not(.said)")
        ).click()

    def goes_on(self) -> None:
        self.presses("Lưu và tiếp tục")

    def follows(self, words: str) -> None:
        self.page.locator("main").get_by_role("link", name=words).first.click()


class Desk:
    """Officers of one office, each with a browser of their own, in English; nothing is done but through their pages."""

    def __init__(self, live_browser):
        self.browser = live_browser
        self.pages: dict[int, object] = {}

    def of(self, player):
        """The open page of an officer."""
        if player.account.pk not in self.pages:
            self.pages[player.account.pk] = self.browser.open(
                "/ban-lam-viec/", language="en", account=player.account
            )
        return self.pages[player.account.pk]

    def finds(self, player, number: str):
        """The officer writes the code into the one search box and opens what is found."""
        page = self.of(player)
        page.goto(f"{self.browser.address}/ban-lam-viec/?xem=tat-ca")
        page.get_by_role("searchbox").fill(number)
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url(f"**{number}**")
        if f"/ho-so/{number}/" not in page.url:
            page.locator(f"main a[href='/ho-so/{number}/']").first.click()
            page.wait_for_url(f"**/ho-so/{number}/**")
        return page

    def does(self, player, number: str, act: str, fill=None):
        """Opens the dossier, chooses the act among the next ones, fills in its form, and does it."""
        page = self.finds(player, number)
        link = page.locator("main .actlist").get_by_role("link", name=act)
        if not link.first.is_visible():
            page.get_by_text("Other acts", exact=True).click()
        link.first.click()
        if fill is not None:
            fill(page)
        page.get_by_role("main").get_by_role("button", name=act, exact=True).click()
        page.wait_for_url("**xong=1")
        return page
