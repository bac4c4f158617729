-- How purchases are financed.

CREATE TABLE financing_scheme (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    region_code TEXT,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE financing_scheme__providers (
    owner INTEGER NOT NULL REFERENCES financing_scheme (id),
    value TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX financing_scheme__providers_owner ON financing_scheme__providers (owner);
CREATE INDEX financing_scheme__providers_value ON financing_scheme__providers (value);

CREATE TABLE award (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL REFERENCES financing_scheme (name),
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    recipient TEXT,
    amount__currency_code TEXT,
    amount__units INTEGER,
    award_date_earliest INTEGER,
    award_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX award_parent ON award (parent);
CREATE INDEX award_recipient ON award (recipient) WHERE recipient IS NOT NULL;
