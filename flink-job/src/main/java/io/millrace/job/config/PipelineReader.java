package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.scalar.FunctionRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a pipeline folder. Every fault is told, not the first alone. */
final class PipelineReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final List<String> ORIGIN_COLUMNS =
      List.of(
          "late",
          "origin_stream",
          "origin_shard",
          "origin_sequence",
          "arrival_time",
          "pipeline_hash",
          "ruleset_hash",
          "feature_hash",
          "job_version");

  private final PipelineFiles files;
  private final Problems problems = new Problems();
  private final Columns columns = new Columns(problems);

  PipelineReader(PipelineFiles files) {
    this.files = files;
  }

  Pipeline read() {
    String text = files.text(PipelineFiles.PIPELINE);
    if (text == null) {
      problems.add(
          files.location(),
          "a file " + PipelineFiles.PIPELINE,
          "none",
          "add it, or name another folder");
      problems.throwIfAny(files.location());
    }
    Pipeline pipeline =
        YamlFile.parse(PipelineFiles.PIPELINE, text, problems)
            .flatMap(
                root ->
                    root.map(
                        "pipeline",
                        "owner",
                        "event",
                        "deduplicate",
                        "lateness",
                        "quality",
                        "features",
                        "inference",
                        "lake",
                        "warehouse",
                        "tracing"))
            .map(this::read)
            .orElse(null);
    problems.throwIfAny(files.location());
    return pipeline;
  }

  /** The pipeline; null, or one that must not be used, when problems were told. */
  private Pipeline read(YamlMap root) {
    String name = root.require("pipeline", "payments").flatMap(this::name).orElse(null);
    String owner =
        root.get("owner").flatMap(value -> value.text("the name of a team or person")).orElse(null);
    columns.reserve(ORIGIN_COLUMNS);
    columns.reserve(List.of(FeaturesReader.APPROXIMATE));
    if (root.has("inference")) {
      columns.reserve(InferenceReader.SCORE_COLUMNS);
    }
    if (root.has("tracing")) {
      columns.reserve(List.of(Pipeline.TRACE_ID));
    }
    EventReader eventReader = new EventReader(files, columns, problems);
    EventSpec event =
        root.require(
                "event", "{ schema: event.avsc, format: avro, id: event_id, time: event_time }")
            .map(eventReader::read)
            .orElse(null);
    if (event == null) {
      columns.setFieldsUnknown();
    }
    TracingSpec tracing =
        root.get("tracing")
            .flatMap(section -> TracingReader.read(section, columns, problems))
            .orElse(null);
    ExpressionCompiler compiler = compiler();
    List<FeatureStep> features =
        root.get("features")
            .map(section -> new FeaturesReader(columns, compiler, problems).read(section))
            .orElse(List.of());
    InferenceSpec inference =
        root.get("inference")
            .filter(section -> files.backfillTable().isEmpty())
            .map(section -> new InferenceReader(columns, compiler, problems).read(section))
            .orElse(null);
    int originColumn =
        addOriginColumns(
            eventReader, root.get("event").map(YamlValue::where).orElseGet(root::where));
    root.get("tracing").ifPresent(section -> addTraceColumn(section.where()));
    QualityReader qualityReader = new QualityReader(files, columns, problems);
    QualitySpec quality =
        root.get("quality")
            .map(section -> qualityReader.read(section, event, features, inference))
            .orElseGet(qualityReader::none);
    LakeSpec lake =
        root.get("lake").map(new LakeReader(problems)::read).orElseGet(LakeSpec::defaults);
    WarehouseReader warehouse = new WarehouseReader(columns, problems);
    int idColumn = event == null ? -1 : event.idColumn();
    root.get("warehouse")
        .ifPresent(section -> warehouse.read(section, idColumn, eventReader.isContentHash()));
    String table = warehouse.table().orElseGet(() -> name == null ? "" : name.replace('-', '_'));
    Duration deduplicate =
        root.duration("deduplicate", Defaults.DEDUPLICATE, Duration.ZERO, Defaults.LONGEST);
    Duration lateness =
        root.duration("lateness", Defaults.LATENESS, Duration.ZERO, Defaults.LONGEST);
    return problems.isEmpty()
        ? new Pipeline(
            name,
            owner,
            files,
            columns.layout(),
            event,
            deduplicate,
            quality,
            features,
            lateness,
            inference,
            lake,
            files.backfillTable().orElse(table),
            warehouse.upsert(),
            tracing,
            originColumn)
        : null;
  }

  private ExpressionCompiler compiler() {
    try {
      return new ExpressionCompiler(FunctionRegistry.load());
    } catch (IllegalArgumentException | ServiceConfigurationError e) {
      problems.add(
          "class path",
          "libraries of functions that can be loaded",
          "'" + e.getMessage() + "'",
          "correct or remove the library");
      return new ExpressionCompiler(FunctionRegistry.of(List.of()));
    }
  }

  private Optional<String> name(YamlValue value) {
    String expected = "a name of lower-case letters, digits and single hyphens";
    return value
        .text(expected)
        .flatMap(
            text ->
                NAME.matcher(text).matches()
                    ? Optional.of(text)
                    : value.problem(expected, "rename the pipeline"));
  }

  private int addOriginColumns(EventReader event, String where) {
    if (event.isContentHash()) {
      add(Pipeline.EVENT_ID, ColumnType.STRING, false, "Hash of the record's bytes.", where);
    }
    if (event.needsTimeColumn()) {
      add(Pipeline.EVENT_TIME, ColumnType.TIMESTAMP, false, "Time of the event.", where);
    }
    int first = columns.size();
    add("late", ColumnType.BOOLEAN, false, "Whether later events of its shard came before.", where);
    add("origin_stream", ColumnType.STRING, false, "Stream, or folder of the input file.", where);
    add("origin_shard", ColumnType.STRING, false, "Shard, or input file.", where);
    add(
        "origin_sequence",
        ColumnType.STRING,
        false,
        "Sequence number in the shard, or ordinal in the file.",
        where);
    add(
        "arrival_time",
        ColumnType.TIMESTAMP,
        false,
        "When the stream took the record, or the file was read.",
        where);
    add(
        "pipeline_hash",
        ColumnType.STRING,
        false,
        "First 16 hex digits of the SHA-256 of the pipeline folder.",
        where);
    add(
        "ruleset_hash",
        ColumnType.STRING,
        false,
        "First 16 hex digits of the SHA-256 of the ruleset.",
        where);
    add(
        "feature_hash",
        ColumnType.STRING,
        false,
        "First 16 hex digits of the SHA-256 of the definitions of derived values and features.",
        where);
    add("job_version", ColumnType.STRING, false, "Version of Millrace that made the row.", where);
    return first;
  }

  private void addTraceColumn(String where) {
    add(
        Pipeline.TRACE_ID,
        ColumnType.STRING,
        true,
        "Trace of a sampled event, as W3C writes it; null for one that is not sampled.",
        where);
  }

  private void add(String name, ColumnType type, boolean nullable, String doc, String where) {
    columns.addOwn(Column.of(name, type, nullable, Column.Kind.ORIGIN, doc), where);
  }

  /** Text of a file that the pipeline file names; empty after telling that the folder has none. */
  static Optional<String> file(PipelineFiles files, YamlValue value, String name) {
    if (files.contains(name)) {
      return Optional.of(files.text(name));
    }
    return value.problem("a file of the folder", Suggestion.remedy(name, files.names()));
  }

  static String join(Collection<ColumnType> types) {
    return types.stream().map(ColumnType::name).collect(Collectors.joining(", "));
  }
}
