package io.millrace.job.decode;

import io.millrace.job.event.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads origins. Runs of records share their stream and shard, so both sides keep the
 * last name instead of encoding it again. One instance serves one thread.
 */
final class OriginWire {
  private final Name stream = new Name();
  private final Name shard = new Name();

  void write(Origin origin, DataOutputView out) throws IOException {
    stream.write(origin.stream(), out);
    shard.write(origin.shard(), out);
    out.writeLong(origin.ordinal());
    if (origin.ordinal() < 0) {
      out.writeUTF(origin.sequence());
    }
    out.writeLong(origin.arrivalMillis());
  }

  Origin read(DataInputView in) throws IOException {
    String streamName = stream.read(in);
    String shardName = shard.read(in);
    long ordinal = in.readLong();
    String sequence = ordinal < 0 ? in.readUTF() : null;
    long arrival = in.readLong();
    return ordinal < 0
        ? Origin.ofShard(streamName, shardName, sequence, arrival)
        : Origin.ofFile(streamName, shardName, ordinal, arrival);
  }

  private static final class Name {
    private String text = "";
    private byte[] utf8 = new byte[0];
    private byte[] buffer = new byte[64];

    void write(String name, DataOutputView out) throws IOException {
      if (!name.equals(text)) {
        text = name;
        utf8 = name.getBytes(StandardCharsets.UTF_8);
      }
      out.writeShort(utf8.length);
      out.write(utf8);
    }

    String read(DataInputView in) throws IOException {
      int length = in.readUnsignedShort();
      if (buffer.length < length) {
        buffer = new byte[length];
      }
      in.readFully(buffer, 0, length);
      if (!Arrays.equals(buffer, 0, length, utf8, 0, utf8.length)) {
        utf8 = Arrays.copyOf(buffer, length);
        text = new String(utf8, StandardCharsets.UTF_8);
      }
      return text;
    }
  }
}
