-- How each run of the last thirty days stands, by the highest revision that it told: what it read, what
-- became of that, and what waits in the job. A run that is RUNNING and has told nothing for long was
-- stopped or has failed.
SELECT run_id, pipeline_hash, job_version, status, started_at, told_at, attempt, "read", dead_lettered,
  quarantined, duplicates, written, "read" - dead_lettered - quarantined - duplicates - written AS waiting
FROM (
  SELECT *, row_number() OVER (PARTITION BY run_id ORDER BY revision DESC) AS position
  FROM runs
  WHERE dt >= date_format(current_date - INTERVAL '30' DAY, '%Y-%m-%d')
)
WHERE position = 1
ORDER BY started_at
