package io.millrace.job.event;

/**
 * Identity and time of an event, from the columns of its row that hold them. Decoding reads both
 * from the record's bytes; this is for rows, which have none.
 */
public final class RowIdentity {
  private final int idColumn;
  private final boolean numericId;
  private final int timeColumn;

  private RowIdentity(int idColumn, boolean numericId, int timeColumn) {
    this.idColumn = idColumn;
    this.numericId = numericId;
    this.timeColumn = timeColumn;
  }

  /**
   * Identity and time of a layout's rows.
   *
   * @param idColumn a STRING, INT or LONG column
   * @param timeColumn a TIMESTAMP column
   */
  public static RowIdentity of(Layout layout, int idColumn, int timeColumn) {
    ColumnType id = layout.column(idColumn).type();
    if (id != ColumnType.STRING && id != ColumnType.INT && id != ColumnType.LONG) {
      throw new IllegalArgumentException("no identity: " + layout.column(idColumn));
    }
    if (layout.column(timeColumn).type() != ColumnType.TIMESTAMP) {
      throw new IllegalArgumentException("no event time: " + layout.column(timeColumn));
    }
    return new RowIdentity(idColumn, id != ColumnType.STRING, timeColumn);
  }

  /** Sets the identity and the time of an event whose columns are filled; neither may be null. */
  public void restore(Event row) {
    if (numericId) {
      row.setId(row.getLong(idColumn));
    } else {
      row.setId(row.getString(idColumn));
    }
    row.setTimeMillis(Math.floorDiv(row.getLong(timeColumn), 1000L));
  }
}
