-- Who may call. Keys are looked up by name, at every call; the owner lists them by what they are for.
CREATE TABLE access_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    role INTEGER,
    expire_time INTEGER,
    state INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE access_key__centres (
    owner INTEGER NOT NULL REFERENCES access_key (id),
    value TEXT REFERENCES centre (name)
) STRICT;
CREATE INDEX access_key__centres_owner ON access_key__centres (owner);
CREATE INDEX access_key__centres_value ON access_key__centres (value);
CREATE TABLE access_key__organisations (
    owner INTEGER NOT NULL REFERENCES access_key (id),
    value TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX access_key__organisations_owner ON access_key__organisations (owner);
CREATE INDEX access_key__organisations_value ON access_key__organisations (value);
