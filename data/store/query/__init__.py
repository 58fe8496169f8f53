"""The filter language: what somebody typed above a list as a checked tree, as SQL, and what could be typed next.

`parse.py` goes from characters to pieces (`pieces.py`) to checked terms (`terms.py`, `values.py`, `times.py`); what it
gives is in `tree.py`. `sql.py` asks it of SQLite, and `complete.py` offers what could follow.

Fields, aliases and orders come from the noun's declaration alone. Whatever text comes in, it parses or raises
`QueryError` with a span inside the text, and `str(question)` parses to an equal question. No I/O: records are looked up
through `Known`.
"""
