-- What is owed to the world may belong to no incident: a message to the administrators.
CREATE TABLE owed (
    id INTEGER PRIMARY KEY,
    mark TEXT NOT NULL, -- found again at the far end by this
    incident INTEGER REFERENCES incidents (id), -- NULL: of none
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

INSERT INTO owed (id, mark, incident, kind, number, shows, words, people, due, next_try, tries,
                  first_try, outcome_unknown, progress, version)
SELECT id, mark, incident, kind, number, shows, words, people, due, next_try, tries,
       first_try, outcome_unknown, progress, version
FROM outbox;

DROP TABLE outbox;

ALTER TABLE owed RENAME TO outbox;

CREATE UNIQUE INDEX outbox_shows ON outbox (incident, kind, number) WHERE shows = 1;

-- What has been wrong for a while, so that a restart neither forgets it nor tells of it twice.
CREATE TABLE problems (
    kind TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    told INTEGER NOT NULL -- 1: the administrators were told while it stands
) STRICT, WITHOUT ROWID;
