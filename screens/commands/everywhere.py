"""What every screen can do."""

from __future__ import annotations

from rounds.widgets.command import Command

GO, LIST, RECORD, WORK, ALWAYS = "Go", "This list", "The ticket", "Work", "Always"

TABS = ("Tickets", "Assets", "Needs", "Remote", "Directory", "Who")

EVERYWHERE: tuple[Command, ...] = (
    *(
        Command(
            f"go.tab-{number}",
            f"{number},alt+{number}",
            f"app.tab({number})",
            name,
            f"open {name}",
            GO,
            shown=str(number),
        )
        for number, name in enumerate(TABS, 1)
    ),
    Command("go.building", "b", "building", "building", "choose the building in hand", GO),
    Command(
        "go.palette", "ctrl+p", "palette", "commands", "find any command, ticket or building by name", ALWAYS, footer=90
    ),
    Command("go.help", "question_mark,f1", "help", "help", "the keys of this screen", ALWAYS, footer=80),
    Command("go.theme", "ctrl+t", "theme", "theme", "choose the colours", ALWAYS),
    Command("work.undo", "u", "undo", "undo", "take back your last change", ALWAYS),
    Command("work.redo", "U", "redo", "do again", "do again what you took back", ALWAYS, shown="U"),
    Command("go.suspend", "ctrl+z", "app.suspend_process", "suspend", "stop for a while, as everywhere", ALWAYS),
    Command("go.quit", "q,ctrl+q,ctrl+c", "app.leave", "quit", "leave; all is kept", ALWAYS, footer=99),
)
