-- What became of an event, and which record of which shard it was. Days are those of the event's time
-- for rows, and those of its arrival for what was quarantined. A dead letter may have no identity.
SELECT outcome, identity, event_day, arrival_time, origin_stream, origin_shard, origin_sequence, pipeline_hash, ruleset_hash, why
FROM (
  SELECT 'written' AS outcome, CAST(${identity} AS varchar) AS identity, ${by_day ? "dt" : "CAST(CAST(arrival_time AS date) AS varchar)"} AS event_day,
         arrival_time, origin_stream, origin_shard, origin_sequence, pipeline_hash, ruleset_hash,
         CAST(NULL AS varchar) AS why
  FROM ${event}
  UNION ALL
  SELECT 'quarantined', event_id, dt, arrival_time, origin_stream, origin_shard, origin_sequence, pipeline_hash, ruleset_hash,
         array_join(rules, '; ')
  FROM quarantine
  UNION ALL
  SELECT 'dead letter', event_id, dt, arrival_time, origin_stream, origin_shard, origin_sequence, pipeline_hash, ruleset_hash,
         reason || ': ' || message
  FROM dead_letter
)
WHERE identity = ? AND event_day BETWEEN ? AND ?
ORDER BY arrival_time
