-- The registry's own tables and the first resources.
--
-- A resource's table has id, name, ledger_seq, deleted and body (the packed message); every other column is an index of the body,
-- named after the field's path (store/columns.h). Dates are days since 1970-01-01, times microseconds. A body stands last, since what
-- lies behind it is dear to read.

PRAGMA application_id = 0x48534754; -- "HSGT"

-- Small facts about the registry that have no history.
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Texts that stand in many rows: callers and methods.
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
) STRICT;

-- What happened, for ever. No index on names: rows of a resource are found from its newest one on by `previous`.
-- Salt and body become NULL where a row is redacted.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    caller INTEGER NOT NULL REFERENCES word (id),
    method INTEGER NOT NULL REFERENCES word (id),
    imported INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL,
    chain BLOB NOT NULL,
    salt BLOB,
    body BLOB
) STRICT;

-- Request ids of writes, in the order in which they came, so that the oldest are forgotten first. Ids begin with the time, so that new
-- ones meet on the same pages.
CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    request_id BLOB NOT NULL,
    caller INTEGER NOT NULL REFERENCES word (id),
    time INTEGER NOT NULL,
    digest BLOB NOT NULL,
    seq INTEGER NOT NULL,
    UNIQUE (request_id, caller)
) STRICT;

-- Who refers to whom, for reference fields whose columns have no foreign key.
CREATE TABLE reference (
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner INTEGER NOT NULL,
    PRIMARY KEY (target, kind, owner)
) STRICT, WITHOUT ROWID;

