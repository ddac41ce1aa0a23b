package io.millrace.job;

import org.apache.flink.core.fs.Path;

/** Where a run writes below its output root, a local folder or an S3 prefix. */
public final class OutputPaths {
  private final String root;

  private OutputPaths(String root) {
    this.root = root;
  }

  /** The paths below a root, e.g. {@code out/payments} or {@code s3://bucket/millrace}. */
  public static OutputPaths below(String root) {
    return new OutputPaths(root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
  }

  /** Scored events. */
  public Path lake() {
    return new Path(root + "/lake");
  }

  /** Load manifests, beside the files that they name. */
  public Path manifests() {
    return new Path(root + "/lake/_manifests");
  }

  /** Records that could not be decoded. */
  public Path deadLetters() {
    return new Path(root + "/dead-letter");
  }

  /** Events that broke a row rule. */
  public Path quarantine() {
    return new Path(root + "/quarantine");
  }

  /** Quality results. */
  public Path quality() {
    return new Path(root + "/quality");
  }

  /** Alerts. */
  public Path alerts() {
    return new Path(root + "/alerts");
  }

  /** Alerts as the warehouse takes them. */
  public Path alertRows() {
    return new Path(root + "/alert-rows");
  }

  /** How the production variants do. */
  public Path variants() {
    return new Path(root + "/variants");
  }

  /** OpenLineage events, when they go to files. */
  public Path lineage() {
    return new Path(root + "/lineage");
  }
}
