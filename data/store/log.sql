-- What the replica holds beside the nouns. The log is the truth that is sent; the nouns are what it adds up to.

CREATE TABLE change (
    n       INTEGER PRIMARY KEY,   -- the order in which this replica learnt of it
    id      BLOB    NOT NULL,
    device  BLOB    NOT NULL,
    seq     INTEGER NOT NULL,      -- counts the device's changes without a hole
    hlc     INTEGER NOT NULL,      -- hybrid clock: UTC milliseconds << 16 | counter
    actor   TEXT    NOT NULL,      -- login
    noun    TEXT    NOT NULL,
    record  BLOB    NOT NULL,
    op      TEXT    NOT NULL,      -- C made, U changed
    fields  TEXT    NOT NULL,      -- {field: [old, new]}; {field: [new]} where the record was made
    base    TEXT    NOT NULL,      -- {field: id of the change last seen}; {} where the record was made
    txn     INTEGER NOT NULL,      -- seq of the first change of its transaction
    schema  INTEGER NOT NULL,
    digest  BLOB    NOT NULL       -- sha256 of the digest before it and of its line
) STRICT;
CREATE UNIQUE INDEX change_chain ON change (device, seq);
CREATE INDEX change_record ON change (record, n);

-- One key pressed: the transaction's name for people, and which one it takes back.
CREATE TABLE act (
    device  BLOB    NOT NULL,
    txn     INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    says    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,      -- act, undo, redo
    undoes  INTEGER,
    PRIMARY KEY (device, txn)
) STRICT;

-- The head of each device's chain. One of them is this replica's own.
CREATE TABLE chain (
    device  BLOB    PRIMARY KEY,
    own     INTEGER NOT NULL,
    code    TEXT    NOT NULL,
    counter INTEGER NOT NULL,      -- the last ticket number minted
    seq     INTEGER NOT NULL,
    hlc     INTEGER NOT NULL,
    digest  BLOB    NOT NULL,
    acked   INTEGER NOT NULL       -- seq up to which the hub has it
) STRICT;

-- Pieces of attachments, by the sha256 of their bytes.
CREATE TABLE piece (
    digest  BLOB PRIMARY KEY,
    bytes   BLOB NOT NULL
) STRICT;

-- Holds one row while the writer is in a transaction. The guard looks here.
CREATE TABLE writing (
    txn     INTEGER PRIMARY KEY
) STRICT;

-- What is this machine's alone and is never sent: who acts here, the last filters, drafts.
CREATE TABLE local (
    key     TEXT PRIMARY KEY,
    value   TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
