package io.millrace.job.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Parquet files that a COPY manifest names from the folder that holds the buckets, as
 * Redshift reads them: by position, and of exactly the length that the manifest tells.
 */
final class CopySource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 1 << 16;

  private final Path buckets;

  CopySource(Path buckets) {
    this.buckets = buckets;
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

  /** Gives the rows of all files, in no order. */
  void rows(RedshiftSql.Copy copy, Sink sink) throws IOException, Refused {
    Path manifest = local(copy.manifest());
    if (!Files.exists(manifest)) {
      throw new Refused("The specified S3 object " + copy.manifest() + " does not exist");
    }
    for (JsonNode entry : JSON.readTree(manifest.toFile()).path("entries")) {
      String url = entry.path("url").asText();
      Path file = local(url);
      long length = entry.path("meta").path("content_length").asLong(-1);
      if (!Files.exists(file) && entry.path("mandatory").asBoolean()) {
        throw new Refused("File " + url + " is mandatory but does not exist");
      }
      if (Files.size(file) != length) {
        throw new Refused(
            "File " + url + " has " + Files.size(file) + " bytes, manifest says " + length);
      }
      Path csv = Files.createTempFile("copy", ".csv");
      try {
        write(url, file, copy.columns(), csv);
        try (InputStream in = Files.newInputStream(csv)) {
          for (byte[] part = in.readNBytes(CHUNK); part.length > 0; part = in.readNBytes(CHUNK)) {
            sink.take(part);
          }
        }
      } finally {
        Files.delete(csv);
      }
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

  private Path local(String url) {
    URI uri = URI.create(url);
    return buckets.resolve(uri.getHost()).resolve(uri.getPath().substring(1));
  }
}
