package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Answers where a row, a dead letter or a quarantined event came from. For one thread. */
final class Tracer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunOutputs run;
  private final LakeRows lake;
  private final SourceRecords source;
  private final RowPage page;
  private final Refusals refusals;
  private final Loads loads;
  private final Redrives redrives;
  private final WindowVerdicts windows;

  Tracer(RunOutputs run, boolean showPersonal) throws IOException {
    Mask mask = Mask.of(run.pipeline(), showPersonal);
    this.run = run;
    this.lake = new LakeRows(run);
    this.source = new SourceRecords(run.pipeline());
    this.page = new RowPage(run, lake, source, mask);
    this.redrives = new Redrives(run);
    this.refusals = new Refusals(run, source, redrives, mask);
    this.loads = new Loads(run);
    this.windows = new WindowVerdicts(run, showPersonal);
  }

  /** Bytes of the origin columns in the lake, in percent of those of all others. */
  double originPercent() throws SQLException {
    long origin = lake.bytesFrom(run.pipeline().originColumn());
    long others = lake.bytesFrom(0) - origin;
    return others == 0 ? 0 : 100.0 * origin / others;
  }

  LakeRows lake() {
    return lake;
  }

  RowPage page() {
    return page;
  }

  /**
   * All that is known of an identity, or of a record.
   *
   * @param id identity of the event, or {@code SHARD#SEQUENCE} of its record
   * @throws UserException when nothing is known of it
   */
  ObjectNode trace(String id) throws SQLException, IOException {
    Optional<Origin> record = record(id);
    ObjectNode told = JSON.createObjectNode();
    told.put("id", id);
    told.put("pipeline", run.pipeline().name());
    told.put("folder", run.folder().toString());
    told.put("run", run.record().runId().toString());
    if (!run.record().pipelineHash().equals(run.pipeline().hash())) {
      told.put(
          "pipeline_differs",
          "the pipeline folder has changed since the run began: hash "
              + run.record().pipelineHash()
              + " then, "
              + run.pipeline().hash()
              + " now");
    }
    List<LakeRow> rows =
        record.isPresent()
            ? lake.ofRecord(record.get().shard(), record.get().sequence())
            : lake.ofId(id);
    if (rows.isEmpty() && record.isEmpty()) {
      rows = lake.loadedOfId(id);
    }
    ArrayNode pages = told.putArray("rows");
    for (LakeRow row : rows) {
      ObjectNode one = pages.addObject();
      one.put("id", row.event().id());
      byte[] bytes = page.tell(row, one).record();
      if (bytes != null) {
        redrives.tell(Mask.sha256(bytes), one.putArray("redrives"));
      }
      windows.tell(row.event(), one.putArray("windows"));
      rescores(row.event(), one.putArray("rescores"));
    }
    ArrayNode refused = told.putArray("refused");
    refusals.tell(id, record, refused);
    if (pages.size() + refused.size() == 0) {
      throw new UserException(nothing(id));
    }
    if (pages.size() > 1) {
      told.put(
          "repeated",
          "the id is there "
              + pages.size()
              + " times: as often, its record was read and none of them was dropped as a"
              + " duplicate, e.g. after a redrive or later than 'deduplicate' allows");
    }
    return told;
  }

  /** {@code SHARD#SEQUENCE}, as pages name records. */
  private static Optional<Origin> record(String id) {
    int at = id.lastIndexOf('#');
    return at > 0 && at < id.length() - 1
        ? Optional.of(Origin.ofShard("", id.substring(0, at), id.substring(at + 1), 0))
        : Optional.empty();
  }

  private String nothing(String id) throws SQLException {
    Pipeline pipeline = run.pipeline();
    int expired = loads.expired().size();
    return "nothing is known of '"
        + id
        + "' in "
        + run.folder()
        + ": looked in lake, warehouse"
        + run.warehouseFault().map(fault -> " (not asked: " + fault + ")").orElse("")
        + ", quarantine and dead letters"
        + (expired > 0 ? "; " + expired + " files of the lake have expired" : "")
        + "; give a value of "
        + pipeline.layout().column(pipeline.identityColumn()).name()
        + ", or SHARD#SEQUENCE of a record that had no identity or was dropped as a duplicate of"
        + " another";
  }

  /** New scores that the row was given since. */
  private void rescores(Event row, ArrayNode into) throws SQLException, IOException {
    List<Path> files = run.files(RunOutputs.RESCORED);
    if (files.isEmpty()) {
      return;
    }
    String id = run.pipeline().layout().column(run.pipeline().identityColumn()).name();
    String sql =
        "SELECT score, score_source, model_variant, model_version, inference_ms, filename FROM "
            + RunOutputs.rows(files)
            + " WHERE CAST("
            + Sql.name(id)
            + " AS VARCHAR) = ? AND origin_stream = ? AND origin_shard = ? AND origin_sequence = ?"
            + " ORDER BY filename";
    try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
      query.setString(1, row.id());
      query.setString(2, row.origin().stream());
      query.setString(3, row.origin().shard());
      query.setString(4, row.origin().sequence());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ObjectNode one = into.addObject();
          one.put("score", rows.getDouble(1));
          one.put("score_source", rows.getString(2));
          one.put("model_variant", rows.getString(3));
          one.put("model_version", rows.getString(4));
          one.put("inference_ms", rows.getDouble(5));
          one.put("file", rows.getString(6));
          loads.tell(rows.getString(6), one);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    try {
      source.close();
    } finally {
      run.close();
    }
  }
}
