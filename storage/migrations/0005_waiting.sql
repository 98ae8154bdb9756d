-- Channels that must come back before it is tried again, by id or as "#name", parted by spaces.
ALTER TABLE outbox ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';
