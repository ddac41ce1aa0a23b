-- Variants side by side. Rows without a variant were to be scored and got the fallback.
SELECT coalesce(model_variant, 'none') AS variant, model_version, score_source, degraded_reason,
       count(*) AS events, avg(score) AS mean_score, stddev(score) AS score_deviation,
       approx_percentile(score, 0.5) AS score_p50, approx_percentile(score, 0.99) AS score_p99,
       approx_percentile(inference_ms, 0.5) AS ms_p50, approx_percentile(inference_ms, 0.99) AS ms_p99
FROM ${event}
WHERE score_source IS NOT NULL
%{ if by_day ~}
  AND dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
%{ endif ~}
GROUP BY model_variant, model_version, score_source, degraded_reason
ORDER BY events DESC
