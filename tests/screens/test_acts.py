"""What is done to one ticket by a key: each says what became of it, and u takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rounds.data.clock import MINUTE_MS
from rounds.data.desk.tickets import Target
from rounds.screens.tickets import TicketsScreen
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import LEARNER, MATE, NOW, OPEN, PRINT, PROCTOR, SCANNER, STORIES, VIDEO, WIFI, desk_at
from tests.screens.conftest import Work

Kept = Callable[[str], str | None]


async def closed_ones(hands: Hands) -> None:
    """Show the tickets that are closed."""
    await hands.press("slash")
    await hands.type("status:closed\n")


@pytest.mark.parametrize(
    ("key", "status", "word"),
    [("o", "open", "in hand"), ("w", "waiting", "waiting"), ("h", "held", "held"), ("d", "done", "done")],
)
async def test_a_status_is_one_letter(work: Work, key: str, status: str, word: str) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("s")
        assert hands.shows("─ Status of K7Q-0042 ─", word)
        await hands.press(key)
        assert hands.ticket(PRINT)["status"] == status
        assert hands.word == f"✓ K7Q-0042 status {word} · u takes it back"
        assert hands.shows(f"{OPEN - (status == 'done')} open")


async def test_a_severity_moves_the_due_time_with_the_promise(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(VIDEO)
        await hands.press("S")
        assert hands.shows("stop work", "badly hindered", "hindered")
        await hands.press("1")
        due = hands.ticket(VIDEO)["due"]
        assert due == hands.desk.tickets.due_for(hands.ticket(VIDEO)["opened"], 1, None)
        await hands.go_to(VIDEO)
        await hands.press("S", "4")
        assert hands.ticket(VIDEO)["due"] is None


async def test_a_due_time_that_was_set_by_hand_stays_when_the_severity_changes(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(VIDEO)
        await hands.press("D")
        await hands.type("2026-12-24T12:00\n")
        due = hands.ticket(VIDEO)["due"]
        await hands.go_to(VIDEO)
        await hands.press("S", "1")
        assert hands.ticket(VIDEO)["severity"] == 1
        assert hands.ticket(VIDEO)["due"] == due


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("+2d", NOW + 2 * 24 * 60 * MINUTE_MS),
        ("+4h", NOW + 4 * 60 * MINUTE_MS),
        ("tomorrow", NOW + (29 * 60 + 39) * MINUTE_MS),
        ("2026-12-01", NOW + (12 * 24 * 60 + 5 * 60 + 39) * MINUTE_MS),
        ("2026-12-01T14:00", NOW + (12 * 24 * 60 + 3 * 60 + 39) * MINUTE_MS),
        ("none", None),
    ],
)
async def test_a_due_time_is_given_in_words(work: Work, words: str, due: int | None) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("D")
        assert hands.shows("─ When is it due: K7Q-0042 ─")
        await hands.type(f"{words}\n")
        assert hands.ticket(PRINT)["due"] == due
        assert hands.word.startswith("✓ K7Q-0042 due ")


async def test_words_that_are_no_time_are_said_and_can_be_mended(work: Work) -> None:
    async with work() as hands:
        await hands.press("D")
        await hands.type("soonish\n")
        assert hands.shows("▲ due 'soonish' is no date; write it as 2026-09-01")
        await hands.press("ctrl+u")
        await hands.type("+1d\n")
        assert "due 20 Nov 10:21" in hands.word


@pytest.mark.parametrize(("key", "priority"), [("l", "low"), ("h", "high"), ("u", "urgent")])
async def test_a_priority_is_one_letter(work: Work, key: str, priority: str) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("P", key)
        assert hands.ticket(PRINT)["priority"] == priority


async def test_m_takes_the_ticket_and_a_new_one_is_then_in_hand(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("m")
        ticket = hands.ticket(PRINT)
        assert (ticket["login"], ticket["status"]) == ("kim", "open")
        assert hands.word == "✓ K7Q-0042 assignee kim · u takes it back"
        await hands.press("m")
        assert hands.word == "▲ it was so already"


async def test_it_is_assigned_to_me_to_another_and_to_nobody(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("a")
        assert hands.shows("─ Assign K7Q-0042 ─", "Ada Okafor", "okafor", "nobody")
        await hands.press("m")
        assert hands.ticket(PRINT)["login"] == "kim"
        await hands.press("a")
        await hands.type("cast\n")
        assert hands.ticket(PRINT)["login"] == LEARNER
        assert hands.word == "✓ K7Q-0042 assignee castell · u takes it back"
        await hands.press("a", "0")
        assert hands.ticket(PRINT)["login"] is None


async def test_somebody_who_is_no_person_of_the_district_cannot_take(work: Work) -> None:
    async with work(login="stranger") as hands:
        await hands.press("m")
        assert "stranger is no person of this district" in hands.word


async def test_it_is_routed_to_a_group_that_takes_tickets(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("w")
        assert hands.shows("─ Owner of K7Q-0042 ─", "EDTECH", "nobody")
        assert not hands.shows("Individual users")
        await hands.type("btc\n")
        assert hands.ticket(PRINT)["queue"] == "BTC"
        await hands.press("w")
        await hands.type("nobody\n")
        assert hands.ticket(PRINT)["queue"] is None


async def test_a_note_of_several_lines_is_kept(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("i")
        assert hands.shows("─ Note on K7Q-0042 ─")
        await hands.press("ctrl+s")
        assert hands.shows("▲ nothing is written yet")
        await hands.type("Drum is worn\nOrdered one")
        await hands.press("ctrl+s")
        assert hands.word == "✓ note kept on K7Q-0042 · u takes it back"
        await hands.press("enter")
        assert hands.shows("10:21        Raman      Drum is worn", "                        Ordered one")


async def test_a_note_that_is_not_finished_is_offered_again_on_its_ticket(work: Work, local: Kept) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("i")
        await hands.type("Drum is")
        assert hands.shows("draft kept 10:21")
        await hands.press("escape")
        await hands.go_to(VIDEO)
        await hands.press("i")
        assert not hands.shows("Drum is")
        await hands.press("escape")
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("i")
        assert hands.shows("Drum is", "draft kept 10:21")
        await hands.type(" worn")
        await hands.press("ctrl+s")
        assert hands.shows("Drum is worn")
        await hands.press("i")
        assert not hands.shows("draft kept 10:21")


async def test_it_is_closed_with_what_was_done_and_leaves_the_queue(work: Work, clock: TickingClock) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("c")
        assert hands.shows("─ Close K7Q-0042 ─", "What was done?")
        await hands.press("ctrl+s")
        assert hands.shows("▲ nothing is written yet")
        await hands.type("New drum")
        await hands.press("ctrl+s")
        ticket = hands.ticket(PRINT)
        assert (ticket["status"], ticket["resolution"], ticket["closed"]) == ("closed", "New drum", NOW)
        assert hands.shows(f"{OPEN - 1} open")
        await hands.press("u")
        assert hands.ticket(PRINT)["status"] == "new"


async def test_a_closed_ticket_is_taken_up_again(work: Work) -> None:
    async with work() as hands:
        await closed_ones(hands)
        await hands.press("R")
        ticket = hands.ticket(SCANNER)
        assert hands.word == "✓ K7Q-0010 status in hand · u takes it back"
        assert (ticket["status"], ticket["closed"]) == ("open", None)


async def test_all_of_mine_are_handed_over_after_their_plan_was_seen(work: Work) -> None:
    mine = [story for story in STORIES if story.assignee == "kim" and story.status != "closed"]
    async with work() as hands:
        await hands.press("H")
        assert hands.shows("─ Hand over all my open tickets to ─", "Ada Okafor")
        assert not hands.shows("Kim Raman")
        await hands.type("okafor\n")
        assert hands.shows("─ Change together ─", "assignee → okafor", "nothing has changed yet")
        assert all(hands.shows(story.subject[:30]) for story in mine)
        assert hands.ticket(mine[0].subject)["login"] == "kim"
        await hands.press("enter")
        assert {hands.ticket(story.subject)["login"] for story in mine} == {MATE}
        assert hands.word == f"✓ {len(mine)} tickets changed · u takes it back"
        await hands.press("u")
        assert {hands.ticket(story.subject)["login"] for story in mine} == {"kim"}
        assert f"hand over {len(mine)} tickets" in hands.word


async def test_nothing_to_hand_over_is_said(work: Work) -> None:
    async with work(login="odom") as hands:
        await hands.press("H")
        await hands.type("okafor\n")
        assert hands.word == "▲ you have no open ticket to hand over"


async def test_an_empty_list_has_nothing_to_act_on(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("nothing-has-this\n")
        for key in "asSPwDimceR":
            await hands.press(key)
            assert hands.screen.overlay_open is None, key
            assert len(hands.app.screen_stack) == 1, key
        await hands.press("enter")
        assert hands.keys.startswith("n new"), "no key is told that does nothing"


async def test_each_of_them_works_on_the_page_too(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("enter", "m", "s", "w", "S", "2", "P", "h", "w")
        await hands.type("btc\n")
        await hands.press("D")
        await hands.type("none\n")
        await hands.press("i")
        await hands.type("Ordered")
        await hands.press("ctrl+s", "c")
        await hands.type("Done")
        await hands.press("ctrl+s", "R", "a", "0")
        ticket = hands.ticket(PRINT)
        told = {
            name: ticket[name] for name in ("status", "severity", "priority", "queue", "due", "resolution", "login")
        }
        assert told == {
            "status": "open",
            "severity": 2,
            "priority": "high",
            "queue": "BTC",
            "due": None,
            "resolution": "Done",
            "login": None,
        }
        assert hands.shows("Ordered", "status waiting → closed")


async def test_two_keys_in_a_row_on_one_ticket_are_no_conflict(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        for key in ("s", "h", "s", "w", "s", "o"):
            hands.strike(key)
        await hands.settle()
        assert hands.ticket(PRINT)["status"] == "open"
        assert not hands.shows("✗")


async def test_what_was_asked_for_first_is_written_first(work: Work) -> None:
    """However long it waits: what is asked for behind it does not overtake it."""
    async with work() as hands:
        await hands.go_to(PRINT)
        with hands.desk.recorder.lock:
            for key in "shswshso":
                hands.strike(key)
            await hands.until(lambda: hands.app.opened.saves.pending > 2, settled=False)
        await hands.settle()
        assert hands.ticket(PRINT)["status"] == "open"


async def test_a_write_goes_on_where_its_screen_is_left_and_is_said(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("enter", "i")
        await hands.type("Toner is here")
        with hands.desk.recorder.lock:
            hands.strike("ctrl+s")
            hands.strike("escape")
            await hands.until(lambda: isinstance(hands.screen, TicketsScreen), settled=False)
        await hands.until(lambda: "note kept" in hands.word)


async def test_the_second_edit_of_a_field_is_told_what_changed_under_it(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("s")
        other = desk_at(replica, MATE, clock)
        other.tickets.change([Target(hands.queue.selected.id, hands.queue.selected.version)], {"status": "held"})
        other.replica.close()
        await hands.press("w")
        assert hands.ticket(PRINT)["status"] == "held"
        assert "okafor made the status 'held'" in hands.word or "changed" in hands.word
        assert hands.word.startswith("✗")


async def test_what_takes_a_while_says_so_and_leaves_the_keyboard_free(
    work: Work, replica: Path, real_waits: None
) -> None:
    async with work() as hands:
        with hands.desk.recorder.lock:
            hands.strike("m")
            await hands.until(lambda: hands.word == "◐ saving …", settled=False)
            hands.strike("j")
            await hands.until(lambda: hands.queue.place == 2, settled=False)
        await hands.until(lambda: "assignee kim" in hands.word)


@pytest.mark.parametrize("login", [LEARNER, "odom"])
async def test_another_schools_ticket_is_refused_in_one_line_with_role_and_place(work: Work, login: str) -> None:
    async with work(login=login) as hands:
        await hands.go_to(PRINT)
        before = hands.ticket(PRINT)
        line = f"✗ {login} may not change tickets at Larkspur Elementary · that takes the role technician"
        for keys in (("s", "w"), ("S", "2"), ("P", "h"), ("a", "0")):
            await hands.press(*keys)
            assert hands.ticket(PRINT) == before
            if keys != ("a", "0"):
                assert hands.word.startswith(line)
        await hands.press("c")
        await hands.type("It is fine now")
        await hands.press("ctrl+s")
        assert hands.shows(f"{login} may not change tickets at Larkspur Elementary")
        assert hands.ticket(PRINT) == before


async def test_words_that_were_refused_are_not_lost(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(PRINT)
        await hands.press("c")
        await hands.type("It is fine now")
        await hands.press("ctrl+s", "escape", "c")
        assert hands.shows("It is fine now")


async def test_a_technician_of_one_school_works_there(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(PROCTOR)
        await hands.press("s", "w")
        assert hands.ticket(PROCTOR)["status"] == "waiting"
        await hands.go_to(WIFI)
        await hands.press("i")
        await hands.type("I am here")
        await hands.press("ctrl+s")
        assert "note kept" in hands.word
