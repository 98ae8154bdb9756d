-- Of thousands of postmortems a handful are being written.
CREATE INDEX incidents_documenting ON incidents (declared_at)
    WHERE closed = 1 AND coalesce(json_extract(head, '$.document'), 'documenting')
          IN ('documenting', 'in_review');
