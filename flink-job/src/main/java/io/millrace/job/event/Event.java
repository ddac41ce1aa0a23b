package io.millrace.job.event;

import java.math.BigDecimal;

/**
 * An event on its way through the stream: the bytes it came as, where they came from, and the row
 * that the stages fill column by column (see {@link Layout}). Primitive values lie in {@code long}
 * slots, so that reading and writing one allocates nothing.
 *
 * <p>An event that is read back from the lake is its row alone: it has no bytes any more.
 *
 * <p>A column is null until it is set. Not thread-safe; a stage owns the event while it holds it.
 */
public final class Event {
  private static final byte[] NO_PAYLOAD = new byte[0];

  private final byte[] payload;
  private final long[] slots;
  private final Object[] refs;
  private final long[] present;

  private Origin origin;
  private long timeMillis;
  private boolean numericId;
  private long idNumber;
  private String id;
  private boolean late;
  private boolean history;
  private long brokenRules;
  private RulesetVersion ruleset;
  private EventTrace trace;
  private StoredLayout stored;

  /**
   * A row of {@code columns} columns, all null.
   *
   * @param payload the record's bytes; kept, not copied
   */
  public Event(byte[] payload, Origin origin, int columns) {
    this.payload = payload;
    this.origin = origin;
    this.slots = new long[columns];
    this.refs = new Object[columns];
    this.present = new long[(columns + 63) >>> 6];
  }

  /** An event of which only the row is left, as the lake keeps it; its columns are all null. */
  public static Event ofRow(Origin origin, int columns) {
    return new Event(NO_PAYLOAD, origin, columns);
  }

  /** A copy that shares the payload and the (immutable) values, but no storage. */
  public Event copy() {
    Event copy = new Event(payload, origin, slots.length);
    System.arraycopy(slots, 0, copy.slots, 0, slots.length);
    System.arraycopy(refs, 0, copy.refs, 0, refs.length);
    System.arraycopy(present, 0, copy.present, 0, present.length);
    copy.timeMillis = timeMillis;
    copy.numericId = numericId;
    copy.idNumber = idNumber;
    copy.id = id;
    copy.late = late;
    copy.history = history;
    copy.brokenRules = brokenRules;
    copy.ruleset = ruleset;
    copy.trace = trace;
    copy.stored = stored;
    return copy;
  }

  /** The record's original bytes; none when {@link #isRow}. Not to be changed. */
  public byte[] payload() {
    return payload;
  }

  /** True when only the row is left of the event: its fields are its columns, not its bytes. */
  public boolean isRow() {
    return payload == NO_PAYLOAD;
  }

  public Origin origin() {
    return origin;
  }

  public void setOrigin(Origin origin) {
    this.origin = origin;
  }

  /**
   * The layout that the event has by the state it was read from, which may be that of a former
   * definition of the pipeline; null: the pipeline's own.
   */
  public StoredLayout stored() {
    return stored;
  }

  public void setStored(StoredLayout stored) {
    this.stored = stored;
  }

  /** Number of columns. */
  public int size() {
    return slots.length;
  }

  /** Event time, milliseconds since the epoch. */
  public long timeMillis() {
    return timeMillis;
  }

  public void setTimeMillis(long timeMillis) {
    this.timeMillis = timeMillis;
  }

  /** Identity of the event, as text. */
  public String id() {
    if (id == null && numericId) {
      id = Long.toString(idNumber);
    }
    return id;
  }

  /** True when the identity is a number, so that equal event times order by {@link #idNumber}. */
  public boolean hasNumericId() {
    return numericId;
  }

  /** The identity as a number; only when {@link #hasNumericId}. */
  public long idNumber() {
    return idNumber;
  }

  public void setId(String id) {
    this.id = id;
    this.numericId = false;
  }

  public void setId(long idNumber) {
    this.idNumber = idNumber;
    this.numericId = true;
    this.id = null;
  }

  /**
   * True when the event came after a later one of its shard by more than the pipeline's ordering.
   */
  public boolean isLate() {
    return late;
  }

  public void setLate(boolean late) {
    this.late = late;
  }

  /**
   * True when the event was processed by a run before this one: it fills the state of the stages
   * and goes no further.
   */
  public boolean isHistory() {
    return history;
  }

  public void setHistory(boolean history) {
    this.history = history;
  }

  /** Row rules that the event breaks: bit i stands for the ruleset's i-th row rule. */
  public long brokenRules() {
    return brokenRules;
  }

  public void setBrokenRules(long brokenRules) {
    this.brokenRules = brokenRules;
  }

  /**
   * The ruleset that the event was judged by, where one took the place of the pipeline's own; null:
   * the pipeline's own.
   */
  public RulesetVersion ruleset() {
    return ruleset;
  }

  public void setRuleset(RulesetVersion ruleset) {
    this.ruleset = ruleset;
  }

  /** The trace that the stages tell of; null for an event that is not sampled. */
  public EventTrace trace() {
    return trace;
  }

  public void setTrace(EventTrace trace) {
    this.trace = trace;
  }

  public boolean isNull(int column) {
    return (present[column >>> 6] & (1L << column)) == 0;
  }

  public void setNull(int column) {
    present[column >>> 6] &= ~(1L << column);
    refs[column] = null;
  }

  /** INT, LONG, TIMESTAMP (microseconds) or DATE (days) value. */
  public long getLong(int column) {
    return slots[column];
  }

  public void setLong(int column, long value) {
    slots[column] = value;
    present[column >>> 6] |= 1L << column;
  }

  public double getDouble(int column) {
    return Double.longBitsToDouble(slots[column]);
  }

  public void setDouble(int column, double value) {
    setLong(column, Double.doubleToRawLongBits(value));
  }

  public boolean getBoolean(int column) {
    return slots[column] != 0;
  }

  public void setBoolean(int column, boolean value) {
    setLong(column, value ? 1 : 0);
  }

  /** Takes a column of another event, of the same type. */
  public void copyColumn(Event from, int theirs, int column) {
    slots[column] = from.slots[theirs];
    refs[column] = from.refs[theirs];
    if (from.isNull(theirs)) {
      setNull(column);
    } else {
      present[column >>> 6] |= 1L << column;
    }
  }

  /** A STRING, BYTES or DECIMAL value; null when the column is null. */
  public Object getObject(int column) {
    return refs[column];
  }

  public String getString(int column) {
    return (String) refs[column];
  }

  public byte[] getBytes(int column) {
    return (byte[]) refs[column];
  }

  public BigDecimal getDecimal(int column) {
    return (BigDecimal) refs[column];
  }

  /** Sets a STRING, BYTES or DECIMAL value; null makes the column null. */
  public void setObject(int column, Object value) {
    if (value == null) {
      setNull(column);
    } else {
      refs[column] = value;
      present[column >>> 6] |= 1L << column;
    }
  }
}
