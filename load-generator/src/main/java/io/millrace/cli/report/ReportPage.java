package io.millrace.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.page.Figures;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Page;
import io.millrace.cli.page.Status;
import io.millrace.job.config.Pipeline;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** The page about a run. */
final class ReportPage {
  private ReportPage() {}

  static Page of(RunData run, Optional<Pipeline> pipeline) throws IOException, SQLException {
    JsonNode record = run.record();
    JsonNode summary = run.summary();
    Page page =
        new Page(
            "Millrace: a run of " + record.path("pipeline").asText(),
            "Run "
                + record.path("runId").asText()
                + ", pipeline "
                + record.path("pipelineHash").asText()
                + ". All times are UTC.");
    head(page, summary);
    page.section(SpeedSection.of(run)).section(LatencySection.of(run));
    page.section(QualitySection.of(run)).section(AlertSection.of(run));
    page.section(DriftSection.of(run)).section(AnomalySection.of(run, pipeline));
    page.section(VariantSection.of(run));
    page.section(RefusedSection.deadLetters(run)).section(RefusedSection.quarantined(run));
    return page.section(LineageSection.of(run));
  }

  private static void head(Page page, JsonNode summary) {
    if (summary.isMissingNode()) {
      page.head(
          new Note(
              Status.WARNING,
              "The run has not ended: it is still going on, or it died and can be taken up with"
                  + " millrace replay --resume. This is what it has written so far."));
      return;
    }
    double read = summary.path("read").asDouble();
    double written = summary.path("written").asDouble();
    double dead = summary.path("deadLettered").asDouble();
    double quarantined = summary.path("quarantined").asDouble();
    double duplicates = summary.path("duplicates").asDouble();
    double loaded = summary.path("loaded").asDouble();
    boolean balanced = read == dead + quarantined + duplicates + written && loaded == written;
    page.head(
        new Figures()
            .add("Read", Numbers.text(read), "records", Status.NEUTRAL)
            .add(
                "Written",
                Numbers.text(written),
                share(written, read) + " of those read",
                Status.NEUTRAL)
            .add("Dead letters", Numbers.text(dead), share(dead, read), Status.NEUTRAL)
            .add("Quarantined", Numbers.text(quarantined), share(quarantined, read), Status.NEUTRAL)
            .add("Duplicates", Numbers.text(duplicates), share(duplicates, read), Status.NEUTRAL)
            .add(
                "The books",
                balanced ? "balance" : "do not balance",
                Numbers.text(loaded) + " rows loaded",
                balanced ? Status.GOOD : Status.BAD)
            .add(
                "Took",
                Numbers.millis(1_000 * summary.path("seconds").asDouble()),
                summary.path("eventsPerSecond").isNumber()
                    ? Numbers.text(summary.path("eventsPerSecond").asDouble()) + " events/s"
                    : "since it was taken up",
                Status.NEUTRAL)
            .add(
                "Alerts",
                Numbers.text(summary.path("alerts").path("raised").asDouble()),
                "",
                summary.path("alerts").path("raised").asLong() > 0 ? Status.WARNING : Status.GOOD));
  }

  private static String share(double part, double whole) {
    return whole == 0 ? "–" : Numbers.percent(part / whole);
  }
}
