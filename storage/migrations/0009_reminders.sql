-- What people were reminded of, and what became of it. Not part of the record.
CREATE TABLE reminders (
    incident INTEGER NOT NULL, -- 0: of none
    subject TEXT NOT NULL, -- "update", "stale", "role commander", "follow_up 3", "digest", "archive"
    due INTEGER NOT NULL, -- tells one occasion from the next
    said INTEGER, -- when last
    times INTEGER NOT NULL, -- how often on this occasion
    until INTEGER, -- snoozed
    stopped INTEGER NOT NULL,
    who TEXT NOT NULL, -- who snoozed or stopped it
    PRIMARY KEY (incident, subject)
) STRICT, WITHOUT ROWID;

-- Who opened their Home tab when, and what it shows.
CREATE TABLE homes (
    person TEXT PRIMARY KEY,
    opened INTEGER NOT NULL,
    page INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX homes_by_opening ON homes (opened);

-- Of thousands of follow-ups a handful are open.
CREATE INDEX follow_ups_open ON follow_ups (incident, number)
    WHERE json_extract(body, '$.state') = 'open';

-- What is shown may be somebody's own: a Home tab.
ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';

DROP INDEX outbox_shows;

CREATE UNIQUE INDEX outbox_shows ON outbox (coalesce(incident, 0), kind, number, subject)
    WHERE shows = 1;
