-- How the parts of the service became, by each incident's account, stands in its head from now on. What
-- earlier versions wrote is told by their changes. (Quotes within a text stand escaped, so the search finds
-- kinds of change alone.)
UPDATE incidents
SET head = json_set(head, '$.component_moves', (
    SELECT json_group_array(json(move))
    FROM (
        SELECT json_patch('{}', json_object('name', json_extract(body, '$.name'),
                                            'state', json_extract(body, '$.state'),
                                            'at', json_extract(body, '$.at'))) AS move
        FROM changes
        WHERE changes.incident = incidents.id AND instr(body, '"kind":"component_set"') > 0
        ORDER BY version)))
WHERE EXISTS (
    SELECT 1 FROM changes
    WHERE changes.incident = incidents.id AND instr(body, '"kind":"component_set"') > 0);
