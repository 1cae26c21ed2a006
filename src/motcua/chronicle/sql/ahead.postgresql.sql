-- The next positions behind one at which things of these kinds stand: of each kind so many, along its own stretch.
SELECT f.position
FROM (VALUES {kinds}) k CROSS JOIN LATERAL (
  SELECT o.position FROM chronicle_occurrence o
  WHERE o.kind = k.column1 AND o.position > %s
  ORDER BY o.position LIMIT %s
) f
ORDER BY f.position LIMIT %s
