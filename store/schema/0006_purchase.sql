-- What was bought.

CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    process TEXT REFERENCES process (name),
    award_date_earliest INTEGER,
    award_date_latest INTEGER,
    value__currency_code TEXT,
    value__units INTEGER,
    procedure INTEGER,
    ocid TEXT,
    buyer_novelty INTEGER,
    market_novelty INTEGER,
    state INTEGER,
    cancel_date_earliest INTEGER,
    cancel_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX purchase_process ON purchase (process) WHERE process IS NOT NULL;

CREATE TABLE purchase__buyers (
    owner INTEGER NOT NULL REFERENCES purchase (id),
    value TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX purchase__buyers_owner ON purchase__buyers (owner);
CREATE INDEX purchase__buyers_value ON purchase__buyers (value);

CREATE TABLE purchase__suppliers (
    owner INTEGER NOT NULL REFERENCES purchase (id),
    organisation TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX purchase__suppliers_owner ON purchase__suppliers (owner);
CREATE INDEX purchase__suppliers_organisation ON purchase__suppliers (organisation);

CREATE TABLE purchase__cpv_codes (
    owner INTEGER NOT NULL REFERENCES purchase (id),
    value TEXT
) STRICT;
CREATE INDEX purchase__cpv_codes_owner ON purchase__cpv_codes (owner);
CREATE INDEX purchase__cpv_codes_value ON purchase__cpv_codes (value);

CREATE TABLE purchase__innovations (
    owner INTEGER NOT NULL REFERENCES purchase (id),
    value INTEGER
) STRICT;
CREATE INDEX purchase__innovations_owner ON purchase__innovations (owner);

CREATE TABLE purchase__fulfilments (
    owner INTEGER NOT NULL REFERENCES purchase (id),
    intention TEXT REFERENCES intention (name)
) STRICT;
CREATE INDEX purchase__fulfilments_owner ON purchase__fulfilments (owner);
CREATE INDEX purchase__fulfilments_intention ON purchase__fulfilments (intention);
