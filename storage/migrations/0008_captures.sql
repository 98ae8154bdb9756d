-- Messages that somebody marked for a timeline: where they are, and by whose marks. No part of the
-- record, so no export has them.
CREATE TABLE captures (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    channel TEXT NOT NULL,
    message TEXT NOT NULL, -- its ts
    entry INTEGER NOT NULL, -- that it became; 0: its text has not been read yet
    body TEXT NOT NULL,
    PRIMARY KEY (incident, channel, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX captures_by_message ON captures (channel, message);
CREATE INDEX captures_by_entry ON captures (incident, entry);

-- Messages as somebody was shown them in a form to choose from. They go when one is chosen, and with
-- the requests of their time.
CREATE TABLE shown_messages (
    channel TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (channel, message)
) STRICT, WITHOUT ROWID;

-- What an Ask reads, by name.
ALTER TABLE outbox ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
