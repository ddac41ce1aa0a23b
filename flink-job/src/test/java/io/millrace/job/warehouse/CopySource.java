package io.millrace.job.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads the Parquet files that a COPY manifest names, as Redshift reads them: by position, and of
 * exactly the length that the manifest tells. One thread reads while another sends, with a bounded
 * number of chunks between the two.
 */
final class CopySource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNKS_BETWEEN = 64;
  private static final byte[] END = new byte[0];

  private final S3Objects objects;

  CopySource(S3Objects objects) {
    this.objects = objects;
  }

  /** Takes a part of the rows, as COPY takes them in its binary format. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] rows) throws IOException;
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
    Reading reading = new Reading(entries, copy.columns());
    Thread reader = new Thread(reading, "copy-source");
    reader.setDaemon(true);
    reader.start();
    try {
      sink.take(BinaryRows.head());
      for (byte[] chunk = reading.next(); chunk != END; chunk = reading.next()) {
        sink.take(chunk);
      }
      sink.take(BinaryRows.foot());
    } finally {
      reader.interrupt();
    }
  }

  /** Reads one file after the other. */
  private final class Reading implements Runnable {
    private final List<JsonNode> entries;
    private final int columns;
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_BETWEEN);
    private volatile Exception failure;

    Reading(List<JsonNode> entries, int columns) {
      this.entries = entries;
      this.columns = columns;
    }

    @Override
    public void run() {
      try {
        try {
          for (JsonNode entry : entries) {
            read(entry, columns, chunks::put);
          }
        } catch (IOException | SQLException | Refused | RuntimeException e) {
          failure = e;
        }
        chunks.put(END);
      } catch (InterruptedException e) {
        // Nobody takes the rest.
      }
    }

    byte[] next() throws IOException, Refused {
      byte[] chunk;
      try {
        chunk = chunks.take();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      if (chunk == END && failure instanceof Refused) {
        throw (Refused) failure;
      }
      if (chunk == END && failure != null) {
        throw new IOException(failure);
      }
      return chunk;
    }
  }

  private void read(JsonNode entry, int columns, BinaryRows.Sink sink)
      throws IOException, SQLException, Refused, InterruptedException {
    String url = entry.path("url").asText();
    Path file = object("File", url);
    long length = entry.path("meta").path("content_length").asLong(-1);
    if (Files.size(file) != length) {
      throw new Refused(
          "File " + url + " has " + Files.size(file) + " bytes, manifest says " + length);
    }
    String from =
        " FROM read_parquet(" + Sql.text(file.toString()) + ", hive_partitioning = false)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      List<BinaryRows.Kind> kinds = new ArrayList<>();
      List<String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("DESCRIBE SELECT *" + from)) {
        while (rows.next()) {
          BinaryRows.Kind kind = BinaryRows.Kind.of(rows.getString(2));
          kinds.add(kind);
          values.add(kind.selected(Sql.name(rows.getString(1))));
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
      stream(statement, "SELECT " + String.join(", ", values) + from, kinds, sink);
    } catch (SQLException e) {
      throw new Refused("Spectrum Scan Error: " + url + ": " + e.getMessage());
    }
  }

  private static void stream(
      Statement statement, String query, List<BinaryRows.Kind> kinds, BinaryRows.Sink sink)
      throws SQLException, IOException, InterruptedException {
    try (ResultSet rows = statement.executeQuery(query)) {
      new BinaryRows(kinds).write(rows, sink);
    }
  }

  private Path object(String what, String url) throws IOException, Refused {
    Optional<Path> file = objects.file(url);
    if (file.isEmpty()) {
      throw new Refused(what + " " + url + " does not exist");
    }
    return file.get();
  }
}
