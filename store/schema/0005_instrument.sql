-- What buyers sign together, and their signatures; intentions say which signatures they follow from.

CREATE TABLE instrument (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    kind INTEGER,
    centre TEXT REFERENCES centre (name),
    binding INTEGER,
    joinable INTEGER,
    expire_date_earliest INTEGER,
    expire_date_latest INTEGER,
    superseded_instrument TEXT REFERENCES instrument (name),
    source TEXT REFERENCES source (name),
    revision INTEGER,
    state INTEGER,
    open_date_earliest INTEGER,
    open_date_latest INTEGER,
    activate_date_earliest INTEGER,
    activate_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX instrument_centre ON instrument (centre) WHERE centre IS NOT NULL;
CREATE INDEX instrument_superseded_instrument ON instrument (superseded_instrument) WHERE superseded_instrument IS NOT NULL;
CREATE INDEX instrument_source ON instrument (source) WHERE source IS NOT NULL;

CREATE TABLE instrument__processes (
    owner INTEGER NOT NULL REFERENCES instrument (id),
    value TEXT REFERENCES process (name)
) STRICT;
CREATE INDEX instrument__processes_owner ON instrument__processes (owner);
CREATE INDEX instrument__processes_value ON instrument__processes (value);

CREATE TABLE signature (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL REFERENCES instrument (name),
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    organisation TEXT REFERENCES organisation (name),
    capacity INTEGER,
    revision INTEGER,
    date_earliest INTEGER,
    date_latest INTEGER,
    confirmation__kind INTEGER,
    confirmation__source TEXT REFERENCES source (name),
    reaffirmed_signature TEXT REFERENCES signature (name),
    state INTEGER,
    withdrawal__date_earliest INTEGER,
    withdrawal__date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX signature_parent ON signature (parent);
CREATE INDEX signature_organisation ON signature (organisation) WHERE organisation IS NOT NULL;
CREATE INDEX signature_confirmation__source ON signature (confirmation__source) WHERE confirmation__source IS NOT NULL;
CREATE INDEX signature_reaffirmed_signature ON signature (reaffirmed_signature) WHERE reaffirmed_signature IS NOT NULL;

CREATE TABLE intention__signatures (
    owner INTEGER NOT NULL REFERENCES intention (id),
    value TEXT REFERENCES signature (name)
) STRICT;
CREATE INDEX intention__signatures_owner ON intention__signatures (owner);
CREATE INDEX intention__signatures_value ON intention__signatures (value);
