"""The filter bar: the list follows the letters, mistakes are shown in their place, and esc gives the list back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import ME, OPEN, PRINT, STORIES, VIDEO, Story
from tests.screens.conftest import Work
from tests.screens.test_queue import filed_by_another

Kept = Callable[[str], str | None]


async def filtering(hands: Hands, text: str) -> None:
    """Begin to filter and type."""
    await hands.press("slash")
    await hands.type(text)


async def test_each_letter_narrows_the_list_and_the_count_follows(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "proj")
        assert hands.subjects == ["Projector shows no image, observed lesson tomorrow"]
        assert hands.shows("1 open")
        await hands.press("backspace", "backspace")
        assert len(hands.subjects) > 1


async def test_the_keys_at_the_foot_are_those_of_the_field(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "w")
        assert hands.keys.startswith("tab complete   ↑↓ choose   enter keep   esc back as it was")
        await hands.press("escape")
        assert hands.keys.startswith("enter open")


async def test_letters_that_are_commands_elsewhere_are_typed_here(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "quns?1")
        assert hands.shows("/ quns?1")


async def test_tab_completes_a_field_and_then_its_value(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "pri")
        assert hands.lines[3][36:].strip().startswith("priority:")
        await hands.press("tab")
        assert hands.shows("/ priority:")
        await hands.type("h")
        await hands.press("tab")
        assert hands.shows("/ priority:high")


async def test_arrows_choose_among_the_offers_and_enter_takes_the_chosen_one(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "building:")
        offered = [line[35:].split()[0] for line in hands.lines[3:10]]
        await hands.press("down", "down", "up", "down", "enter")
        assert hands.shows(f"/ building:{offered[1]}")
        await hands.press("enter")
        assert hands.keys.startswith("enter open")


async def test_up_from_the_first_offer_goes_to_the_last(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "priority:")
        await hands.press("up", "enter")
        assert hands.shows("/ priority:any")


async def test_offers_follow_the_caret(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "status:new pri")
        await hands.press("home", "right", "right")
        assert hands.lines[3][36:].strip().startswith("status:")


async def test_a_value_that_is_not_known_is_pointed_at_and_the_known_ones_are_offered(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "building:HGT priority:hgh")
        y = hands.row_of("╰ no priority 'hgh'. Did you mean high?")
        assert y == 3
        assert hands.lines[y].index("╰") == hands.lines[2].index("hgh")
        assert [line[35:].split()[0] for line in hands.lines[4:8]] == ["high", "low", "normal", "urgent"]
        await hands.press("tab")
        assert hands.shows("/ building:HGT priority:high")


async def test_what_stands_before_a_mistake_narrows_the_list_still(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "building:LKS priority:hgh")
        assert hands.shows("4 open")
        assert {row.place for row in hands.queue.rows} == {"LKS"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("bulding:HGT", "no field 'bulding'. Did you mean building?"),
        ("status:opn", "no status 'opn'. Did you mean open?"),
        ("severity:9", "severity"),
        ("sort:smell", "smell"),
        ("age:>3x", "no age '3x'"),
    ],
)
async def test_each_kind_of_mistake_is_told_under_its_place(work: Work, typed: str, says: str) -> None:
    async with work() as hands:
        await filtering(hands, typed)
        assert says in hands.line_with("╰")


async def test_a_word_that_is_not_finished_is_no_mistake_yet(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "status:")
        assert not hands.shows("╰")
        assert hands.shows(f"{OPEN} open")


async def test_enter_on_a_mistake_leaves_it_in_hand(work: Work, local: Kept) -> None:
    async with work() as hands:
        await filtering(hands, "priority:hgh")
        await hands.press("enter")
        assert hands.shows("/ priority:hgh", "Did you mean high?")
        assert hands.keys.startswith("tab complete")
    assert local("filter:tickets") is None


async def test_enter_before_a_mistake_could_be_told_leaves_it_in_hand_too(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "priority:hgh\n")
        assert hands.shows("/ priority:hgh", "Did you mean high?")
        await hands.press("escape")
        assert hands.shows("/ filter: word", f"{OPEN} open")


async def test_enter_keeps_the_filter_and_it_is_there_after_a_restart(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "building:LKS\n")
        assert hands.keys.startswith("enter open")
        assert hands.shows("/ building:LKS", "4 open")
    async with work() as hands:
        assert hands.shows("/ building:LKS", "4 open")
        assert {row.place for row in hands.queue.rows} == {"LKS"}
        await hands.press("escape")
        assert hands.shows("/ filter: word", f"{OPEN} open")


async def test_a_kept_filter_that_no_longer_means_anything_is_left_out_at_the_start(work: Work, replica: Path) -> None:
    async with work() as hands:
        hands.desk.recorder.local.keep("filter:tickets", "building:gone")
    async with work() as hands:
        assert hands.shows(f"{OPEN} open")


async def test_esc_gives_the_list_back_as_it_was_with_its_cursor(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "status:any sort:number\n")
        for _ in range(25):
            await hands.press("j")
        before, subject, count = hands.subjects, hands.subject, hands.queue.place
        await filtering(hands, " projector")
        assert len(hands.subjects) == 1
        await hands.press("escape")
        assert (hands.subjects, hands.subject, hands.queue.place) == (before, subject, count)
        assert hands.shows("/ status:any sort:number", "42 match · sorted")


async def test_what_another_files_while_one_types_does_not_drop_what_is_typed(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await filtering(hands, "office")
        many = len(hands.queue.rows)
        filed_by_another(replica, clock, subject="Office door", severity=3)
        await hands.until(lambda: len(hands.queue.rows) == many + 1)
        assert all("ffice" in f"{row.subject} {row.room}" for row in hands.queue.rows)
        await hands.press("escape")
        assert hands.shows(f"{OPEN + 1} open")


async def test_a_longer_filter_than_the_bar_is_not_lost(work: Work) -> None:
    long = "-" + " -".join(f"nothing{n}" for n in range(20))
    async with work(size=(80, 24)) as hands:
        await filtering(hands, long + "\n")
        assert hands.shows("…", f"{OPEN} open")
        await hands.press("slash", "home")
        assert hands.shows("-nothing0 -nothing1")


async def test_a_pasted_filter_is_one_line_without_controls(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.paste("building:LKS\nstatus:new\x1b[31m")
        assert hands.shows("/ building:LKS status:new␛[31m")


async def test_an_order_is_picked_and_picked_again(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "building:HGT\n")
        await hands.press("o")
        assert hands.shows("─ Sort by ─", "worst first", "oldest first")
        await hands.type("worst\n")
        assert hands.shows("/ building:HGT sort:severity", "12 open · sorted")
        severities = [row.severity for row in hands.queue.rows]
        assert severities == sorted(severities)
        await hands.press("o")
        await hands.type("by number\n")
        assert hands.shows("/ building:HGT sort:number")
        await hands.press("o", "home", "enter")
        assert hands.shows("/ building:HGT ", "12 open · testing first")


async def test_a_saved_view_is_picked(work: Work) -> None:
    async with work() as hands:
        await hands.press("v")
        assert hands.shows("─ Saved views ─", "waiting for parts", "status:waiting")
        await hands.type("waiting for\n")
        assert hands.shows("/ status:waiting", "4 match")


async def test_a_filter_is_kept_as_a_view_and_picked_again(work: Work) -> None:
    async with work() as hands:
        await hands.press("V")
        assert hands.word == "▲ there is no filter to keep: / filters the list"
        await filtering(hands, "building:LKS\n")
        await hands.press("V")
        assert hands.shows("─ Keep this filter as ─", "building:LKS")
        await hands.type("my school\n")
        assert hands.word.startswith("✓ view kept")
        await hands.press("escape", "v")
        await hands.type("my school\n")
        assert hands.shows("/ building:LKS")
        await hands.press("u")
        assert "taken back: save a view" in hands.word


async def test_a_view_that_no_longer_means_anything_can_be_mended(work: Work) -> None:
    async with work() as hands:
        view = {"noun": "ticket", "name": "old", "filter": "building:HGT group:gone", "person": None}
        hands.desk.recorder.put("saved_view", view)
        await hands.press("v")
        await hands.type("old\n")
        assert hands.shows("/ building:HGT group:gone", "no group 'gone'")
        await hands.press("escape")
        assert hands.shows(f"{OPEN} open", "/ filter: word")


async def test_esc_right_behind_enter_drops_the_filter_again(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "video")
        hands.strike("enter")
        hands.strike("escape")
        await hands.settle()
        assert hands.shows(f"{OPEN} open", "/ filter: word")


async def test_full_text_reads_descriptions_and_notes_too(work: Work) -> None:
    async with work() as hands:
        await filtering(hands, "cycled\n")
        assert hands.subjects == ["Wi-Fi down in the whole 200 wing, testing in period 2"]
        await filtering(hands, "")
        await hands.press("ctrl+u")
        await hands.type('"cannot print"\n')
        assert hands.subjects == [PRINT]


async def test_the_language_of_the_bar_is_that_of_the_command_line(work: Work) -> None:
    cases: dict[str, Callable[[Story], bool]] = {
        "@me": lambda story: story.assignee == ME,
        "assignee:none -building:HGT": lambda story: story.assignee is None and story.school != "HGT",
        "severity:<3": lambda story: story.severity < 3,
        "room:lib,gym": lambda story: story.room in ("lib", "gym"),
    }
    async with work() as hands:
        for text, wanted in cases.items():
            await filtering(hands, "")
            await hands.press("ctrl+u")
            await hands.type(text + "\n")
            assert len(hands.queue.rows) == sum(wanted(story) for story in STORIES if story.status != "closed"), text
        await filtering(hands, "")
        await hands.press("ctrl+u")
        await hands.type("age:>1d status:held\n")
        assert VIDEO in hands.subjects
