package io.millrace.job.event;

import java.util.Objects;

/**
 * Where a record came from: the stream and shard with its sequence number, or the input and file
 * with the record's ordinal, and when it arrived. Immutable.
 */
public final class Origin {
  private final String stream;
  private final String shard;
  private final String sequence;
  private final long ordinal;
  private final long arrivalMillis;

  private Origin(String stream, String shard, String sequence, long ordinal, long arrivalMillis) {
    this.stream = Objects.requireNonNull(stream);
    this.shard = Objects.requireNonNull(shard);
    this.sequence = sequence;
    this.ordinal = ordinal;
    this.arrivalMillis = arrivalMillis;
  }

  /** A record of a Kinesis shard. */
  public static Origin ofShard(String stream, String shard, String sequence, long arrivalMillis) {
    return new Origin(stream, shard, Objects.requireNonNull(sequence), -1, arrivalMillis);
  }

  /** A record of a file, counted from 0. */
  public static Origin ofFile(String input, String file, long ordinal, long arrivalMillis) {
    return new Origin(input, file, null, ordinal, arrivalMillis);
  }

  /** Stream name, or the file's folder. */
  public String stream() {
    return stream;
  }

  /** Shard id, or file name. */
  public String shard() {
    return shard;
  }

  /** Whether both records come from the same shard or file. */
  public boolean isSameShard(Origin other) {
    return shard.equals(other.shard) && stream.equals(other.stream);
  }

  /** Sequence number, or ordinal in the file; for files built on each call, not kept. */
  public String sequence() {
    return sequence != null ? sequence : Long.toString(ordinal);
  }

  /** Ordinal in the file, or -1 for a record of a shard. */
  public long ordinal() {
    return ordinal;
  }

  /** When the stream took the record, or the file was read; milliseconds since the epoch. */
  public long arrivalMillis() {
    return arrivalMillis;
  }
}
