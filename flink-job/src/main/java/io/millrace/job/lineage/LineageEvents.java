package io.millrace.job.lineage;

import io.millrace.job.event.Counter;
import io.millrace.record.RunProgress;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.utils.UUIDUtils;
import java.io.Serializable;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * The OpenLineage events of one run of a pipeline: which datasets it reads and writes, their
 * columns and what these come from, and how many rows there were so far. Immutable; each event is
 * built anew.
 *
 * @see <a href="https://openlineage.io/docs/spec/run-cycle">Run cycle</a>
 */
public final class LineageEvents implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Who says so: the producer of every event and facet. */
  public static final URI PRODUCER = URI.create("https://github.com/millrace/millrace");

  /** The kind of owner that is named. */
  private static final String OWNER = "OWNER";

  private static final String COUNTS_FACET = "millrace_counts";

  private final UUID runId;
  private final String namespace;
  private final String pipeline;
  private final String pipelineHash;
  private final String owner;
  private final boolean bounded;
  private final List<LineageDataset> inputs;
  private final List<LineageDataset> outputs;
  private final Clock clock;

  /**
   * @param runId identity of the run, the same over restarts, see {@link #newRunId}
   * @param namespace namespace of the job: where it runs, e.g. {@code millrace} or the ARN of the
   *     application
   * @param pipeline name of the job
   * @param pipelineHash the {@code pipeline_hash} of the rows that the run writes
   * @param owner who answers for the job and what it writes; null when nobody is named
   * @param bounded whether the input ends
   * @param clock gives the time of the events; serializable
   */
  public LineageEvents(
      UUID runId,
      String namespace,
      String pipeline,
      String pipelineHash,
      String owner,
      boolean bounded,
      List<LineageDataset> inputs,
      List<LineageDataset> outputs,
      Clock clock) {
    this.runId = Objects.requireNonNull(runId);
    this.namespace = Objects.requireNonNull(namespace);
    this.pipeline = Objects.requireNonNull(pipeline);
    this.pipelineHash = Objects.requireNonNull(pipelineHash);
    this.owner = owner;
    this.bounded = bounded;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.clock = Objects.requireNonNull(clock);
  }

  /** An identity that sorts by time (UUID version 7). */
  public static UUID newRunId(Clock clock) {
    return UUIDUtils.generateNewUUID(clock.instant());
  }

  /** The run begins. */
  public RunEvent start() {
    return event(RunEvent.EventType.START, null, null);
  }

  /** The run goes on, and a checkpoint holds these totals. */
  public RunEvent running(RunTotals totals) {
    return event(RunEvent.EventType.RUNNING, totals, null);
  }

  /** The run ended, all of its input done. */
  public RunEvent complete(RunTotals totals) {
    return event(RunEvent.EventType.COMPLETE, totals, null);
  }

  /**
   * The run failed for good.
   *
   * @param message why, without values of events
   */
  public RunEvent fail(RunTotals totals, String message) {
    return event(RunEvent.EventType.FAIL, totals, message);
  }

  /** The run was ended before its input was done, by whoever runs it. */
  public RunEvent abort(RunTotals totals) {
    return event(RunEvent.EventType.ABORT, totals, null);
  }

  /** The run as the table of runs has it, before it has done anything. */
  RunProgress progress(String jobVersion, Instant startedAt) {
    return RunBook.run(runId.toString(), pipeline, pipelineHash, jobVersion, startedAt);
  }

  private RunEvent event(RunEvent.EventType type, RunTotals totals, String failure) {
    OpenLineage lineage = new OpenLineage(PRODUCER);
    return lineage
        .newRunEventBuilder()
        .eventType(type)
        .eventTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .run(lineage.newRun(runId, runFacets(lineage, totals, failure)))
        .job(lineage.newJob(namespace, pipeline, jobFacets(lineage)))
        .inputs(
            inputs.stream().map(data -> input(lineage, data, totals)).collect(Collectors.toList()))
        .outputs(
            outputs.stream()
                .map(data -> output(lineage, data, totals))
                .collect(Collectors.toList()))
        .build();
  }

  private OpenLineage.JobFacets jobFacets(OpenLineage lineage) {
    OpenLineage.JobFacetsBuilder facets =
        lineage
            .newJobFacetsBuilder()
            .jobType(lineage.newJobTypeJobFacet(bounded ? "BATCH" : "STREAMING", "FLINK", "JOB"))
            .sourceCodeLocation(
                lineage
                    .newSourceCodeLocationJobFacetBuilder()
                    .type("git")
                    .url(PRODUCER)
                    .repoUrl(PRODUCER + ".git")
                    .path("flink-job/src/main/java/io/millrace/job/Topology.java")
                    .build());
    if (owner != null) {
      facets.ownership(
          lineage.newOwnershipJobFacet(List.of(lineage.newOwnershipJobFacetOwners(owner, OWNER))));
    }
    return facets.build();
  }

  private OpenLineage.RunFacets runFacets(OpenLineage lineage, RunTotals totals, String failure) {
    OpenLineage.RunFacetsBuilder facets =
        lineage
            .newRunFacetsBuilder()
            .processing_engine(
                lineage.newProcessingEngineRunFacet(
                    EnvironmentInformation.getVersion(), "flink", null))
            .tags(
                lineage.newTagsRunFacet(
                    List.of(
                        lineage.newTagsRunFacetFields("pipeline_hash", pipelineHash, "MILLRACE"))));
    if (totals != null) {
      OpenLineage.RunFacet counts = lineage.newRunFacet();
      for (Counter counter : Counter.values()) {
        counts.getAdditionalProperties().put(counter.label(), totals.get(counter));
      }
      facets.put(COUNTS_FACET, counts);
    }
    if (failure != null) {
      facets.errorMessage(lineage.newErrorMessageRunFacet(failure, "JAVA", null));
    }
    return facets.build();
  }

  private static OpenLineage.InputDataset input(
      OpenLineage lineage, LineageDataset dataset, RunTotals totals) {
    OpenLineage.InputDatasetBuilder input =
        lineage
            .newInputDatasetBuilder()
            .namespace(dataset.name().namespace())
            .name(dataset.name().name())
            .facets(lineage.newDatasetFacetsBuilder().schema(schema(lineage, dataset)).build());
    if (totals != null) {
      InputFacets facets = new InputFacets(lineage, totals);
      input.inputFacets(facets.of(dataset));
    }
    return input.build();
  }

  private OpenLineage.OutputDataset output(
      OpenLineage lineage, LineageDataset dataset, RunTotals totals) {
    OpenLineage.OutputDatasetBuilder output =
        lineage
            .newOutputDatasetBuilder()
            .namespace(dataset.name().namespace())
            .name(dataset.name().name())
            .facets(
                lineage
                    .newDatasetFacetsBuilder()
                    .schema(schema(lineage, dataset))
                    .columnLineage(columnLineage(lineage, dataset))
                    .ownership(ownership(lineage))
                    .build());
    if (totals != null) {
      output.outputFacets(
          lineage
              .newOutputDatasetOutputFacetsBuilder()
              .outputStatistics(
                  lineage.newOutputStatisticsOutputDatasetFacet(
                      totals.get(dataset.rows()), null, null))
              .build());
    }
    return output.build();
  }

  /** Null when nobody is named. */
  private OpenLineage.OwnershipDatasetFacet ownership(OpenLineage lineage) {
    return owner == null
        ? null
        : lineage.newOwnershipDatasetFacet(
            List.of(lineage.newOwnershipDatasetFacetOwners(owner, OWNER)));
  }

  /** Null when no column is known. */
  private static OpenLineage.SchemaDatasetFacet schema(
      OpenLineage lineage, LineageDataset dataset) {
    if (dataset.fields().isEmpty()) {
      return null;
    }
    return lineage.newSchemaDatasetFacet(
        dataset.fields().stream()
            .map(
                field ->
                    lineage.newSchemaDatasetFacetFields(field.name, field.type, field.doc, null))
            .collect(Collectors.toList()));
  }

  /** Null when no column comes from a field. */
  private OpenLineage.ColumnLineageDatasetFacet columnLineage(
      OpenLineage lineage, LineageDataset dataset) {
    OpenLineage.ColumnLineageDatasetFacetFieldsBuilder fields =
        lineage.newColumnLineageDatasetFacetFieldsBuilder();
    boolean any = false;
    for (LineageDataset.Field field : dataset.fields()) {
      List<OpenLineage.InputField> sources = inputFields(lineage, field);
      if (!sources.isEmpty()) {
        any = true;
        fields.put(
            field.name,
            lineage
                .newColumnLineageDatasetFacetFieldsAdditionalBuilder()
                .inputFields(sources)
                .build());
      }
    }
    return any ? lineage.newColumnLineageDatasetFacet(fields.build(), null) : null;
  }

  /** Each field of each input once, with all the ways in which it gets into the column. */
  private List<OpenLineage.InputField> inputFields(
      OpenLineage lineage, LineageDataset.Field field) {
    Map<String, List<OpenLineage.InputFieldTransformations>> ways = new LinkedHashMap<>();
    for (LineageDataset.Source source : field.sources) {
      ways.computeIfAbsent(source.field, none -> new ArrayList<>())
          .add(
              lineage
                  .newInputFieldTransformationsBuilder()
                  .type(source.type)
                  .subtype(source.subtype)
                  .build());
    }
    List<OpenLineage.InputField> sources = new ArrayList<>();
    for (LineageDataset input : inputs) {
      ways.forEach(
          (name, how) ->
              sources.add(
                  lineage.newInputField(input.name().namespace(), input.name().name(), name, how)));
    }
    return sources;
  }
}
