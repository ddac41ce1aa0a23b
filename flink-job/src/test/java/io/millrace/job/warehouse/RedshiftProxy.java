package io.millrace.job.warehouse;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the Redshift driver and PostgreSQL, on loopback, and makes up for where the two
 * differ: the startup message, COPY from S3, and what Redshift has not. All else goes through as it
 * is, so locks, snapshots, commits and cancellations are those of a real database.
 *
 * @see <a href="https://www.postgresql.org/docs/16/protocol-message-formats.html">Message
 *     formats</a>
 */
final class RedshiftProxy implements Closeable {
  private final ServerSocket listener;
  private final int databasePort;
  private final RedshiftSql sql;
  private final CopySource copies;
  private final Set<ProxiedSession> sessions = ConcurrentHashMap.newKeySet();

  /**
   * Listens on a free port of loopback.
   *
   * @param databasePort of PostgreSQL on loopback
   * @param sql sees every statement, and may replace or hold it
   * @param copies where COPY takes the rows from
   */
  RedshiftProxy(int databasePort, RedshiftSql sql, CopySource copies) throws IOException {
    this.databasePort = databasePort;
    this.sql = sql;
    this.copies = copies;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("redshift-proxy", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sessions.forEach(ProxiedSession::close);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket database = new Socket(InetAddress.getLoopbackAddress(), databasePort);
        client.setTcpNoDelay(true);
        database.setTcpNoDelay(true);
        ProxiedSession session = new ProxiedSession(client, database, sql, copies);
        sessions.add(session);
        start(
            "redshift-proxy-client",
            () -> {
              session.serveClient();
              sessions.remove(session);
            });
        start("redshift-proxy-database", session::serveDatabase);
      } catch (IOException e) {
        // Closed, or a client that went away: the next one may come.
      }
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
