package io.millrace.cli.trace;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * One pass through an input file, with Avro's own reader or Java's own lines, so that it shares
 * nothing with the job's.
 */
final class InputPass {
  private InputPass() {}

  /** Takes a record that was asked for. */
  @FunctionalInterface
  interface Taker {
    void take(long ordinal, byte[] bytes);
  }

  /** Hands out the records of these ordinals, counted from 0. */
  static void over(Path file, Collection<Long> ordinals, Taker taker) throws IOException {
    TreeSet<Long> wanted = new TreeSet<>(ordinals);
    if (file.toString().endsWith(".avro")) {
      avro(file, wanted, taker);
    } else {
      lines(file, wanted, taker);
    }
  }

  private static void avro(Path file, TreeSet<Long> wanted, Taker taker) throws IOException {
    GenericDatumReader<GenericRecord> datum = new GenericDatumReader<>();
    try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), datum)) {
      GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(reader.getSchema());
      long ordinal = 0;
      while (ordinal <= wanted.last() && reader.hasNext()) {
        ByteBuffer block = reader.nextBlock();
        BinaryDecoder decoder =
            DecoderFactory.get()
                .binaryDecoder(
                    block.array(), block.arrayOffset() + block.position(), block.remaining(), null);
        for (long left = reader.getBlockCount(); left > 0; left--, ordinal++) {
          GenericRecord record = next(datum, decoder);
          if (record == null) {
            ordinal++; // all that is left of the block is one record, which is damaged
            break;
          }
          if (wanted.contains(ordinal)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(record, encoder);
            encoder.flush();
            taker.take(ordinal, bytes.toByteArray());
          }
        }
      }
    }
  }

  /** Null when the record is damaged. */
  private static GenericRecord next(
      GenericDatumReader<GenericRecord> datum, BinaryDecoder decoder) {
    try {
      return datum.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static void lines(Path file, TreeSet<Long> wanted, Taker taker) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw,
                    StandardCharsets.UTF_8))) {
      long ordinal = 0;
      for (String line = reader.readLine();
          line != null && ordinal <= wanted.last();
          line = reader.readLine()) {
        if (line.isEmpty()) {
          continue;
        }
        if (wanted.contains(ordinal)) {
          taker.take(ordinal, line.getBytes(StandardCharsets.UTF_8));
        }
        ordinal++;
      }
    }
  }
}
