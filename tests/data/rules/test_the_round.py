"""The round: more or worse never comes later, and the reasons hold the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rounds.data.clock import DAY_MS
from rounds.data.rules.the_round import Place, Weights, day_words, rank

NOW = 1_790_000_000_000
WEIGHTS = Weights(40, 12, 4, 1, 0.5, 30, 30)

COUNTS = st.tuples(*[st.integers(0, 30)] * 4)
PLACES = st.lists(
    st.builds(
        Place,
        code=st.text("0123456789", min_size=3, max_size=3),
        name=st.just("A school"),
        open=COUNTS,
        oldest_ms=st.none() | st.integers(NOW - 60 * DAY_MS, NOW + DAY_MS),
        testing=st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda place: place.code,
)
WEIGHING = st.lists(st.floats(0, 100), min_size=4, max_size=4).flatmap(
    lambda told: st.builds(
        Weights,
        *[st.just(weight) for weight in sorted(told, reverse=True)],
        oldest_day=st.floats(0, 10),
        oldest_days_max=st.floats(0, 60),
        testing=st.floats(0, 100),
    )
)
UNTIL = date(2026, 11, 27)


def position(places: list[Place], weights: Weights, code: str, testing: dict[str, date]) -> int:
    return [each.place.code for each in rank(places, weights, NOW, testing)].index(code)


def with_more(place: Place, index: int, more: int) -> Place:
    """The building with more (or fewer) open tickets of one severity."""
    worst, bad, usual, least = (count + (more if number == index else 0) for number, count in enumerate(place.open))
    return replace(place, open=(worst, bad, usual, least))


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Place], Weights, dict[str, date], int]:
    """Buildings, weights, where a window is open, and one of the buildings."""
    places = draw(PLACES)
    testing = {place.code: UNTIL for place in places if draw(st.booleans())}
    return places, draw(WEIGHING), testing, draw(st.integers(0, len(places) - 1))


@given(rounds(), st.integers(0, 3), st.integers(0, 5))
def test_more_tickets_never_lower_a_building(
    case: tuple[list[Place], Weights, dict[str, date], int], severity: int, more: int
) -> None:
    places, weights, testing, chosen = case
    place = places[chosen]
    busier = [*places[:chosen], with_more(place, severity, more), *places[chosen + 1 :]]

    assert position(busier, weights, place.code, testing) <= position(places, weights, place.code, testing)


@given(rounds(), st.integers(1, 3))
def test_a_worse_severity_never_lowers_a_building(
    case: tuple[list[Place], Weights, dict[str, date], int], severity: int
) -> None:
    places, weights, testing, chosen = case
    place = places[chosen]
    moved = place.open[severity]
    raised = with_more(with_more(place, severity, -moved), severity - 1, moved)
    worse = [*places[:chosen], raised, *places[chosen + 1 :]]

    assert position(worse, weights, place.code, testing) <= position(places, weights, place.code, testing)


@given(rounds(), st.integers(0, 100 * DAY_MS))
def test_an_older_ticket_or_more_testing_never_lowers_a_building(
    case: tuple[list[Place], Weights, dict[str, date], int], older: int
) -> None:
    places, weights, testing, chosen = case
    place = places[chosen]
    oldest = (place.oldest_ms or NOW) - older
    waiting = [*places[:chosen], replace(place, oldest_ms=oldest, testing=place.testing + 1), *places[chosen + 1 :]]

    assert position(waiting, weights, place.code, testing) <= position(places, weights, place.code, testing)


@given(rounds(), st.data())
def test_the_order_given_does_not_matter(
    case: tuple[list[Place], Weights, dict[str, date], int], data: st.DataObject
) -> None:
    places, weights, testing, _ = case
    shuffled = data.draw(st.permutations(places))

    assert rank(shuffled, weights, NOW, testing) == rank(places, weights, NOW, testing)


def test_equal_buildings_stand_in_the_order_of_their_codes() -> None:
    places = [Place(code, "", (0, 0, 1, 0)) for code in ("030", "010", "020")]

    assert [each.place.code for each in rank(places, WEIGHTS, NOW, {})] == ["010", "020", "030"]


def test_the_reasons_hold_the_numbers() -> None:
    place = Place("010", "Larkspur", (2, 1, 8, 1), oldest_ms=NOW - 9 * DAY_MS - 1, testing=3)

    (ranked,) = rank([place], WEIGHTS, NOW, {"010": UNTIL}, ("stop work", "badly hindered", "hindered", "small"))

    assert ranked.reasons == (
        "12 open",
        "2 stop work",
        "1 badly hindered",
        "oldest 9 d",
        "3 for testing",
        "testing until Fri 27 Nov",
    )
    assert ranked.score == 2 * 40 + 12 + 8 * 4 + 1 + 9 * 0.5 + 3 * 30


def test_a_building_without_tickets_has_no_reasons_and_no_score() -> None:
    (ranked,) = rank([Place("010", "", (0, 0, 0, 0))], WEIGHTS, NOW, {})

    assert (ranked.score, ranked.reasons) == (0, ())


def test_testing_counts_only_while_a_window_is_open() -> None:
    place = Place("010", "", (0, 0, 1, 0), testing=1)

    outside, inside = (rank([place], WEIGHTS, NOW, testing)[0] for testing in ({}, {"010": UNTIL}))

    assert inside.score - outside.score == WEIGHTS.testing
    assert outside.reasons == ("1 open",)


def test_age_beyond_the_most_adds_nothing() -> None:
    month, year = (
        rank([Place("010", "", (0, 0, 1, 0), oldest_ms=NOW - days * DAY_MS)], WEIGHTS, NOW, {})[0] for days in (30, 365)
    )

    assert month.score == year.score
    assert year.reasons == ("1 open", "oldest 365 d")


def test_a_ticket_from_a_clock_that_is_fast_has_no_age() -> None:
    (ranked,) = rank([Place("010", "", (0, 0, 1, 0), oldest_ms=NOW + DAY_MS)], WEIGHTS, NOW, {})

    assert ranked.reasons == ("1 open", "oldest 0 d")


def test_a_day_is_said_in_the_same_words_on_every_machine() -> None:
    assert day_words(date(2026, 11, 27)) == "Fri 27 Nov"
    assert day_words(date(2027, 3, 1)) == "Mon 1 Mar"
