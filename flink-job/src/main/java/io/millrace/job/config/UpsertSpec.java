package io.millrace.job.config;

/**
 * How a pipeline corrects its events: the rows of one identity are versions of one row, of which
 * the warehouse keeps the highest. Lake and features see every version. Immutable.
 */
public final class UpsertSpec {
  private final int idColumn;
  private final int versionColumn;

  UpsertSpec(int idColumn, int versionColumn) {
    this.idColumn = idColumn;
    this.versionColumn = versionColumn;
  }

  /** Position of the identity, a field of the event. */
  public int idColumn() {
    return idColumn;
  }

  /** Position of the version: a field of type INT, LONG, TIMESTAMP or DATE that is never null. */
  public int versionColumn() {
    return versionColumn;
  }
}
