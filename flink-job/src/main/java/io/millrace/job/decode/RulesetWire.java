package io.millrace.job.decode;

import io.millrace.job.event.RulesetVersion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Ships the name of a ruleset: its number and its hash. Belongs to one thread, and makes one object
 * for all events of a ruleset that come in a row.
 */
final class RulesetWire {
  private RulesetVersion written;
  private long writtenHash;
  private RulesetVersion read;
  private long readHash;

  void write(RulesetVersion ruleset, DataOutput out) throws IOException {
    if (ruleset != written) {
      written = ruleset;
      writtenHash = Long.parseUnsignedLong(ruleset.hash, 16);
    }
    out.writeInt(ruleset.version);
    out.writeLong(writtenHash);
  }

  RulesetVersion read(DataInput in) throws IOException {
    int version = in.readInt();
    long hash = in.readLong();
    if (read == null || read.version != version || readHash != hash) {
      read = new RulesetVersion(version, String.format("%016x", hash), null);
      readHash = hash;
    }
    return read;
  }
}
