"""A ticket's page: the facts, what happened, and the way to its neighbours and back."""

from __future__ import annotations

from pathlib import Path

from rounds.data.desk.tickets import Target
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import MATE, PRINT, PROCTOR, SCANNER, WIFI, desk_at
from tests.screens.conftest import Work


async def on_page(hands: Hands, subject: str = WIFI) -> None:
    """Go to a ticket and open it."""
    await hands.go_to(subject)
    await hands.press("enter")


async def test_it_shows_the_facts_of_the_ticket(work: Work) -> None:
    async with work() as hands:
        await on_page(hands)
        assert hands.lines[2].startswith(" ‹ 1 of 40   K7Q-0041  Wi-Fi down in the whole 200 wing, testing in period 2")
        assert hands.shows(
            "│ ◐ in hand",
            "│ severity  !! stop work",
            "│ priority  normal",
            "│ owner     IT",
            "│ assignee  okafor",
            "│ testing   a test depends on it",
            "│ from      Dana Whitlow",
            "│           dana.whitlow@example.org",
            "│           teacher, by form",
            "│ where     Hellgate High School",
            "│ room      214",
            "│ opened    09:36",
            "│ due       11:36 in 1 h",
        )


async def test_the_history_says_when_who_what_from_and_to(work: Work) -> None:
    async with work() as hands:
        await on_page(hands)
        assert hands.shows(
            "09:36        Whitlow    HGT 214. Wi-Fi down in the whole 200 wing",
            "filed",
            "09:41        kim        status new → in hand   assignee none → okafor",
            "09:51        Okafor     AP-2F-03 does not answer; port 17 on SW-2F is up with",
            "10:02        Whitlow    214 and 215 are in. 216 to 218 still cannot sign in.",
        )
        rows = [hands.row_of(at) for at in ("09:41 ", "09:51 ", "09:58 ", "10:02 ")]
        assert rows == sorted(rows), "newest last"


async def test_a_change_is_on_the_history_at_once(work: Work, clock: TickingClock) -> None:
    async with work() as hands:
        await on_page(hands)
        clock.pass_minutes(4)
        await hands.press("P", "h")
        assert hands.shows("10:25        kim        priority normal → high", "│ priority  high")
        await hands.press("D")
        await hands.type("2026-12-01\n")
        assert hands.shows("due 11:36 → 1 Dec 16:00")


