-- How practices and solutions spread.

CREATE TABLE adoption (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    adopter TEXT,
    region_code TEXT,
    practice TEXT,
    origin TEXT,
    process TEXT REFERENCES process (name),
    stage INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX adoption_adopter ON adoption (adopter) WHERE adopter IS NOT NULL;
CREATE INDEX adoption_origin ON adoption (origin) WHERE origin IS NOT NULL;
CREATE INDEX adoption_process ON adoption (process) WHERE process IS NOT NULL;
