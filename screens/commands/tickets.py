"""What the ticket queue and a ticket's page can do."""

from __future__ import annotations

from rounds.screens.commands.everywhere import LIST, RECORD, WORK
from rounds.widgets.command import Command

ON_TICKETS: tuple[Command, ...] = (
    Command("tickets.assign", "a", "assign", "assign", "give it to somebody", RECORD, footer=3),
    Command("tickets.take", "m", "take", "take it", "make it mine", RECORD),
    Command("tickets.status", "s", "status", "status", "say where it stands", RECORD, footer=4),
    Command("tickets.severity", "S", "severity", "severity", "judge how bad it is", RECORD, shown="S"),
    Command("tickets.priority", "P", "priority", "priority", "change the requester's wish", RECORD, shown="P"),
    Command("tickets.route", "w", "route", "owner", "route it to a group", RECORD),
    Command("tickets.due", "D", "due", "due", "say when it is due", RECORD, shown="D"),
    Command("tickets.note", "i", "note", "note", "write a note", RECORD),
    Command("tickets.close", "c", "close", "close", "close it with what was done", RECORD, footer=5),
    Command("tickets.reopen", "R", "reopen", "reopen", "take it up again", RECORD, shown="R"),
    Command("tickets.edit", "e", "edit", "edit", "change its fields", RECORD),
)

QUEUE: tuple[Command, ...] = (
    Command("tickets.open", "enter", "open", "open", "open the ticket", RECORD, footer=1),
    Command("tickets.new", "n", "new", "new", "a new ticket", RECORD, footer=2),
    *ON_TICKETS,
    Command(
        "tickets.hand-over", "H", "hand_over", "hand over", "give all your open tickets to somebody", WORK, shown="H"
    ),
    Command("list.filter", "slash", "filter", "filter", "filter the list", LIST, footer=7),
    Command("list.view", "v", "view", "views", "pick a saved view", LIST),
    Command("list.save-view", "V", "save_view", "save view", "keep this filter by a name", LIST, shown="V"),
    Command("list.sort", "o", "sort", "sort", "choose the order", LIST),
    Command("list.mark", "space", "mark", "mark", "mark it, to change several together", LIST, footer=6),
    Command("list.mark-shown", "asterisk", "mark_shown", "mark all", "mark all that are shown", LIST, shown="*"),
    Command("list.round", "r", "round", "the round", "go to a building of the round", LIST),
    Command("list.up", "k,up", "step(-1)", "up", "one up", LIST, shown="k ↑"),
    Command("list.down", "j,down", "step(1)", "down", "one down", LIST, shown="j ↓"),
    Command("list.page-up", "pageup,ctrl+b", "page(-1)", "page up", "a screen up", LIST),
    Command("list.page-down", "pagedown,ctrl+f", "page(1)", "page down", "a screen down", LIST),
    Command("list.first", "g,home", "first", "top", "to the first", LIST, shown="g"),
    Command("list.last", "G,end", "last", "end", "to the last", LIST, shown="G"),
    Command("list.again", "ctrl+r", "again", "read again", "read the list again", LIST),
    Command("list.back", "escape", "back", "back", "drop marks, then the filter", LIST),
)

PAGE: tuple[Command, ...] = (
    Command("page.back", "escape,backspace", "back", "back", "to the list", LIST, footer=1),
    Command("page.next", "j", "neighbour(1)", "next", "the next ticket of the list", LIST, shown="j k", footer=2),
    Command("page.previous", "k", "neighbour(-1)", "previous", "the one before", LIST),
    Command("page.down", "down", "scroll(1)", "down", "the history down", LIST),
    Command("page.up", "up", "scroll(-1)", "up", "the history up", LIST),
    Command("page.page-down", "pagedown,space", "scroll(10)", "page down", "the history a screen down", LIST),
    Command("page.page-up", "pageup", "scroll(-10)", "page up", "the history a screen up", LIST),
    Command("page.save-file", "x", "save_file", "save file", "save an attached file", RECORD),
    *ON_TICKETS,
)
