"""Draws the pictures of the README: runs the demo, uses it as people would, and photographs it.

Needs Chromium on the machine; downloads none. Run it by `make pictures`.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot import logs
from bot.demo import Steps, demo_house, free_port, post_lead
from bot.stage import Stage
from scripts.servers import ServerUnavailableError, find_program

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MARGIN = 20
CLOSE_UP, CHAT, SITE = (760, 860, 2.0), (1000, 1090, 1.0), (1120, 720, 1.25)
HIDE_OTHERS = """card => card.closest("ol").querySelectorAll("li").forEach(
    line => { line.style.visibility = line.contains(card) ? "" : "hidden"; })"""
PATIENCE = 30_000
PEOPLE = (
    "Ada Lorenz",
    "Ben Okafor",
    "Cleo Marsh",
    "Dora Nagy",
    "Emil Sand",
    "Fay Lindt",
    "Gus Moreau",
    "Hana Ito",
    "Ida Berg",
    "Jan Kowal",
    "Kira Pohl",
    "Leo Conti",
    "Mia Torres",
    "Noor Aziz",
)
VISITOR = {
    "Your name": "Mara Lind",
    "E-mail": "mara@example.com",
    "Phone": "+49 40 5550190",
    "Your message": "Could somebody look at our barn roof next week? It is about 30 by 12 metres.",
}


async def draw(folder: Path) -> None:
    """Write every picture into *folder*, which must be there."""
    with TemporaryDirectory(prefix="leadsbot-") as temporary:
        database = Path(temporary) / "pictures.db"
        async with (
            demo_house(Steps(), free_port(), 0, database) as (_, stage),
            async_playwright() as playwright,
        ):
            # Chromium refuses its own sandbox to root, and this only opens pages of ours.
            browser = await playwright.chromium.launch(
                executable_path=find_program("chromium"),
                args=["--no-sandbox", "--disable-dev-shm-usage"],
            )
            await _photograph(stage, browser, folder)
            await browser.close()


async def _photograph(stage: Stage, browser: Browser, folder: Path) -> None:
    """Let people use the demo, and photograph what they see."""
    closeup, chat, site = [await _page(browser, *size) for size in (CLOSE_UP, CHAT, SITE)]
    address = f"{stage.url}/?person={stage.anna.id}&chat={stage.sales.id}"
    await closeup.goto(address)
    await post_lead(stage)
    await _card(closeup, "Jonas Weber", button="Take", to=folder / "card.png")
    await closeup.get_by_role("button", name="Take").click()
    await _card(closeup, "Jonas Weber", button="Contacted", to=folder / "taken.png")
    card = await stage.card("Jonas Weber")
    stage.world.say(stage.anna, stage.sales, "Called him, visit on Thursday.", reply_to=card)

    await chat.goto(address)
    await expect(chat.locator(".words", has_text="Noted on")).to_be_visible(timeout=PATIENCE)
    await site.goto(stage.url + stage.site.at)
    for label, words in VISITOR.items():
        await site.get_by_label(label).fill(words)
    await site.get_by_role("heading", level=1).click()
    await site.screenshot(path=folder / "site.png")
    await site.get_by_role("button", name="Send").click()
    await expect(site.get_by_text("Thank you")).to_be_visible()
    await expect(chat.locator(".words", has_text="Mara Lind")).to_be_visible(timeout=PATIENCE)
    await _rest(chat)
    await chat.screenshot(path=folder / "chat.png")

    burst = await _page(browser, *CLOSE_UP)
    await burst.goto(address)
    await asyncio.gather(*(post_lead(stage, _visitor(name)) for name in PEOPLE))
    await _card(burst, "came at once", button="#", to=folder / "digest.png")


def _visitor(name: str) -> dict[str, Any]:
    """Let somebody ask who was told of the offer like all the others."""
    mail = name.lower().replace(" ", ".")
    phone = f"+49 30 5550{PEOPLE.index(name):03d}"
    data = {"name": name, "email": f"{mail}@example.com", "phone": phone}
    return {"event": "lead.created", "data": {**data, "message": "I saw your offer. Call me."}}


async def _page(browser: Browser, width: int, height: int, scale: float) -> Page:
    return await browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="light",
    )


async def _card(page: Page, words: str, *, button: str, to: Path) -> None:
    """Photograph the card that shows *words* and has the button, with a margin around it."""
    stack = page.locator(".stack", has_text=words)
    await expect(stack.get_by_role("button", name=button).first).to_be_visible(timeout=PATIENCE)
    await _rest(page)
    await stack.evaluate(HIDE_OTHERS)
    await page.screenshot(path=to, clip=await _around(stack))


async def _rest(page: Page) -> None:
    """Let the mouse leave the page and every notice vanish."""
    await page.mouse.move(0, 0)
    await expect(page.locator(".toast")).to_have_count(0, timeout=PATIENCE)


async def _around(place: Locator) -> Any:  # noqa: ANN401 -- playwright keeps the type to itself
    box = await place.bounding_box()
    if box is None:
        raise LookupError("the card is not to be seen")
    return {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }


def main() -> int:
    """Draw, and name what was written; without Chromium the exit code is 1."""
    logs.set_up(None, "warning")
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(draw(FOLDER))
    except ServerUnavailableError as missing:
        print(f"No pictures: {missing}", file=sys.stderr)
        return 1
    for picture in sorted(FOLDER.glob("*.png")):
        print(f"{picture.relative_to(FOLDER.parents[1])}: {picture.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
