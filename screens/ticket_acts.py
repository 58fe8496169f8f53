"""What is done to tickets from a screen: ask, show the plan of several, have it saved, say what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from rounds.data.desk.tickets import Outcome, Target
from rounds.data.errors import Refused
from rounds.data.ids import id_bytes, id_text
from rounds.data.nouns.lists import OPEN_SQL, PRIORITY, STATUS
from rounds.data.nouns.spec import Kind
from rounds.data.text import first_line
from rounds.screens.desk_screen import DeskScreen
from rounds.screens.messages import Read
from rounds.widgets.glyphs import SEVERITY, STATUS_WORD
from rounds.widgets.ink import Role
from rounds.widgets.line import Run
from rounds.widgets.picker import Option

if TYPE_CHECKING:
    from rounds.screens.dialogs.change_together import ChangeTogether
    from rounds.widgets.asker import Asker

SETTABLE = ("new", "open", "waiting", "held", "done")
"""Status that is set by a key; closing asks what was done, merging for the other ticket."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Values that tickets shall have."""

    targets: tuple[Target, ...]
    numbers: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    says: str = ""
    draft: str = ""


class TicketActs(DeskScreen):
    """A screen from which tickets are changed."""

    # -- for whoever shows tickets ---------------------------------------------------------------------------------

    def targets(self) -> list[Target]:
        """The tickets that an act is for."""
        return []

    def numbers(self) -> list[str]:
        """Their numbers."""
        return []

    def value_in_hand(self, name: str) -> Any:
        """What the one ticket has in a field; none where there are several, or it is not known here."""

    def acted(self) -> None:
        """An act is done."""

    def answered(self, message: Read) -> None:
        """An answer that acts asked for."""
        if message.what == "plan":
            self.call_later(self._show_plan, *message.answer)
        elif message.what == "mine":
            self._hand_over_to(*message.answer)
        else:
            super().answered(message)

    # -- asking ----------------------------------------------------------------------------------------------------

    def _for_targets(self) -> bool:
        if self.targets():
            return True
        self.say("there is no ticket here to change", Role.WARN)
        return False

    def _title(self, verb: str) -> str:
        numbers = self.numbers()
        return f"{verb} {numbers[0]}" if len(numbers) == 1 else f"{verb} {len(numbers)} tickets"

    async def action_status(self) -> None:
        """Say where it stands."""
        if self._for_targets():
            options = [Option(code, STATUS_WORD[code], key=code[0]) for code in STATUS if code in SETTABLE]
            await self.pick(
                self._title("Status of"), options, ("field", "status"), current=self.value_in_hand("status"), width=44
            )

    async def action_severity(self) -> None:
        """Judge how bad it is."""
        if self._for_targets():
            words = dict(self.desk.facts.choices.get("severity", ()))
            options = [Option(n, f"{SEVERITY[n] or ' ':<3}{words.get(str(n), n)}", key=str(n)) for n in range(1, 5)]
            await self.pick(
                self._title("Severity of"),
                options,
                ("field", "severity"),
                current=self.value_in_hand("severity"),
                width=44,
            )

    async def action_priority(self) -> None:
        """Change the requester's wish."""
        if self._for_targets():
            options = [Option(code, code, key=code[0]) for code in PRIORITY]
            await self.pick(
                self._title("Priority of"),
                options,
                ("field", "priority"),
                current=self.value_in_hand("priority"),
                width=44,
            )

    async def action_route(self) -> None:
        """Route it to a group."""
        if self._for_targets():
            groups = [group for group in self.desk.facts.groups.values() if group.queue]
            options = [Option(group.id, group.code, group.name) for group in groups]
            options.append(Option(None, "nobody", "back to the help desk"))
            await self.pick(self._title("Owner of"), options, ("field", "group"))

    async def action_assign(self) -> None:
        """Give it to somebody."""
        if self._for_targets() and (people := await self.told(_people)) is not None:
            me = self.desk.facts.me
            options = [Option(me.id, "me", me.login, key="m")] if me.id else []
            options += [option for option in people if option.value != me.id]
            options.append(Option(None, "nobody", "", key="0"))
            await self.pick(self._title("Assign"), options, ("field", "assignee"))

    def action_take(self) -> None:
        """Make it mine."""
        me = self.desk.facts.me
        if me.id is None:
            self.say_refused(self.no_person())
        elif self._for_targets():
            self.wish({"assignee": me.id}, says="take")

    def no_person(self) -> Refused:
        """What only somebody of the district can do is refused to a login that is nobody's."""
        login = self.desk.login
        return Refused(f"{login} is no person of this district", "an administrator gives a person this login")

    async def action_hand_over(self) -> None:
        """Give all my open tickets to somebody."""
        if (people := await self.told(_people)) is not None:
            options = [option for option in people if option.value != self.desk.facts.me.id]
            await self.pick("Hand over all my open tickets to", options, ("hand over",))

    async def action_due(self) -> None:
        """Say when it is due."""
        if self._for_targets():
            says = (Run("2026-12-01, tomorrow, +2d, +4h or none", Role.FAINT),)
            await self.ask(self._title("When is it due:"), ("field", "due"), "set it", says=[says])

    async def action_note(self) -> None:
        """Write a note."""
        if self._for_targets():
            await self.ask(
                self._title("Note on"), ("note",), "keep it", several=True, draft=f"note:{self._draft_name()}"
            )

    async def action_close(self) -> None:
        """Close with what was done."""
        if self._for_targets():
            await self.ask(
                self._title("Close"),
                ("close",),
                "close it" if len(self.targets()) == 1 else f"close {len(self.targets())}",
                several=True,
                says=[(Run("What was done?", Role.SOFT),)],
                draft=f"close:{self._draft_name()}",
            )

    def action_reopen(self) -> None:
        """Take it up again."""
        if self._for_targets():
            self.wish({"status": "open"}, says="reopen")

    async def action_edit(self) -> None:
        """Change its fields."""
        targets = self.targets()
        if len(targets) == 1:
            await self.app.edit_ticket(targets[0].id)  # type: ignore[attr-defined]
        elif targets:
            self.say(
                "several are marked: s status, a assign, S severity and the others change them together", Role.WARN
            )

    def _draft_name(self) -> str:
        targets = self.targets()
        return targets[0].id if len(targets) == 1 else "several"

    # -- answers ---------------------------------------------------------------------------------------------------

    def picked(self, purpose: Any, value: Any) -> None:
        """Something was picked."""
        match purpose[0]:
            case "field":
                self.wish({purpose[1]: value})
            case "hand over":
                self.read("mine", partial(_mine, self.desk, value))
            case _:
                super().picked(purpose, value)

    def worded(self, asker: Asker, purpose: Any, text: str) -> None:
        """Words were given."""
        match purpose[0]:
            case "field":
                self._set_in_words(asker, purpose[1], text)
            case "note" if text.strip():
                self.end(asker)
                self._note(text, asker.draft)
            case "close" if text.strip():
                self.end(asker)
                self.wish({"status": "closed", "resolution": text}, says="close", draft=asker.draft)
            case "note" | "close":
                asker.refuse("nothing is written yet")
            case _:
                super().worded(asker, purpose, text)

    def _set_in_words(self, asker: Asker, name: str, text: str) -> None:
        from rounds.data.desk.words import value_of

        try:
            value = value_of(self.desk, self.desk.catalogue["ticket"][name], text)
        except Refused as refusal:
            asker.refuse(str(refusal))
            return
        self.end(asker)
        self.wish({name: value})

    def _note(self, text: str, draft: str) -> None:
        targets, numbers = self.targets(), self.numbers()
        if len(targets) == 1:
            self.save(
                partial(self.desk.tickets.note, targets[0].id, text),
                f"note kept on {numbers[0]} · u takes it back",
                lambda _: self.acted(),
                partial(self._ask_again, draft),
                draft,
            )
        else:
            self.wish({}, note=text, draft=draft)

    def _hand_over_to(self, person: str, rows: list[tuple[str, str, str]]) -> None:
        if not rows:
            self.say("you have no open ticket to hand over", Role.WARN)
            return
        targets = tuple(Target(id, version) for id, version, _ in rows)
        self.plan(
            Wish(
                targets,
                tuple(number for *_, number in rows),
                {"assignee": person},
                says=f"hand over {len(rows)} tickets",
            )
        )

    # -- doing -----------------------------------------------------------------------------------------------------

    def wish(self, values: dict[str, Any], note: str = "", says: str = "", draft: str = "") -> None:
        """Have the tickets in hand changed: one at once, several after their plan was seen."""
        wish = Wish(tuple(self.targets()), tuple(self.numbers()), values, note, says, draft)
        if len(wish.targets) == 1:
            self._do(wish)
        elif wish.targets:
            self.plan(wish)

    def plan(self, wish: Wish) -> None:
        """Show what would become of several tickets."""
        self.read("plan", lambda connection: (wish, self.desk.tickets.plan(wish.targets, wish.values, wish.note)))

    async def _show_plan(self, wish: Wish, outcome: Outcome) -> None:
        from rounds.screens.dialogs.change_together import ChangeTogether

        dialog: ChangeTogether = await self.overlay(ChangeTogether, "change-together")
        labels = {name: self.desk.catalogue["ticket"][name].label for name in wish.values}
        says = [f"{labels[name]} → {self.shown(name, value)}" for name, value in wish.values.items()]
        says += [f"note {first_line(wish.note, 40)}"] if wish.note else []
        dialog.ask(outcome, "   ".join(says), wish, self.shown, labels, noted=bool(wish.note))
        self.tell_keys()

    def on_change_together_agreed(self, message: ChangeTogether.Agreed) -> None:
        """The plan was agreed to."""
        self.tell_keys()
        self._do(message.plan.purpose)

    def _do(self, wish: Wish) -> None:
        command = partial(
            self.desk.tickets.change, wish.targets, wish.values, wish.note, says=wish.says and _says(wish)
        )
        self.save(command, "", partial(self._changed, wish), partial(self._ask_again, wish.draft), wish.draft)

    def _ask_again(self, draft: str, refusal: Refused) -> None:
        """Words that were not saved are asked for again as they stand, with what is wrong below them."""
        ask = {f"note:{self._draft_name()}": self.action_note, f"close:{self._draft_name()}": self.action_close}.get(
            draft
        )
        if ask is None or not self.is_on_top or self.overlay_open is not None:
            self.not_saved(refusal)
        else:
            self.call_later(self._asked_again, ask, refusal)

    async def _asked_again(self, ask: Callable[[], Awaitable[None]], refusal: Refused) -> None:
        await ask()
        for asker in self.query("#asker"):
            asker.refuse(self.in_short(refusal))  # type: ignore[attr-defined]

    def _changed(self, wish: Wish, outcome: Outcome) -> None:
        changed = [change for change in outcome.done if change.fields]
        self.acted()
        if outcome.refused:
            first = outcome.refused[0]
            self.say(
                f"{len(changed)} changed, {len(outcome.refused)} refused: {first.number}: {first.refused}", Role.WARN
            )
        elif len(outcome.done) > 1:
            self.say(f"{len(changed) or len(outcome.done)} tickets changed · u takes it back")
        elif changed:
            told = ", ".join(
                f"{self.desk.catalogue['ticket'][name].label} {self.shown(name, new)}"
                for name, (_, new) in changed[0].fields.items()
                if name in wish.values
            )
            self.say(f"{changed[0].number} {told} · u takes it back")
        else:
            self.say("it was so already", Role.WARN)

    def shown(self, name: str, value: Any) -> str:
        """A ticket's value as people read it."""
        spec = self.desk.catalogue["ticket"][name]
        if value is None:
            return "none"
        if name == "status":
            return STATUS_WORD.get(value, str(value))
        if spec.kind is Kind.TIME:
            from rounds.data.desk.words import day_and_time

            return day_and_time(self.desk, value)
        if spec.kind is Kind.REF:
            from rounds.data.desk.history import handle_of

            with self.desk.reading:
                return handle_of(self.desk.connection, spec, value)
        return " ".join(str(value).split())[:40]


def _says(wish: Wish) -> str:
    if " " in wish.says:
        return wish.says
    return f"{wish.says} {wish.numbers[0]}" if len(wish.numbers) == 1 else f"{wish.says} {len(wish.numbers)} tickets"


def _people(connection: Any) -> list[Option]:
    """Those who can be given tickets: everybody with a login."""
    found = connection.execute(
        "SELECT id, login, ifnull(name, '') FROM person WHERE login IS NOT NULL AND active = 1 AND deleted_at IS NULL"
        " ORDER BY name, login LIMIT 500"
    )
    return [Option(id_text(key), name or login, login) for key, login, name in found]


def _mine(desk: Any, to: str, connection: Any) -> tuple[str, list[tuple[str, str, str]]]:
    """The open tickets of whoever acts."""
    me = desk.facts.me.id
    if me is None:
        return to, []
    found = connection.execute(
        f"SELECT id, version, number FROM ticket WHERE assignee = ? AND {OPEN_SQL} AND deleted_at IS NULL"
        " ORDER BY opened LIMIT 50000",
        (id_bytes(me),),
    ).fetchall()
    return to, [(id_text(key), id_text(version), number) for key, version, number in found]
