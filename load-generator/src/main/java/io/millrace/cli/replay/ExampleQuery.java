package io.millrace.cli.replay;

import io.millrace.job.config.Pipeline;

/** A first question to the warehouse of a pipeline. */
final class ExampleQuery {
  private ExampleQuery() {}

  /** One statement without quotes that a shell would take for its own. */
  static String of(Pipeline pipeline) {
    String time =
        pipeline.eventTimeColumn() >= 0
            ? "event_time"
            : pipeline.layout().column(pipeline.event().timeColumn()).name();
    String measures =
        pipeline.inference().isPresent()
            ? "count(*) AS events, avg(score) AS mean_score, max(score) AS highest_score"
            : "count(*) AS events";
    return "SELECT date_trunc('day', "
        + time
        + ") AS day, "
        + measures
        + " FROM "
        + pipeline.table()
        + " GROUP BY day ORDER BY day LIMIT 10";
  }
}
