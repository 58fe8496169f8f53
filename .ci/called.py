"""Code that nothing here names and is called all the same, for vulture: with who calls it, or what it waits for."""

# Libraries and Python's own modules call or read these by name.
_.error_console  # Textual prints a fault there
_.text_factory  # sqlite3 makes its texts by it
_.cursor_blink  # Textual's Input and TextArea
_.display  # Textual's widgets
_.writable  # io asks a raw file
trace  # contextlib's __exit__

# A noun's fields are columns, and are found through the catalogue.
manufacturer, media, deleted_at, ownership, enrolled, asset, received

# The stories of the sample are read from TOML into these.
works, holds, replies, reopens, merges

# docs/make.py writes docs/errors.md from it.
CODES

# Doors of the writer and of the rules that tests go through, and that what comes next stands on.
_.put_many  # importers
_.hand_over  # for whoever leads: the tickets of somebody else; the screen hands over one's own
bell  # the audit screen will ring it
_.local_day, _.business_days_before, _.business_days_between  # lead times of the intake rules
open_minutes_between  # answering times in reports
next_window  # the announcement of a testing window
DEFAULT_FOLDER  # the profile that a district starts from, as its tests read it
_.drafts  # what is not saved yet, when the app is left
