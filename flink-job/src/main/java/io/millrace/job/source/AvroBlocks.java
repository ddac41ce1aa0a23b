package io.millrace.job.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.SeekableInput;

/**
 * The blocks of an Avro container file, in their order. Nothing is allocated for a length that the
 * file does not have, and a damaged block ends where the next marker stands.
 *
 * @see <a href="https://avro.apache.org/docs/1.11.1/specification/#object-container-files">Object
 *     container files</a>
 */
final class AvroBlocks implements Closeable {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int MARKER = 16;

  private final AvroInput in;
  private final Schema schema;
  private final AvroCodec codec;
  private final byte[] marker;

  /**
   * Reads the head of a file.
   *
   * @throws DamagedException when this is no Avro container file that can be read
   */
  AvroBlocks(SeekableInput file) throws IOException {
    this.in = new AvroInput(file);
    if (!Arrays.equals(in.readBytes(MAGIC.length), MAGIC)) {
      throw new DamagedException("does not begin as an Avro container file");
    }
    Map<String, byte[]> metadata = readMetadata();
    this.marker = in.readBytes(MARKER);
    this.schema = schema(metadata);
    this.codec = codec(metadata);
  }

  private Map<String, byte[]> readMetadata() throws IOException {
    Map<String, byte[]> metadata = new HashMap<>();
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        in.readLong(); // the length of the entries, for readers that pass over them
      }
      for (long left = Math.abs(count); left > 0; left--) {
        String key = new String(in.readBytes(in.readLong()), StandardCharsets.UTF_8);
        metadata.put(key, in.readBytes(in.readLong()));
      }
    }
    return metadata;
  }

  private static Schema schema(Map<String, byte[]> metadata) throws DamagedException {
    byte[] json = metadata.get("avro.schema");
    if (json == null) {
      throw new DamagedException("holds no Avro schema in its head");
    }
    try {
      return new Schema.Parser()
          .setValidate(false)
          .setValidateDefaults(false)
          .parse(new String(json, StandardCharsets.UTF_8));
    } catch (AvroRuntimeException e) {
      throw new DamagedException("holds a damaged Avro schema in its head", e);
    }
  }

  private static AvroCodec codec(Map<String, byte[]> metadata) throws DamagedException {
    byte[] name = metadata.get("avro.codec");
    try {
      return AvroCodec.of(name == null ? "null" : new String(name, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DamagedException("is compressed with " + e.getMessage(), e);
    }
  }

  /** The schema that the file was written with. */
  Schema schema() {
    return schema;
  }

  /** The next block, or null at the end of the file. */
  Block next() throws IOException {
    while (!in.isAtEnd()) {
      long start = in.position();
      try {
        long records = in.readLong();
        byte[] compressed = in.readBytes(in.readLong());
        if (!Arrays.equals(in.readBytes(MARKER), marker)) {
          throw new DamagedException("ends without its marker");
        }
        if (records < 0 || (records == 0 && compressed.length > 0)) {
          throw new DamagedException("counts no records");
        }
        if (records > 0) {
          return Block.of(records, decompress(compressed));
        }
      } catch (DamagedException e) {
        return damaged(start, e);
      }
    }
    return null;
  }

  private byte[] decompress(byte[] compressed) throws DamagedException {
    try {
      return codec.decompress(compressed);
    } catch (IOException | RuntimeException e) {
      throw new DamagedException("does not decompress", e);
    }
  }

  /** Everything from the start of a damaged block up to the next one. */
  private Block damaged(long start, DamagedException fault) throws IOException {
    in.seek(start);
    in.seekBehind(marker);
    long next = in.position();
    in.seek(start);
    byte[] raw = in.readBytes(Math.min(next - start, LineFile.LONGEST_LINE));
    in.seek(next);
    return Block.damaged(raw, "the container's block at byte " + start + ' ' + fault.getMessage());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Records behind each other, or the bytes of a block whose records cannot be told apart. */
  static final class Block {
    private final long records;
    private final byte[] content;
    private final String damage;

    private Block(long records, byte[] content, String damage) {
      this.records = records;
      this.content = content;
      this.damage = damage;
    }

    static Block of(long records, byte[] content) {
      return new Block(records, content, null);
    }

    static Block damaged(byte[] raw, String damage) {
      return new Block(0, raw, damage);
    }

    /** Number of records that the block says it has. */
    long records() {
      return records;
    }

    byte[] content() {
      return content;
    }

    /** What is wrong with the block; null when nothing is. */
    String damage() {
      return damage;
    }
  }
}
