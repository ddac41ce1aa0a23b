package io.millrace.job.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.lake.LakeFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Amazon Redshift: COPY from S3 with a manifest, so that exactly the named files are loaded, each
 * of exactly its length. COPY maps Parquet columns by position, hence the list of columns.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html">COPY
 *     from columnar data formats</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html">
 *     COPY manifests</a>
 */
public final class RedshiftDialect implements WarehouseDialect {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The widest that Redshift declares. */
  private static final String TEXT = "VARCHAR(65535)";

  private static final String BYTES = "VARBYTE(1024000)";

  private final String iamRole;

  /**
   * @param iamRole ARN of the role with which the warehouse reads the lake
   */
  public RedshiftDialect(String iamRole) {
    this.iamRole = Objects.requireNonNull(iamRole);
  }

  @Override
  public List<String> prepareSession() {
    return List.of();
  }

  @Override
  public String declaredType(TableSpec.Field field) {
    switch (field.type()) {
      case BOOLEAN:
        return "BOOLEAN";
      case INT:
        return "INTEGER";
      case LONG:
        return "BIGINT";
      case DOUBLE:
        return "DOUBLE PRECISION";
      case TIMESTAMP:
        return "TIMESTAMP";
      case DATE:
        return "DATE";
      case STRING:
        return TEXT;
      case BYTES:
        return BYTES;
      case DECIMAL:
        return "DECIMAL(" + field.precision() + "," + field.scale() + ")";
    }
    throw new IllegalArgumentException("no type for " + field);
  }

  @Override
  public String catalogType(TableSpec.Field field) {
    switch (field.type()) {
      case TIMESTAMP:
        return "timestamp without time zone";
      case STRING:
        return "character varying";
      case BYTES:
        return "binary varying";
      case DECIMAL:
        return "numeric(" + field.precision() + "," + field.scale() + ")";
      default:
        return declaredType(field);
    }
  }

  /**
   * With the keys that the table asks for. Encodings are left to Redshift, which picks one for each
   * column from its values and changes it as they do.
   */
  @Override
  public String createTable(TableSpec table) {
    StringBuilder sql = new StringBuilder(WarehouseDialect.super.createTable(table));
    table
        .distributedBy()
        .ifPresent(key -> sql.append(" DISTSTYLE KEY DISTKEY (").append(Sql.name(key)).append(')'));
    table.sortedBy().ifPresent(key -> sql.append(" SORTKEY (").append(Sql.name(key)).append(')'));
    return sql.append(" ENCODE AUTO").toString();
  }

  @Override
  public Optional<String> lock(String ledger) {
    return Optional.of("LOCK TABLE " + Sql.name(ledger));
  }

  @Override
  public Optional<byte[]> copyManifest(List<LakeFile> files) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode entries = root.putArray("entries");
    for (LakeFile file : files) {
      ObjectNode entry = entries.addObject();
      entry.put("url", s3(file.path())).put("mandatory", true);
      entry.putObject("meta").put("content_length", file.bytes());
    }
    try {
      return Optional.of(JSON.writeValueAsBytes(root));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  @Override
  public String load(
      String table, List<String> columns, List<LakeFile> files, String copyManifest) {
    return "COPY "
        + Sql.name(table)
        + " ("
        + Sql.names(columns)
        + ") FROM "
        + text(s3(copyManifest))
        + " IAM_ROLE "
        + text(iamRole)
        + " FORMAT AS PARQUET MANIFEST";
  }

  @Override
  public Optional<String> lastLoadCount() {
    return Optional.of("SELECT pg_last_copy_count()");
  }

  /** None: within the transaction only the sum of a COPY can be asked for. */
  @Override
  public Optional<String> rowCounts(List<LakeFile> files) {
    return Optional.empty();
  }

  /** Flink also knows S3 under the names of Hadoop's file systems. */
  private static String s3(String path) {
    return path.replaceFirst("^s3[an]://", "s3://");
  }

  /** Unlike standard SQL, Redshift takes a backslash in a text for an escape. */
  private static String text(String value) {
    return Sql.text(value.replace("\\", "\\\\"));
  }
}
