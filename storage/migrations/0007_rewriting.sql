-- Changes are only ever added, but for what storage/rewriting.cpp does: it takes a pasted secret out of
-- them, and gives an incident that becomes private another id. A row stands here from the beginning to
-- the end of that, inside one transaction.
CREATE TABLE rewriting (
    reason TEXT NOT NULL
) STRICT;

DROP TRIGGER changes_are_not_edited;

CREATE TRIGGER changes_are_not_edited BEFORE UPDATE ON changes
WHEN NOT EXISTS (SELECT 1 FROM rewriting) BEGIN
    SELECT RAISE(ABORT, 'changes are only ever added');
END;

-- Numbers that were an incident's before it became private. They name nothing, and are not given again.
CREATE TABLE retired (
    incident INTEGER PRIMARY KEY,
    became INTEGER NOT NULL
) STRICT;
