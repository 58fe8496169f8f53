"""How an older replica becomes one of today: alembic's operations, one file a schema number, run by `migrate.py`.

`user_version` in the file is the one number that says where it stands; alembic has no table of its own here. A
revision moves tables and rows of the nouns and of the log. It need not fill a new field, take in what waited for
it, or care for triggers, indexes and search: that is done after it, for all. It never writes a change: every replica
migrates by itself, and would tell the others of it.
"""
