-- An event that broke several rules counts for each of them.
SELECT broken.rule, quarantine.ruleset_hash, count(*) AS events, min(arrival_time) AS first_arrival, max(arrival_time) AS last_arrival
FROM quarantine
CROSS JOIN UNNEST(rules) AS broken (rule)
WHERE dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
GROUP BY broken.rule, quarantine.ruleset_hash
ORDER BY events DESC
