-- That a person's name was taken out.

CREATE TABLE redaction (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    resource_count INTEGER,
    revision_count INTEGER,
    mention_count INTEGER,
    body BLOB NOT NULL
) STRICT;
