"""The queue: its order, its cursor and marks, and what happens while others work on it, too."""

from __future__ import annotations

from pathlib import Path

from rounds.data.desk.filing import NewTicket, file
from rounds.data.desk.tickets import Target
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import MATE, OPEN, PRINT, PROCTOR, SCANNER, VIDEO, WIFI, desk_at
from tests.screens.conftest import Work


def filed_by_another(path: Path, clock: TickingClock, **values: object) -> str:
    """A ticket that another process of this account files now; gives its number."""
    desk = desk_at(path, MATE, clock)
    given = {"subject": "Smoke from the rack", "description": "It smells", "room": "1", "severity": 1, **values}
    building = next(b.id for b in desk.facts.buildings.values() if b.short == "HGT")
    number = file(desk, NewTicket("dana.whitlow@example.org", building=building, **given)).number  # type: ignore[arg-type]
    desk.replica.close()
    return number


def closed_by_another(path: Path, clock: TickingClock, hands: Hands, *subjects: str) -> None:
    """Tickets that another process closes now."""
    desk = desk_at(path, MATE, clock)
    ids = [row.id for row in hands.queue.rows if row.subject in subjects]
    assert len(ids) == len(subjects)
    desk.tickets.close([Target(id) for id in ids], "It is done")
    desk.replica.close()


def cursor_line(hands: Hands) -> int:
    """In which line of the screen the cursor stands."""
    return next(
        y
        for y, strip in enumerate(hands.strips)
        for segment in strip
        if _is_cursor(segment.style) and segment.text.strip()
    )


def _is_cursor(style: object) -> bool:
    return getattr(getattr(style, "bgcolor", None), "name", "") == "#20364c"


async def test_it_opens_on_the_first_ticket_with_testing_in_front(work: Work) -> None:
    async with work() as hands:
        assert hands.subject == WIFI
        assert hands.subjects[:2] == [WIFI, PROCTOR]
        assert hands.shows(f"{OPEN} open · testing first")


async def test_after_the_testing_window_what_is_due_comes_first(work: Work, clock: TickingClock) -> None:
    clock.pass_minutes(3 * 24 * 60)
    async with work() as hands:
        assert hands.shows(f"{OPEN} open · by due")
        dues = [row.due for row in hands.queue.rows if row.due is not None]
        assert dues == sorted(dues)


async def test_a_row_shows_severity_number_place_owner_state_age_and_due(work: Work) -> None:
    async with work() as hands:
        row = hands.line_with("K7Q-0041 ")[35:]
        assert row.split("●")[0].split() == ["!!", "K7Q-0041"]
        assert row.split("…")[1].split() == ["HGT", "214", "okafor", "◐", "45m", "1h"]
        assert hands.line_with("K7Q-0036")[35:].split("…")[1].split() == ["KRH", "205", "okafor", "◌", "1d", "▲", "30m"]


