package io.millrace.job.lineage;

import io.openlineage.client.utils.DatasetIdentifier;
import io.openlineage.client.utils.filesystem.FilesystemDatasetUtils;
import io.openlineage.client.utils.jdbc.JdbcDatasetUtils;
import java.io.Serializable;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * Identity of a dataset in OpenLineage: the namespace of its source and a name there. Immutable.
 *
 * @see <a href="https://openlineage.io/docs/spec/naming">Naming conventions</a>
 */
public final class DatasetName implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Pattern REDSHIFT =
      Pattern.compile("jdbc:redshift(?::iam)?://([^:/?]+)(?::(\\d+))?/([^?;]+).*");

  /** Cluster or workgroup, and region, of a Redshift host. */
  private static final Pattern CLUSTER =
      Pattern.compile("([^.]+)\\..*?([a-z]{2}(?:-[a-z]+)+-\\d)\\.redshift.*");

  private final String namespace;
  private final String name;

  public DatasetName(String namespace, String name) {
    this.namespace = Objects.requireNonNull(namespace);
    this.name = Objects.requireNonNull(name);
  }

  /** A file or folder of any file system: {@code s3://bucket} and the key, or {@code file}. */
  public static DatasetName ofPath(String location) {
    DatasetIdentifier id = FilesystemDatasetUtils.fromLocation(new Path(location).toUri());
    return new DatasetName(id.getNamespace(), id.getName());
  }

  /**
   * A stream by its ARN: {@code arn:aws:kinesis:region:account} and {@code stream/name}.
   *
   * @throws IllegalArgumentException when the text is no ARN of a stream
   */
  public static DatasetName ofStream(String arn) {
    int end = arn.lastIndexOf(':');
    if (!arn.startsWith("arn:") || !arn.startsWith("stream/", end + 1)) {
      throw new IllegalArgumentException(
          "expected the ARN of a stream, arn:aws:kinesis:REGION:ACCOUNT:stream/NAME, got " + arn);
    }
    return new DatasetName(arn.substring(0, end), arn.substring(end + 1));
  }

  /** A table of a warehouse by its JDBC URL, of which no credentials are kept. */
  public static DatasetName ofTable(String jdbcUrl, String table) {
    Matcher redshift = REDSHIFT.matcher(jdbcUrl);
    if (redshift.matches()) {
      Matcher cluster = CLUSTER.matcher(redshift.group(1));
      String host =
          cluster.matches() ? cluster.group(1) + '.' + cluster.group(2) : redshift.group(1);
      String port = redshift.group(2) == null ? "5439" : redshift.group(2);
      return new DatasetName(
          "redshift://" + host + ':' + port, redshift.group(3) + ".public." + table);
    }
    DatasetIdentifier id = JdbcDatasetUtils.getDatasetIdentifier(jdbcUrl, table, new Properties());
    return new DatasetName(id.getNamespace(), id.getName());
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return namespace + ' ' + name;
  }
}
