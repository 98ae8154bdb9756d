-- Changes are only ever added, but for what storage/rewriting.cpp does: it takes a pasted secret out of
-- them. A row stands here from the beginning to the end of that, inside one transaction.
CREATE TABLE rewriting (
    reason TEXT NOT NULL
) STRICT;

DROP TRIGGER changes_are_not_edited;

CREATE TRIGGER changes_are_not_edited BEFORE UPDATE ON changes
WHEN NOT EXISTS (SELECT 1 FROM rewriting) BEGIN
    SELECT RAISE(ABORT, 'changes are only ever added');
END;
