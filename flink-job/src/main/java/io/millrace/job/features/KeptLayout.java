package io.millrace.job.features;

import io.millrace.job.config.AggregateInput;
import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.ColumnMeaning;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.config.Pipeline;
import io.millrace.job.features.tile.Series;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the contributions of an entity consist of under one definition, and for how long they are
 * kept. Inputs are known by what they mean, so that another definition finds its own among them.
 *
 * <p>Bytes: retention and last watermark (long, milliseconds), number of inputs (int), each as text
 * (UTF); number of series (int), each with the name of its aggregate (UTF), its input (int), the
 * number of its arguments (int), and name (UTF) and value (double) of each; number of aggregates
 * (int), each as written in the pipeline file (UTF).
 */
final class KeptLayout {
  private final long retentionMillis;
  private final long watermark;
  private final List<String> inputs;
  private final List<Series> series;
  private final List<String> aggregates;

  private KeptLayout(
      long retentionMillis,
      long watermark,
      List<String> inputs,
      List<Series> series,
      List<String> aggregates) {
    this.retentionMillis = retentionMillis;
    this.watermark = watermark;
    this.inputs = List.copyOf(inputs);
    this.series = List.copyOf(series);
    this.aggregates = List.copyOf(aggregates);
  }

  /** That of an entity of a pipeline. */
  static KeptLayout of(Pipeline pipeline, FeatureStep.Entity entity) {
    ColumnMeaning meaning = ColumnMeaning.in(pipeline);
    List<String> inputs = new ArrayList<>();
    for (AggregateInput input : entity.inputs()) {
      inputs.add(meaning.of(input));
    }
    long retention =
        entity.longestWindow().plus(entity.delay()).plus(pipeline.lateness()).toMillis();
    return new KeptLayout(retention, Long.MIN_VALUE, inputs, series(entity), texts(entity));
  }

  /** What inner nodes keep summaries of: each aggregate over an input once, in order. */
  static List<Series> series(FeatureStep.Entity entity) {
    Set<Series> series = new LinkedHashSet<>();
    for (WindowFeature feature : entity.windowFeatures()) {
      series.add(new Series(feature.aggregate(), feature.input()));
    }
    return List.copyOf(series);
  }

  private static List<String> texts(FeatureStep.Entity entity) {
    Set<String> texts = new LinkedHashSet<>();
    for (WindowFeature feature : entity.windowFeatures()) {
      texts.add(feature.text());
    }
    return List.copyOf(texts);
  }

  /**
   * What a version kept that told no more than the texts of its aggregates: those of an entity that
   * still has them all.
   *
   * @throws ChangedPipelineException when it has not
   */
  static KeptLayout ofTexts(
      List<String> texts, long retentionMillis, Pipeline pipeline, FeatureStep.Entity entity) {
    KeptLayout now = of(pipeline, entity);
    Map<String, WindowFeature> features = new HashMap<>();
    entity.windowFeatures().forEach(feature -> features.putIfAbsent(feature.text(), feature));
    Set<Integer> inputs = new LinkedHashSet<>();
    List<Series> series = new ArrayList<>();
    for (String text : texts) {
      WindowFeature feature = features.get(text);
      if (feature == null) {
        throw new ChangedPipelineException(
            "the restored state keeps "
                + String.join(", ", texts)
                + " and is of a version of Millrace that did not say what of; "
                + text
                + " is no longer among the features, leave it there until this version has taken a"
                + " snapshot");
      }
      if (feature.input() >= 0) {
        inputs.add(feature.input());
      }
      int input = feature.input() < 0 ? -1 : List.copyOf(inputs).indexOf(feature.input());
      Series one = new Series(feature.aggregate(), input);
      if (!series.contains(one)) {
        series.add(one);
      }
    }
    List<String> meanings = new ArrayList<>();
    inputs.forEach(input -> meanings.add(now.inputs.get(input)));
    return new KeptLayout(retentionMillis, Long.MIN_VALUE, meanings, series, texts);
  }

  /** Whether state of the one is state of the other. */
  boolean isSame(KeptLayout other) {
    return retentionMillis == other.retentionMillis
        && inputs.equals(other.inputs)
        && series.equals(other.series);
  }

  KeptLayout at(long newWatermark) {
    return new KeptLayout(retentionMillis, newWatermark, inputs, series, aggregates);
  }

  long retentionMillis() {
    return retentionMillis;
  }

  /** That of the last snapshot; {@link Long#MIN_VALUE} when there had been none. */
  long watermark() {
    return watermark;
  }

  List<Series> series() {
    return series;
  }

  /** What each contribution keeps a value of. */
  List<String> inputs() {
    return inputs;
  }

  /** For each input its index in another layout; -1 where that has none of its meaning. */
  int[] sourcesIn(KeptLayout other) {
    return inputs.stream().mapToInt(other.inputs::indexOf).toArray();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(retentionMillis);
    out.writeLong(watermark);
    writeTexts(out, inputs);
    out.writeInt(series.size());
    for (Series one : series) {
      out.writeUTF(one.aggregate().name());
      out.writeInt(one.input());
      Map<String, Double> arguments = one.aggregate().arguments();
      out.writeInt(arguments.size());
      for (Map.Entry<String, Double> argument : arguments.entrySet()) {
        out.writeUTF(argument.getKey());
        out.writeDouble(argument.getValue());
      }
    }
    writeTexts(out, aggregates);
  }

  static KeptLayout read(DataInput in) throws IOException {
    long retention = in.readLong();
    long watermark = in.readLong();
    List<String> inputs = readTexts(in);
    List<Series> series = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      series.add(readSeries(in));
    }
    return new KeptLayout(retention, watermark, inputs, series, readTexts(in));
  }

  private static Series readSeries(DataInput in) throws IOException {
    String name = in.readUTF();
    int input = in.readInt();
    Map<String, Double> arguments = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String argument = in.readUTF();
      arguments.put(argument, in.readDouble());
    }
    AggregateType type = Aggregates.byName(name);
    if (type == null) {
      throw new ChangedPipelineException(
          "the restored state keeps the aggregate " + name + ", which this version does not know");
    }
    return new Series(type.create(arguments), input);
  }

  private static void writeTexts(DataOutput out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  static List<String> readTexts(DataInput in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  @Override
  public String toString() {
    return String.join(", ", aggregates) + " for " + Duration.ofMillis(retentionMillis);
  }
}
