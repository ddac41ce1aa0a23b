package io.millrace.job.lake;

/** Takes the values of one column of a file, in the form that a row's slots have. */
interface Cell {
  /** A BOOLEAN as 0 or 1, an INT, LONG, TIMESTAMP (microseconds) or DATE (days). */
  void setLong(long value);

  void setDouble(double value);

  /** A STRING, BYTES or DECIMAL. */
  void setObject(Object value);
}