-- Imports under way and their lines.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    import TEXT NOT NULL UNIQUE,
    begin_time INTEGER NOT NULL
) STRICT;
CREATE TABLE staged (
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX staged_name ON staged (import, name);

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    kind INTEGER,
    region_code TEXT,
    parent_organisation TEXT REFERENCES organisation (name),
    control INTEGER,
    state INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX organisation_parent_organisation ON organisation (parent_organisation) WHERE parent_organisation IS NOT NULL;
CREATE TABLE organisation__identifiers (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    deleted INTEGER NOT NULL,
    scheme TEXT,
    value TEXT
) STRICT;
CREATE INDEX organisation__identifiers_owner ON organisation__identifiers (owner);
CREATE UNIQUE INDEX organisation__identifiers_once ON organisation__identifiers (scheme, value) WHERE deleted = 0;
CREATE INDEX organisation__identifiers_value ON organisation__identifiers (value);
CREATE TABLE organisation__candidate_identifiers (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    scheme TEXT,
    value TEXT
) STRICT;
CREATE INDEX organisation__candidate_identifiers_owner ON organisation__candidate_identifiers (owner);
CREATE INDEX organisation__candidate_identifiers_value ON organisation__candidate_identifiers (value);
CREATE TABLE organisation__nuts_codes (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    code TEXT
) STRICT;
CREATE INDEX organisation__nuts_codes_owner ON organisation__nuts_codes (owner);
CREATE TABLE organisation__ownership_shares (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    organisation TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX organisation__ownership_shares_owner ON organisation__ownership_shares (owner);
CREATE INDEX organisation__ownership_shares_organisation ON organisation__ownership_shares (organisation);
CREATE TABLE organisation__successors (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    organisation TEXT REFERENCES organisation (name),
    kind INTEGER
) STRICT;
CREATE INDEX organisation__successors_owner ON organisation__successors (owner);
CREATE INDEX organisation__successors_organisation ON organisation__successors (organisation);
CREATE TABLE organisation__flags (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    value INTEGER
) STRICT;
CREATE INDEX organisation__flags_owner ON organisation__flags (owner);

CREATE TABLE centre (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    region_code TEXT,
    organisation TEXT REFERENCES organisation (name),
    host_organisation TEXT REFERENCES organisation (name),
    state INTEGER,
    decide_date_earliest INTEGER,
    decide_date_latest INTEGER,
    establish_date_earliest INTEGER,
    establish_date_latest INTEGER,
    open_date_earliest INTEGER,
    open_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    merge_centre TEXT REFERENCES centre (name),
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE centre__predecessors (
    owner INTEGER NOT NULL REFERENCES centre (id),
    centre TEXT REFERENCES centre (name)
) STRICT;
CREATE INDEX centre__predecessors_owner ON centre__predecessors (owner);
CREATE INDEX centre__predecessors_centre ON centre__predecessors (centre);
CREATE TABLE centre__offices (
    owner INTEGER NOT NULL REFERENCES centre (id),
    kind INTEGER,
    person TEXT,
    organisation TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX centre__offices_owner ON centre__offices (owner);
CREATE INDEX centre__offices_organisation ON centre__offices (organisation);
CREATE TABLE centre__focus_areas (
    owner INTEGER NOT NULL REFERENCES centre (id),
    title TEXT
) STRICT;
CREATE INDEX centre__focus_areas_owner ON centre__focus_areas (owner);
CREATE TABLE centre__offers (
    owner INTEGER NOT NULL REFERENCES centre (id),
    kind INTEGER,
    availability INTEGER
) STRICT;
CREATE INDEX centre__offers_owner ON centre__offers (owner);

CREATE TABLE partnership (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    subject TEXT,
    kind INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX partnership_subject ON partnership (subject);

-- start_date is both sides of the date in one value, so that two memberships without a start are the same as well.
CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL REFERENCES partnership (name),
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    organisation TEXT REFERENCES organisation (name),
    role INTEGER,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    state INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL,
    start_date TEXT GENERATED ALWAYS AS (ifnull(start_date_earliest, '') || '..' || ifnull(start_date_latest, '')) VIRTUAL
) STRICT;
-- One that was annulled (state 3) does not stand in the way of the same one entered right.
CREATE UNIQUE INDEX membership_once ON membership (parent, organisation, role, start_date) WHERE state <> 3 AND deleted = 0;
CREATE INDEX membership_organisation ON membership (organisation);

CREATE TABLE process_model (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    centre TEXT REFERENCES centre (name),
    state INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE process (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    centre TEXT REFERENCES centre (name),
    process_model TEXT REFERENCES process_model (name),
    current_step TEXT,
    state INTEGER,
    joinable INTEGER,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX process_centre ON process (centre);
CREATE INDEX process_process_model ON process (process_model);
CREATE TABLE process__cpv_codes (
    owner INTEGER NOT NULL REFERENCES process (id),
    value TEXT
) STRICT;
CREATE INDEX process__cpv_codes_owner ON process__cpv_codes (owner);
CREATE INDEX process__cpv_codes_value ON process__cpv_codes (value);
CREATE TABLE process__nuts_codes (
    owner INTEGER NOT NULL REFERENCES process (id),
    code TEXT
) STRICT;
CREATE INDEX process__nuts_codes_owner ON process__nuts_codes (owner);

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    address TEXT,
    publisher TEXT,
    publish_date_earliest INTEGER,
    publish_date_latest INTEGER,
    retrieve_date_earliest INTEGER,
    retrieve_date_latest INTEGER,
    language_code TEXT,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX source_address ON source (address);

CREATE TABLE intention (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    organisation TEXT REFERENCES organisation (name),
    process TEXT REFERENCES process (name),
    level INTEGER,
    replaced_intention TEXT REFERENCES intention (name),
    quantity__unit_code TEXT,
    estimated_value__currency_code TEXT,
    estimated_value__units INTEGER,
    purchase_start_date_earliest INTEGER,
    purchase_start_date_latest INTEGER,
    purchase_end_date_earliest INTEGER,
    purchase_end_date_latest INTEGER,
    decision__level INTEGER,
    visibility INTEGER,
    revision INTEGER,
    state INTEGER,
    confirmation__kind INTEGER,
    confirmation__date_earliest INTEGER,
    confirmation__date_latest INTEGER,
    confirmation__source TEXT REFERENCES source (name),
    withdrawal__date_earliest INTEGER,
    withdrawal__date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX intention_process ON intention (process);
CREATE INDEX intention_organisation ON intention (organisation);
CREATE INDEX intention_replaced_intention ON intention (replaced_intention) WHERE replaced_intention IS NOT NULL;
CREATE INDEX intention_confirmation__source ON intention (confirmation__source) WHERE confirmation__source IS NOT NULL;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    title TEXT,
    kind INTEGER,
    process TEXT REFERENCES process (name),
    step TEXT,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    place TEXT,
    attendance INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX event_process ON event (process);
CREATE TABLE event__hosts (
    owner INTEGER NOT NULL REFERENCES event (id),
    value TEXT
) STRICT;
CREATE INDEX event__hosts_owner ON event__hosts (owner);
CREATE INDEX event__hosts_value ON event__hosts (value);
CREATE TABLE event__delegations (
    owner INTEGER NOT NULL REFERENCES event (id),
    organisation TEXT REFERENCES organisation (name),
    centre TEXT REFERENCES centre (name)
) STRICT;
CREATE INDEX event__delegations_owner ON event__delegations (owner);
CREATE INDEX event__delegations_organisation ON event__delegations (organisation);
CREATE INDEX event__delegations_centre ON event__delegations (centre);
CREATE TABLE event__topics (
    owner INTEGER NOT NULL REFERENCES event (id),
    value TEXT
) STRICT;
CREATE INDEX event__topics_owner ON event__topics (owner);
