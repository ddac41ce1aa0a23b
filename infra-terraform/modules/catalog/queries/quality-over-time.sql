-- The answer to every rule for every window of the last seven days. Late events append revisions, and
-- a restart may repeat one: the highest is the answer.
SELECT window_start, group_key, rule, metric, value, passed, revision
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY window_start, window_end, group_key, rule ORDER BY revision DESC, value DESC
  ) AS position
  FROM quality
  WHERE dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
)
WHERE position = 1
ORDER BY window_start, group_key, rule
