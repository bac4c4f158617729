-- What centres are paid.

CREATE TABLE grant (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    centre TEXT REFERENCES centre (name),
    period_kind INTEGER,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    lowest_amount__currency_code TEXT,
    lowest_amount__units INTEGER,
    highest_amount__currency_code TEXT,
    highest_amount__units INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX grant_centre ON grant (centre) WHERE centre IS NOT NULL;
CREATE TABLE grant__statements (
    owner INTEGER NOT NULL REFERENCES grant (id),
    amount__currency_code TEXT,
    amount__units INTEGER,
    state_date_earliest INTEGER,
    state_date_latest INTEGER
) STRICT;
CREATE INDEX grant__statements_owner ON grant__statements (owner);
