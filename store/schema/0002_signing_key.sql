-- The public keys with which organisations sign.

CREATE TABLE signing_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL REFERENCES organisation (name),
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    state INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX signing_key_parent ON signing_key (parent);
