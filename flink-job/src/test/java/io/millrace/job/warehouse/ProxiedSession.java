package io.millrace.job.warehouse;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One connection through {@link RedshiftProxy}; one thread for each direction. */
final class ProxiedSession {
  private static final int CANCEL = 80877102;
  private static final int TLS = 80877103;
  private static final int GSS = 80877104;

  /** Messages that the driver waits for an answer to, or sends last: Sync, Flush, Query, … */
  private static final String ANSWERED = "SHQXp";

  /** What the Redshift driver tells its server and PostgreSQL takes for unknown settings. */
  private static final Set<String> ONLY_REDSHIFT =
      Set.of(
          "driver_version",
          "os_version",
          "plugin_name",
          "client_protocol_version",
          "driver_discovery_version");

  private final Socket client;
  private final Socket database;
  private final RedshiftSql sql;
  private final CopySource copies;
  private final Map<String, RedshiftSql.Statement> statements = new HashMap<>();
  private final Map<String, RedshiftSql.Statement> portals = new HashMap<>();
  private volatile long lastCopyCount;

  ProxiedSession(Socket client, Socket database, RedshiftSql sql, CopySource copies) {
    this.client = client;
    this.database = database;
    this.sql = sql;
    this.copies = copies;
  }

  void close() {
    closeQuietly(client);
    closeQuietly(database);
  }

  /** Passes on what the driver sends, until it ends the connection. */
  void serveClient() {
    try (DataInputStream in = in(client);
        DataOutputStream out = out(database)) {
      if (startup(in, out)) {
        for (int type = in.read(); type >= 0; type = in.read()) {
          byte[] body = in.readNBytes(in.readInt() - 4);
          passOn((char) type, body, out);
          if (ANSWERED.indexOf(type) >= 0) {
            out.flush();
          }
        }
      }
    } catch (IOException e) {
      // The other end is gone; so is this one, now.
    } finally {
      close();
    }
  }

  /** Passes on what the database answers, until it ends the connection. */
  void serveDatabase() {
    try (DataInputStream in = in(database);
        DataOutputStream out = out(client)) {
      for (int type = in.read(); type >= 0; type = in.read()) {
        byte[] body = in.readNBytes(in.readInt() - 4);
        if (type == 'C') {
          String tag = text(ByteBuffer.wrap(body));
          if (tag.startsWith("COPY ")) {
            lastCopyCount = Long.parseLong(tag.substring(5));
          }
          if (sql.losesAnswer(tag)) {
            return;
          }
        }
        if (type != 'G') { // the answer to COPY FROM STDIN, which the driver never sent
          write(out, (char) type, body);
        }
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // As above.
    } finally {
      close();
    }
  }

  /** Answers requests for encryption with no; false for a request to cancel, which is all. */
  private boolean startup(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] body = in.readNBytes(in.readInt() - 4);
      int code = ByteBuffer.wrap(body).getInt();
      if (code == TLS || code == GSS) {
        client.getOutputStream().write('N');
        continue;
      }
      byte[] kept = code == CANCEL ? body : withoutRedshiftSettings(body);
      out.writeInt(kept.length + 4);
      out.write(kept);
      out.flush();
      return code != CANCEL;
    }
  }

  private static byte[] withoutRedshiftSettings(byte[] startup) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(startup);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(in.getInt());
    for (String key = text(in); !key.isEmpty(); key = text(in)) {
      String value = text(in);
      if (!ONLY_REDSHIFT.contains(key)) {
        writeText(out, key);
        writeText(out, value);
      }
    }
    out.writeByte(0);
    return bytes.toByteArray();
  }

  private void passOn(char type, byte[] body, DataOutputStream out) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(body);
    switch (type) {
      case 'P' -> {
        String name = text(in);
        RedshiftSql.Statement statement = sql.translate(text(in), lastCopyCount);
        statements.put(name, statement);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream parse = new DataOutputStream(bytes);
        writeText(parse, name);
        writeText(parse, statement.forPostgres());
        parse.write(body, in.position(), in.remaining());
        write(out, type, bytes.toByteArray());
      }
      case 'B' -> {
        portals.put(text(in), statements.get(text(in)));
        write(out, type, body);
      }
      case 'E' -> execute(portals.get(text(in)), type, body, out);
      case 'Q' -> {
        RedshiftSql.Statement statement = sql.translate(text(in), lastCopyCount);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeText(new DataOutputStream(bytes), statement.forPostgres());
        execute(statement, type, bytes.toByteArray(), out);
      }
      default -> write(out, type, body);
    }
  }

  /**
   * The database takes copied rows right behind the message that starts the copy, ignores them
   * after an error, and needs no one to wait for its answer in between.
   */
  private void execute(
      RedshiftSql.Statement statement, char type, byte[] body, DataOutputStream out)
      throws IOException {
    if (statement == null) {
      write(out, type, body);
      return;
    }
    if (sql.mayStop()) {
      out.flush(); // what came before is done when the test goes on
    }
    if (!sql.executes(statement.asWritten())) {
      throw new IOException("cut by the test");
    }
    write(out, type, body);
    Optional<RedshiftSql.Copy> copy = statement.copy();
    if (copy.isPresent()) {
      try {
        copies.rows(copy.get(), rows -> write(out, 'd', rows));
        write(out, 'c', new byte[0]);
      } catch (CopySource.Refused e) {
        ByteArrayOutputStream reason = new ByteArrayOutputStream();
        writeText(new DataOutputStream(reason), e.getMessage());
        write(out, 'f', reason.toByteArray());
      }
    }
  }

  private static void write(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(body.length + 4);
    out.write(body);
  }

  private static String text(ByteBuffer in) {
    int start = in.position();
    while (in.get() != 0) {
      // up to the terminating zero
    }
    return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  private static DataOutputStream out(Socket socket) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