async def test_a_closed_ticket_shows_what_was_done(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("status:closed scanner\n")
        await hands.press("enter")
        assert hands.shows(SCANNER, "│ ✓ closed", "│ Resolution", "│ Put right.", "│ closed    15 Nov 05:21")


async def test_j_and_k_go_to_the_neighbours_of_the_list(work: Work) -> None:
    async with work() as hands:
        await on_page(hands)
        await hands.press("j")
        assert hands.lines[2].startswith(" ‹ 2 of 40   K7Q-0040  Test proctor laptop")
        await hands.press("k", "k")
        assert hands.lines[2].startswith(" ‹ 1 of 40   K7Q-0041")
        assert hands.word == "▲ that was the first one"
        await hands.press("j", "escape")
        assert hands.subject == PROCTOR


async def test_the_last_ticket_has_none_after_it(work: Work) -> None:
    async with work() as hands:
        await hands.press("G", "enter", "j")
        assert hands.word == "▲ that was the last one"
        assert hands.lines[2].startswith(" ‹ 40 of 40 ")


async def test_after_closing_one_j_goes_to_the_one_that_followed(work: Work) -> None:
    async with work() as hands:
        following = hands.queue.rows[1].subject
        await on_page(hands)
        await hands.press("c")
        await hands.type("Replaced the switch")
        await hands.press("ctrl+s", "j")
        assert hands.shows(following)


async def test_esc_goes_back_to_the_place_in_the_list(work: Work) -> None:
    async with work() as hands:
        for _ in range(25):
            hands.strike("j")
        await hands.settle()
        subject, subjects = hands.subject, hands.subjects
        await hands.press("enter")
        assert hands.shows("‹ 26 of 40")
        await hands.press("escape")
        assert (hands.subject, hands.subjects) == (subject, subjects)
        await hands.press("enter", "backspace")
        assert hands.subject == subject


async def test_what_another_process_writes_appears(work: Work, replica: Path, clock: TickingClock) -> None:
    async with work() as hands:
        await on_page(hands, PRINT)
        other = desk_at(replica, MATE, clock)
        ticket = hands.screen.targets()[0].id
        other.tickets.note(ticket, "I am on my way")
        await hands.until(lambda: hands.shows("I am on my way"))
        other.tickets.change([Target(ticket)], {"status": "held"})
        await hands.until(lambda: hands.shows("│ ◌ held"))
        other.replica.close()


async def test_a_ticket_that_is_taken_back_leads_back_to_the_list(work: Work) -> None:
    async with work() as hands:
        await hands.press("n")
        await hands.type("dana.whitlow@example.org\tLamp flickers\tHGT 12. It flickers.")
        await hands.press("ctrl+s")
        await hands.press("slash")
        await hands.type("lamp\n")
        await hands.press("enter", "u")
        assert hands.keys.startswith("n new"), "under this filter there is nothing left"
        assert hands.shows("No ticket matches here")


async def test_a_long_history_opens_at_its_end_and_scrolls(work: Work, clock: TickingClock) -> None:
    async with work() as hands:
        await hands.go_to(WIFI)
        ticket = hands.queue.selected.id
        for n in range(60):
            clock.pass_minutes(1)
            hands.desk.tickets.note(ticket, f"Step {n:02d}")
        await hands.press("enter")
        assert hands.shows("Step 59")
        assert not hands.shows("Step 10")
        await hands.press("pageup", "pageup")
        assert hands.shows("more below · ↓")
        for _ in range(9):
            await hands.press("pageup")
        assert hands.shows("History", "09:41        kim")
        await hands.press("down", "up", "pagedown", "space")
        assert not hands.shows("09:41        kim")


async def test_at_80_columns_the_facts_stand_above_the_history(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await on_page(hands)
        assert hands.row_of(" ◐ in hand") == 4
        assert hands.shows("more below · ↓")
        for _ in range(3):
            await hands.press("pagedown")
        assert hands.shows("10:02        Whitlow")
        assert not hands.shows("severity  !!")


async def test_a_files_content_is_saved_into_the_home(work: Work, tmp_path: Path) -> None:
    page = tmp_path / "sign-in.txt"
    page.write_text("the sign-in page", encoding="utf-8")
    async with work() as hands:
        await hands.press("n")
        await hands.type("dana.whitlow@example.org\tLamp flickers\tHGT 12. It flickers.")
        await hands.press("ctrl+o")
        await hands.type(f"{page}\n")
        await hands.press("ctrl+s", "slash")
        await hands.type("lamp\n")
        await hands.press("enter")
        assert hands.shows("⊞ sign-in.txt 16 B", "│ Files")
        await hands.press("x")
        head = hands.lines[hands.screen.query_one("#picker").region.y]
        assert "╭─ Save a file into /" in head
        assert "… ─╮" in head, "a folder that is too long is cut within the frame"
        await hands.press("enter")
        assert hands.word == f"✓ saved as {Path.home()}/sign-in.txt"
    assert (Path.home() / "sign-in.txt").read_text(encoding="utf-8") == "the sign-in page"


async def test_a_ticket_without_files_says_so(work: Work) -> None:
    async with work() as hands:
        await on_page(hands)
        await hands.press("x")
        assert hands.word == "▲ this ticket has no files"


async def test_a_link_and_a_checklist_are_shown(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PROCTOR)
        other = hands.queue.selected.id
        await hands.go_to(WIFI)
        ticket = hands.queue.selected.id
        recorder = hands.desk.recorder
        recorder.put("link", {"ticket": ticket, "other": other, "kind": "related"})
        recorder.put("checklist_item", {"ticket": ticket, "step": "Check the patch panel", "done": True, "rank": 1})
        recorder.put("checklist_item", {"ticket": ticket, "step": "Call the carrier", "rank": 2})
        await hands.press("enter")
        assert hands.shows("│ Checklist", "│ ✓ Check the patch panel", "│ ○ Call the carrier", "│ Linked")
        assert "K7Q-0040 Test proctor lapto" in hands.line_with("│ ticket ")