async def test_at_80_columns_owner_and_due_fold_away(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        assert hands.lines[4].split() == ["number", "subject", "where", "age"]
        assert hands.line_with("K7Q-0041 ").split("…")[1].split() == ["HGT", "214", "◐", "45m"]


async def test_the_cursor_moves_by_letters_and_arrows_and_stops_at_the_ends(work: Work) -> None:
    async with work() as hands:
        await hands.press("k", "up")
        assert hands.queue.place == 1
        await hands.press("j", "down", "j", "k")
        assert hands.queue.place == 3
        await hands.press("G", "j")
        assert hands.queue.place == OPEN
        await hands.press("home")
        assert hands.queue.place == 1
        await hands.press("end", "g")
        assert hands.queue.place == 1


async def test_a_page_moves_the_rows_and_leaves_the_cursor_on_its_line(work: Work, sample: Path) -> None:
    async with work(sample) as hands:
        await hands.press("slash")
        await hands.type("status:any\n")
        height = hands.queue.height_of_rows
        await hands.press("j", "j")
        line = cursor_line(hands)
        await hands.press("pagedown", "pagedown")
        assert hands.queue.place == 3 + 2 * height
        assert cursor_line(hands) == line
        await hands.press("pageup")
        assert hands.queue.place == 3 + height


async def test_a_step_over_the_edge_jumps_half_a_page(work: Work) -> None:
    async with work() as hands:
        height = hands.queue.height_of_rows
        for _ in range(height - 1):
            hands.strike("j")
        await hands.settle()
        first = hands.subjects[0]
        assert hands.queue.place == height
        await hands.press("j")
        assert hands.queue.place == height + 1
        assert hands.subjects[0] != first
        assert hands.subjects.index(hands.subject) == height // 2


async def test_the_end_of_hundreds_is_one_key_away_and_the_list_goes_on_upwards(work: Work, sample: Path) -> None:
    async with work(sample) as hands:
        await hands.press("slash")
        await hands.type("status:any\n")
        assert hands.shows("700 match")
        await hands.press("G")
        seen = []
        for _ in range(40):
            seen += list(reversed(hands.queue.shown))
            await hands.press("pageup")
        numbers = [row.number for row in dict.fromkeys(seen)]
        await hands.press("g")
        assert len(numbers) == 700
        assert numbers[-1] == hands.queue.shown[0].number


async def test_held_keys_lose_no_step(work: Work, sample: Path) -> None:
    async with work(sample) as hands:
        await hands.press("slash")
        await hands.type("status:any\n")
        for _ in range(350):
            hands.strike("j")
        await hands.settle()
        assert hands.queue.place == 351


async def test_space_marks_and_goes_on_and_esc_takes_the_marks_away(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "j", "space")
        assert hands.queue.place == 4
        assert hands.shows("2 marked")
        assert [line[35] for line in hands.lines[5:8]] == ["▌", " ", "▌"]
        await hands.press("k", "space")
        assert hands.shows("1 marked")
        await hands.press("escape")
        assert not hands.shows("marked")
        assert not hands.queue.marked


async def test_an_asterisk_marks_all_that_are_shown_and_again_none(work: Work) -> None:
    async with work() as hands:
        await hands.press("asterisk")
        assert len(hands.queue.marked) == hands.queue.height_of_rows
        await hands.press("asterisk")
        assert not hands.queue.marked


async def test_marks_outlive_scrolling_and_narrowing(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "G", "g")
        assert len(hands.queue.marked) == 1
        await hands.press("slash")
        await hands.type("building:KRH\n")
        assert hands.shows("1 marked")


async def test_what_another_process_files_is_seen_and_the_cursor_stays_on_its_ticket(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.go_to(VIDEO)
        number = filed_by_another(replica, clock, testing=True)
        await hands.until(lambda: hands.shows(f"{OPEN + 1} open"))
        assert hands.subject == VIDEO
        await hands.press("g")
        assert number in [row.number for row in hands.queue.shown[:3]]
        assert hands.lines[4][:34].split() == ["1", "Hellgate", "HS", "13", "!!", "9d"]


async def test_a_ticket_that_another_process_closes_leaves_and_the_cursor_keeps_its_line(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.press("j", "j", "j")
        gone, following = hands.subject, hands.queue.shown[4].subject
        closed_by_another(replica, clock, hands, gone)
        await hands.until(lambda: hands.shows(f"{OPEN - 1} open"))
        assert hands.subject == following
        assert hands.queue.place == 4


async def test_rows_above_that_leave_do_not_move_the_ticket_in_hand(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.press("G")
        subject = hands.subject
        closed_by_another(replica, clock, hands, WIFI, PRINT)
        await hands.until(lambda: hands.shows(f"{OPEN - 2} open"))
        assert hands.subject == subject


async def test_read_again_keeps_the_cursor(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(VIDEO)
        await hands.press("ctrl+r")
        assert hands.subject == VIDEO


async def test_time_that_passes_ages_the_rows(work: Work, clock: TickingClock) -> None:
    async with work() as hands:
        clock.pass_minutes(20)
        await hands.press("ctrl+r")
        assert hands.line_with("K7Q-0041 ").split("…")[1].split()[-2:] == ["1h", "55m"]


async def test_an_empty_list_says_what_is_not_there_and_which_keys_get_out_of_it(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("no-such-word\n")
        assert hands.shows("No ticket matches here", "esc  drop the filter", "n    new ticket here", "0 open")
        await hands.press("escape")
        assert hands.shows(f"{OPEN} open")
        await hands.press("b")
        await hands.type("lookout\n")
        assert hands.shows("No open ticket at Lookout High School", "b    another building, or all of them")


async def test_closed_tickets_are_found_where_they_are_asked_for(work: Work) -> None:
    async with work() as hands:
        assert SCANNER not in [row.subject for row in hands.queue.rows]
        await hands.press("slash")
        await hands.type("status:closed\n")
        assert hands.shows(SCANNER, "2 match · by newest")


async def test_a_commit_is_told_once(work: Work, replica: Path, clock: TickingClock) -> None:
    """A change that is told from screen to shell and back again would read the list for ever."""
    async with work() as hands:
        told = []
        tell = hands.app._tell_changed

        def listen(nouns: frozenset[str]) -> None:
            told.append(nouns)
            tell(nouns)

        hands.app._tell_changed = listen  # type: ignore[method-assign]
        await hands.press("m")
        await hands.until(lambda: told)
        await hands.press("j", "k")
        assert len(told) <= 2


async def test_a_draft_or_a_filter_that_is_kept_is_no_reason_to_read_the_list_again(work: Work) -> None:
    async with work() as hands:
        read = []
        hands.screen.reload = lambda: read.append(1)
        await hands.press("slash")
        await hands.type("wi\n")
        await hands.press("i")
        await hands.type("half a note")
        await hands.press("escape", "j", "k")
        assert not read
