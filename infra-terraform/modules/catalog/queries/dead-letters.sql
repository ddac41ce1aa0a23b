-- Why records of the last seven days could not be decoded, and where the first of each kind stands.
SELECT reason, message, count(*) AS records, min(arrival_time) AS first_arrival, max(arrival_time) AS last_arrival,
       min_by(origin_shard || ' ' || origin_sequence, arrival_time) AS first_origin
FROM dead_letter
WHERE dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
GROUP BY reason, message
ORDER BY records DESC
