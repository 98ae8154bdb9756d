-- The record, what is owed to the world, and what is known of the workspace.
--
-- An incident is named everywhere by one number, series × 1,000,000,000 + number (series 0 INC,
-- 1 PRV, 2 DRL), so that it is a key by itself and sorts as it reads. Instants are seconds of UTC.

-- Everything that happened, only ever added to. `body` is the line of an export.
CREATE TABLE changes (
    incident INTEGER NOT NULL,
    version INTEGER NOT NULL, -- counts from 1 in each incident
    body TEXT NOT NULL,
    PRIMARY KEY (incident, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER changes_are_not_edited BEFORE UPDATE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes are only ever added');
END;

CREATE TRIGGER changes_are_not_removed BEFORE DELETE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes are only ever added');
END;

-- What the changes amount to, kept in the same transaction.
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    declared_at INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    head TEXT NOT NULL
) STRICT;

CREATE INDEX incidents_by_age ON incidents (closed, declared_at);

CREATE TABLE entries (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE updates (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE follow_ups (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, number)
) STRICT, WITHOUT ROWID;

-- Where Slack keeps what was made for an incident.
CREATE TABLE places (
    incident INTEGER PRIMARY KEY REFERENCES incidents (id),
    channel TEXT, -- the incident's own; NULL while there is none
    body TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX places_by_channel ON places (channel) WHERE channel IS NOT NULL;

-- What was asked and answered, by every name it came under, so that nothing is done twice.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL
) STRICT;

CREATE TABLE request_names (
    name TEXT PRIMARY KEY,
    request INTEGER NOT NULL REFERENCES requests (id)
) STRICT, WITHOUT ROWID;

-- What is owed to the world; a row goes when it is settled.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    mark TEXT NOT NULL, -- found again at the far end by this
    incident INTEGER NOT NULL REFERENCES incidents (id),
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    shows INTEGER NOT NULL, -- 1: a later one of the same kind and number replaces it
    words TEXT NOT NULL,
    people TEXT NOT NULL,
    due INTEGER NOT NULL,
    next_try INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    first_try INTEGER,
    outcome_unknown INTEGER NOT NULL DEFAULT 0,
    progress TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1 -- how often it was asked for
) STRICT;

CREATE UNIQUE INDEX outbox_shows ON outbox (incident, kind, number) WHERE shows = 1;

-- What is known of the workspace: a cache.
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL COLLATE NOCASE,
    zone TEXT NOT NULL,
    gone INTEGER NOT NULL,
    bot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX people_by_handle ON people (handle);
CREATE INDEX people_by_name ON people (name);

CREATE TABLE members (
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (channel, person)
) STRICT, WITHOUT ROWID;

-- `run`: the last run of the program on this file; a copy of the file does not have the newest.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
