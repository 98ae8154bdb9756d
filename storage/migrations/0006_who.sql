-- Who is a guest, and of which workspace somebody is. It is read of everybody again at once.
ALTER TABLE people ADD COLUMN guest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN stranger INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN team TEXT NOT NULL DEFAULT '';

DELETE FROM facts WHERE name = 'note.people.read_at';

-- Who has seen how much of an incident, for what changed since. Not part of the record.
CREATE TABLE looks (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    person TEXT NOT NULL,
    version INTEGER NOT NULL, -- how many changes the incident had seen
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, person)
) STRICT, WITHOUT ROWID;
