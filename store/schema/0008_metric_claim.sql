-- Figures that sources give.

CREATE TABLE metric_claim (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ledger_seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    create_time INTEGER,
    update_time INTEGER,
    subject TEXT,
    region_code TEXT,
    metric TEXT,
    unit_code TEXT,
    currency_code TEXT,
    comparison INTEGER,
    nature INTEGER,
    period_kind INTEGER,
    start_date_earliest INTEGER,
    start_date_latest INTEGER,
    end_date_earliest INTEGER,
    end_date_latest INTEGER,
    state_date_earliest INTEGER,
    state_date_latest INTEGER,
    provenance__basis INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX metric_claim_subject ON metric_claim (subject) WHERE subject IS NOT NULL;
CREATE INDEX metric_claim_metric ON metric_claim (metric) WHERE metric IS NOT NULL;
