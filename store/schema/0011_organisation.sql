-- Entries of one body that were merged: which organisation each went into, and which ones went into it.

ALTER TABLE organisation ADD COLUMN merged_organisation TEXT REFERENCES organisation (name);
CREATE INDEX organisation_merged_organisation ON organisation (merged_organisation) WHERE merged_organisation IS NOT NULL;

CREATE TABLE organisation__duplicates (
    owner INTEGER NOT NULL REFERENCES organisation (id),
    value TEXT REFERENCES organisation (name)
) STRICT;
CREATE INDEX organisation__duplicates_owner ON organisation__duplicates (owner);
CREATE INDEX organisation__duplicates_value ON organisation__duplicates (value);
