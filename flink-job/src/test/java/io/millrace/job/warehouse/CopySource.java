package io.millrace.job.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the Parquet files that a COPY manifest names, as Redshift reads them: by position, and of
 * exactly the length that the manifest tells.
 */
final class CopySource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 1 << 16;

  private final S3Objects objects;

  CopySource(S3Objects objects) {
    this.objects = objects;
  }

  /** Takes a part of the rows, as CSV. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] csv) throws IOException;
  }

  /** Why Redshift would not load the files. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Gives the rows of all files. */
  void rows(RedshiftSql.Copy copy, Sink sink) throws IOException, Refused {
    Path manifest = object("The specified S3 object", copy.manifest());
    List<JsonNode> entries = new ArrayList<>();
    JSON.readTree(manifest.toFile()).path("entries").forEach(entries::add);
    // The next file is read while the one before is sent.
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Path> next = null;
      for (int i = 0; i < entries.size(); i++) {
        Path csv = get(next == null ? read(reader, entries.get(i), copy) : next);
        next = i + 1 < entries.size() ? read(reader, entries.get(i + 1), copy) : null;
        send(csv, sink);
      }
    } finally {
      reader.shutdown();
    }
  }

  private Future<Path> read(ExecutorService reader, JsonNode entry, RedshiftSql.Copy copy) {
    return reader.submit(() -> csv(entry, copy.columns()));
  }

  private static Path get(Future<Path> csv) throws IOException, Refused {
    try {
      return csv.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refused) {
        throw (Refused) e.getCause();
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static void send(Path csv, Sink sink) throws IOException {
    try (InputStream in = Files.newInputStream(csv, StandardOpenOption.DELETE_ON_CLOSE)) {
      for (byte[] part = in.readNBytes(CHUNK); part.length > 0; part = in.readNBytes(CHUNK)) {
        sink.take(part);
      }
    }
  }

  /** The rows of one file, in a file that is to be deleted. */
  private Path csv(JsonNode entry, int columns) throws IOException, Refused {
    String url = entry.path("url").asText();
    Path file = object("File", url);
    long length = entry.path("meta").path("content_length").asLong(-1);
    if (Files.size(file) != length) {
      throw new Refused(
          "File " + url + " has " + Files.size(file) + " bytes, manifest says " + length);
    }
    Path csv = Files.createTempFile("copy", ".csv");
    try {
      write(url, file, columns, csv);
      return csv;
    } catch (Refused e) {
      Files.delete(csv);
      throw e;
    }
  }

  private static void write(String url, Path parquet, int columns, Path csv) throws Refused {
    String from =
        " FROM read_parquet(" + Sql.text(parquet.toString()) + ", hive_partitioning = false)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      List<String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("DESCRIBE SELECT *" + from)) {
        while (rows.next()) {
          String name = Sql.name(rows.getString(1));
          boolean bytes = rows.getString(2).equals("BLOB");
          values.add(bytes ? "'\\x' || hex(" + name + ")" : name);
        }
      }
      if (values.size() != columns) {
        throw new Refused(
            "Spectrum Scan Error: Unmatched number of columns between table and file. Table"
                + " columns: "
                + columns
                + ", Data columns: "
                + values.size()
                + ", File name: "
                + url);
      }
      statement.execute(
          "COPY (SELECT "
              + String.join(", ", values)
              + from
              + ") TO "
              + Sql.text(csv.toString())
              + " (FORMAT CSV, HEADER false)");
    } catch (SQLException e) {
      throw new Refused("Spectrum Scan Error: " + url + ": " + e.getMessage());
    }
  }

  private Path object(String what, String url) throws IOException, Refused {
    Optional<Path> file = objects.file(url);
    if (file.isEmpty()) {
      throw new Refused(what + ' ' + url + " does not exist");
    }
    return file.get();
  }
}
