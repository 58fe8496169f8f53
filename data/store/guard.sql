-- The guard of one table: every write that the recorder did not open is refused, and nothing is ever deleted.
-- It stops mistakes, not attackers: who can write the file can also drop a trigger.
CREATE TRIGGER "guard_{table}_insert" BEFORE INSERT ON "{table}" WHEN NOT EXISTS (SELECT 1 FROM writing)
BEGIN SELECT RAISE(ABORT, 'written outside of the recorder: {table} is changed through rounds alone'); END;
CREATE TRIGGER "guard_{table}_update" BEFORE UPDATE ON "{table}" WHEN {frozen} OR NOT EXISTS (SELECT 1 FROM writing)
BEGIN SELECT RAISE(ABORT, 'written outside of the recorder: {table} is changed through rounds alone'); END;
CREATE TRIGGER "guard_{table}_delete" BEFORE DELETE ON "{table}"
BEGIN SELECT RAISE(ABORT, 'nothing is deleted: {table} is kept; set deleted_at through rounds'); END;
