package io.millrace.job;

import java.util.List;
import org.apache.flink.core.fs.Path;

/** Where a run writes below its output root, a local folder or an S3 prefix. */
public final class OutputPaths {
  private static final String LAKE = "lake";
  private static final String DEAD_LETTERS = "dead-letter";
  private static final String QUARANTINE = "quarantine";
  private static final String QUALITY = "quality";
  private static final String ALERTS = "alerts";
  private static final String ALERT_ROWS = "alert-rows";
  private static final String VARIANTS = "variants";
  private static final String RUNS = "runs";

  private final String root;

  private OutputPaths(String root) {
    this.root = root;
  }

  /** The paths below a root, e.g. {@code out/payments} or {@code s3://bucket/millrace}. */
  public static OutputPaths below(String root) {
    return new OutputPaths(root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
  }

  /** Names of the folders that sinks commit files to, which are hidden until then. */
  public static List<String> committed() {
    return List.of(LAKE, DEAD_LETTERS, QUARANTINE, QUALITY, ALERTS, ALERT_ROWS, VARIANTS, RUNS);
  }

  /** Scored events. */
  public Path lake() {
    return new Path(root + '/' + LAKE);
  }

  /** Load manifests, beside the files that they name. */
  public Path manifests() {
    return new Path(root + "/lake/_manifests");
  }

  /** Records that could not be decoded. */
  public Path deadLetters() {
    return new Path(root + '/' + DEAD_LETTERS);
  }

  /** Events that broke a row rule. */
  public Path quarantine() {
    return new Path(root + '/' + QUARANTINE);
  }

  /** Quality results. */
  public Path quality() {
    return new Path(root + '/' + QUALITY);
  }

  /** Alerts. */
  public Path alerts() {
    return new Path(root + '/' + ALERTS);
  }

  /** Alerts as the warehouse takes them. */
  public Path alertRows() {
    return new Path(root + '/' + ALERT_ROWS);
  }

  /** How the production variants do. */
  public Path variants() {
    return new Path(root + '/' + VARIANTS);
  }

  /** How far this and earlier runs are. */
  public Path runs() {
    return new Path(root + '/' + RUNS);
  }

  /** The audit trail. */
  public Path audit() {
    return new Path(root + "/audit");
  }

  /** What says that a run has begun and not ended. */
  public Path openRun() {
    return new Path(root + "/open-run.json");
  }

  /** OpenLineage events, when they go to files. */
  public Path lineage() {
    return new Path(root + "/lineage");
  }
}
