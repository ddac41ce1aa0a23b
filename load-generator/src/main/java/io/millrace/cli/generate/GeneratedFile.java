package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;

/** Where generated records go, and in which encoding; the file's name says both. */
final class GeneratedFile {
  /** Encodings that can be generated. */
  enum Format {
    AVRO,
    JSON
  }

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final Format format;

  private GeneratedFile(Path path, Format format) {
    this.path = path;
    this.format = format;
  }

  /**
   * @param wanted the encoding that the user asked for, or null to follow the file's name
   * @throws UserException when the name does not say what it is, or says something else
   */
  static GeneratedFile of(Path path, Format wanted) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean avro = name.endsWith(".avro");
    if (!avro && !name.endsWith(".ndjson") && !name.endsWith(".ndjson.gz")) {
      throw new UserException(
          "--out must end in .avro, .ndjson or .ndjson.gz, got " + path.getFileName());
    }
    Format format = avro ? Format.AVRO : Format.JSON;
    if (wanted != null && wanted != format) {
      throw new UserException(
          "--format " + wanted + " does not go with --out " + path.getFileName() + "; drop one");
    }
    return new GeneratedFile(path, format);
  }

  Path path() {
    return path;
  }

  /** The manifest's place, beside the file. */
  Path manifest() {
    return path.resolveSibling(path.getFileName() + ".manifest.json");
  }

  Format format() {
    return format;
  }

  PaymentFormat encoding() {
    return format == Format.AVRO ? new AvroFormat() : new JsonFormat();
  }

  /** Opens {@code to}, which takes this file's name when it is whole. */
  RecordFile open(Path to, Schema schema, Draws draws) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), BUFFER);
    if (format == Format.AVRO) {
      return new AvroFile(schema, out, draws.bytes(16));
    }
    boolean gzip = path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    return new LineFile(
        gzip ? new BufferedOutputStream(new GZIPOutputStream(out, BUFFER), BUFFER) : out);
  }
}
