-- Facts of the workspace are dated, by Slack's clock in microseconds since 1970 (0: nobody said
-- when), so that what comes late changes nothing that is newer. Groups and channels are known too.

ALTER TABLE people ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;

-- Who left stays as a row, so that an older "joined" cannot bring them back.
ALTER TABLE members ADD COLUMN present INTEGER NOT NULL DEFAULT 1;
ALTER TABLE members ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE user_groups (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL COLLATE NOCASE,
    gone INTEGER NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX user_groups_by_handle ON user_groups (handle);
CREATE INDEX user_groups_by_name ON user_groups (name);

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    private INTEGER NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When a channel's members were last read as a whole: what is older is in that list already.
CREATE TABLE member_lists (
    channel TEXT PRIMARY KEY,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
