package io.millrace.cli.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.ColumnLineage;
import io.millrace.job.config.PersonalColumns;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.SourceField;
import io.millrace.job.event.Column;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import io.millrace.record.SideRecord;
import io.millrace.record.VariantMetric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** The datasets of a pipeline, as JSON: what it reads and everything that it writes. */
final class Dataset {
  /** The property of {@code event.avsc} that names who answers for the data. */
  private static final String OWNER = "owner";

  private static final String NO_OWNER = "not named: give event.avsc a property \"owner\"";

  private final Pipeline pipeline;
  private final Set<String> personal;
  private final ArrayNode into;

  private Dataset(Pipeline pipeline, ArrayNode into) {
    this.pipeline = pipeline;
    this.personal = PersonalColumns.of(pipeline);
    this.into = into;
  }

  /** Adds the datasets of a pipeline, the upstream ones first. */
  static void addAll(Pipeline pipeline, ArrayNode into) {
    Dataset datasets = new Dataset(pipeline, into);
    datasets.events();
    datasets.rows("lake", "Rows of the lake, one for each event that was kept.", "warehouse");
    datasets.rows("warehouse", "Table " + pipeline.table() + ": the rows of the lake, loaded.", "");
    datasets.records(
        "quarantine", "Events that broke a row rule.", SideRecord.getClassSchema(), "events");
    datasets.records(
        "dead-letter", "Records that could not be decoded.", SideRecord.getClassSchema(), "events");
    datasets.records(
        "quality", "What rules and metrics came to.", QualityResult.getClassSchema(), "events");
    datasets.records("alerts", "What somebody is told of.", Alert.getClassSchema(), "quality");
    datasets.records("runs", "How far each run is.", RunProgress.getClassSchema(), "events");
    if (pipeline.inference().isPresent()) {
      datasets.records("variants", "How the variants do.", VariantMetric.getClassSchema(), "lake");
    }
  }

  private ObjectNode dataset(String kind, String meaning, List<String> up, List<String> down) {
    ObjectNode dataset = into.addObject();
    dataset.put("dataset", pipeline.name() + '/' + kind);
    dataset.put("meaning", meaning);
    String owner = pipeline.event().schema().getProp(OWNER);
    dataset.put("owner", owner == null ? NO_OWNER : owner);
    names(dataset.putArray("upstream"), up);
    names(dataset.putArray("downstream"), down);
    return dataset;
  }

  private void names(ArrayNode array, List<String> kinds) {
    kinds.stream()
        .filter(kind -> !kind.isEmpty())
        .forEach(kind -> array.add(pipeline.name() + '/' + kind));
  }

  private void events() {
    Schema schema = pipeline.event().schema();
    ObjectNode dataset =
        dataset(
            "events",
            schema.getDoc() == null ? "Records of the stream." : schema.getDoc(),
            List.of(),
            List.of("lake", "quarantine", "dead-letter", "quality", "runs"));
    ArrayNode columns = dataset.putArray("columns");
    for (Column column : pipeline.layout().columns()) {
      if (column.kind() == Column.Kind.FIELD) {
        column(columns, column.name(), column.type().toString(), column.doc())
            .put("sensitivity", sensitivity(column.name()));
      }
    }
  }

  private void rows(String kind, String meaning, String down) {
    boolean lake = !down.isEmpty();
    ObjectNode dataset =
        dataset(
            kind,
            meaning,
            List.of(lake ? "events" : "lake"),
            lake && pipeline.inference().isPresent() ? List.of(down, "variants") : List.of(down));
    ArrayNode columns = dataset.putArray("columns");
    Map<String, List<SourceField>> lineage = ColumnLineage.of(pipeline);
    for (Column column : pipeline.layout().columns()) {
      ObjectNode told = column(columns, column.name(), column.type().toString(), column.doc());
      told.put("sensitivity", sensitivity(column.name()));
      ArrayNode from = told.putArray("from");
      lineage.get(column.name()).forEach(field -> from.add(field.toString()));
    }
  }

  private String sensitivity(String column) {
    return personal.contains(column) ? "personal" : "none";
  }

  /** Our own records keep the bytes of events: who has personal fields has them there, too. */
  private void records(String kind, String meaning, Schema schema, String up) {
    List<String> down = kind.equals("quality") ? List.of("alerts") : List.of();
    ArrayNode columns = dataset(kind, meaning, List.of(up), down).putArray("columns");
    for (Schema.Field field : schema.getFields()) {
      boolean bytes = field.name().equals("payload") && !personal.isEmpty();
      column(columns, field.name(), type(field.schema()), field.doc())
          .put("sensitivity", bytes ? "personal" : "none");
    }
  }

  private static String type(Schema schema) {
    Schema one =
        schema.getType() == Schema.Type.UNION
            ? schema.getTypes().get(schema.getTypes().size() - 1)
            : schema;
    return one.getLogicalType() == null ? one.getType().getName() : one.getLogicalType().getName();
  }

  private static ObjectNode column(ArrayNode columns, String name, String type, String doc) {
    ObjectNode column = columns.addObject();
    column.put("column", name);
    column.put("type", type);
    column.put("meaning", doc == null ? "" : doc);
    return column;
  }
}
