package io.millrace.job.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.avro.file.BZip2Codec;
import org.apache.avro.file.Codec;
import org.apache.avro.file.ZstandardCodec;
import org.xerial.snappy.Snappy;

/**
 * Decompresses the blocks of an Avro container file. Unlike Avro's own codecs, those that write
 * files by default believe no length that a damaged block claims.
 */
@FunctionalInterface
interface AvroCodec {
  /** More than any writer puts into a block; what claims to be longer is damaged. */
  int LONGEST_BLOCK = 256 << 20;

  /**
   * The content of a block.
   *
   * @throws IOException when the block is damaged
   */
  byte[] decompress(byte[] block) throws IOException;

  /**
   * The codec of this name.
   *
   * @throws IOException when it is not known
   */
  static AvroCodec of(String name) throws IOException {
    switch (name) {
      case "null":
        return block -> block;
      case "deflate":
        return AvroCodec::inflate;
      case "snappy":
        return AvroCodec::unsnap;
      case "bzip2":
        return of(new BZip2Codec());
      case "zstandard":
        return of(new ZstandardCodec(ZstandardCodec.DEFAULT_COMPRESSION, false, false));
      default:
        throw new IOException("a codec that is not null, deflate, snappy, bzip2 or zstandard");
    }
  }

  private static AvroCodec of(Codec codec) {
    return block -> {
      ByteBuffer content = codec.decompress(ByteBuffer.wrap(block));
      int start = content.arrayOffset() + content.position();
      return Arrays.copyOfRange(content.array(), start, start + content.remaining());
    };
  }

  private static byte[] inflate(byte[] block) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(block);
      ByteArrayOutputStream content = new ByteArrayOutputStream(4 * block.length + 64);
      byte[] part = new byte[1 << 14];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        if (length == 0 && !inflater.finished()) {
          throw new IOException("the deflated block ends early");
        }
        content.write(part, 0, length);
        if (content.size() > LONGEST_BLOCK) {
          throw new IOException("the deflated block is longer than any");
        }
      }
      return content.toByteArray();
    } catch (DataFormatException e) {
      throw new IOException("the deflated block is damaged", e);
    } finally {
      inflater.end();
    }
  }

  /** Snappy, and behind it the CRC-32 of the content, big-endian. */
  private static byte[] unsnap(byte[] block) throws IOException {
    int length = block.length - Integer.BYTES;
    if (length <= 0) {
      throw new IOException("the snappy block has no content");
    }
    int claimed = Snappy.uncompressedLength(block, 0, length);
    if (claimed < 0 || claimed > LONGEST_BLOCK) {
      throw new IOException("the snappy block is longer than any");
    }
    byte[] content = new byte[claimed];
    Snappy.uncompress(block, 0, length, content, 0);
    CRC32 sum = new CRC32();
    sum.update(content);
    if ((int) sum.getValue() != ByteBuffer.wrap(block, length, Integer.BYTES).getInt()) {
      throw new IOException("the snappy block fails its checksum");
    }
    return content;
  }
}
