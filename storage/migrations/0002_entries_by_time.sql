-- A page of a timeline, its newest lines and its length, without reading all of it.
CREATE INDEX entries_by_time ON entries (incident, removed, at, number);
