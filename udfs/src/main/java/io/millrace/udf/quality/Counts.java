package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Number of events, and of those that meet a condition, such as having a value. */
public final class Counts implements Statistic {
  private long events;
  private long met;

  /** Adds one event. */
  public void update(boolean meets) {
    events++;
    if (meets) {
      met++;
    }
  }

  /** Number of events, whether or not they meet it. */
  public long events() {
    return events;
  }

  /** Number of events that meet the condition. */
  public long met() {
    return met;
  }

  /** Share of events that meet the condition; NaN of none. */
  public double share() {
    return events == 0 ? Double.NaN : (double) met / events;
  }

  @Override
  public void merge(Statistic other) {
    events += ((Counts) other).events;
    met += ((Counts) other).met;
  }

  @Override
  public int heapBytes() {
    return 32;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out);
    StateFormat.writeCount(events, out);
    StateFormat.writeCount(met, out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Counts", in);
    events = StateFormat.readCount(in);
    met = StateFormat.readCount(in);
  }
}
