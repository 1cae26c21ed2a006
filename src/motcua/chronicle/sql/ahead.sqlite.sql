-- The next positions behind one at which things of these kinds stand: of each kind so many, along its own stretch.
SELECT f.position
FROM (VALUES {kinds}) k JOIN chronicle_occurrence f ON f.kind = k.column1 AND f.position IN (
  SELECT o.position FROM chronicle_occurrence o
  WHERE o.kind = k.column1 AND o.position > %s
  ORDER BY o.position LIMIT %s
)
ORDER BY f.position LIMIT %s
