package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {
  private static final String ARN = "arn:aws:kinesis:eu-west-1:111122223333:stream/payments";
  private static final List<String> SOUND =
      List.of("pipeline.location=payments", "source.stream.arn=" + ARN, "lake.path=s3://b/lake");

  @TempDir private Path temp;

  @Test
  void meansTheDefaultsWhereNothingIsSet() {
    JobSettings settings = read();

    assertThat(settings.pipeline()).isEqualTo("payments");
    assertThat(settings.lake()).isEqualTo("s3://b/lake");
    assertThat(settings.source().type()).isEqualTo(SourceSettings.Type.KINESIS);
    assertThat(settings.source().streamArn()).contains(ARN);
    assertThat(settings.source().region()).contains("eu-west-1");
    assertThat(settings.source().endpoint()).isEmpty();
    assertThat(settings.source().initialPosition())
        .contains(SourceSettings.InitialPosition.TRIM_HORIZON);
    assertThat(settings.source().initialTimestamp()).isEmpty();
    assertThat(settings.source().shardIdleInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.source().path()).isEmpty();
    assertThat(settings.bootstrap().lake()).isEmpty();
    assertThat(settings.bootstrap().overlap()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.warehouse().type()).isEqualTo(WarehouseSettings.Type.NONE);
    assertThat(settings.warehouse().jdbcUrl()).isEmpty();
    assertThat(settings.inference().endpoint()).isEmpty();
    assertThat(settings.inference().region()).isEmpty();
    assertThat(settings.inference().url()).isEmpty();
    assertThat(settings.lineage().transport()).isEqualTo(LineageSettings.Transport.NONE);
    assertThat(settings.parallelism()).isEmpty();
    assertThat(settings.checkpointInterval()).isEmpty();
  }

  @Test
  void aBootstrappedJobReadsTheStreamFromWhereTheLakeEnds() {
    JobSettings settings = read("bootstrap.lake=s3://b/old/lake", "bootstrap.overlap=1h");
    assertThat(settings.bootstrap().lake()).contains("s3://b/old/lake");
    assertThat(settings.bootstrap().overlap()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.source().initialPosition())
        .contains(SourceSettings.InitialPosition.LAKE_END);
    JobSettings at =
        read(
            "bootstrap.lake=s3://b/old/lake",
            "source.initial.position=at_timestamp",
            "source.initial.timestamp=2024-05-01T00:00:00Z");
    assertThat(at.source().initialTimestamp()).contains(Instant.parse("2024-05-01T00:00:00Z"));
  }

  @Test
  void aStreamsRulesetMayComeFromAFileThatIsLookedAtNowAndThen() {
    assertThat(read().rules().location()).isEmpty();
    JobSettings settings = read("rules.location=s3://b/rules.dqdl");
    assertThat(settings.rules().location()).contains("s3://b/rules.dqdl");
    assertThat(settings.rules().pollInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(
            read("rules.location=s3://b/rules.dqdl", "rules.poll.interval=5s")
                .rules()
                .pollInterval())
        .isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> read("rules.poll.interval=5s"))
        .hasMessageContaining("group rules, poll.interval: expected no value, as no location is");
    assertThatThrownBy(
            () -> read("source.type=files", "source.path=in", "rules.location=s3://b/r.dqdl"))
        .hasMessageContaining(
            "group rules, location: expected a stream as the source, got files; put the ruleset"
                + " into the pipeline folder");
  }

  @Test
  void spansGoToAReceiverOrToXRay() {
    assertThat(read().tracing().transport()).isEqualTo(TracingSettings.Transport.NONE);
    TracingSettings otlp =
        read("tracing.transport=otlp", "tracing.url=http://localhost:4318/v1/traces").tracing();
    assertThat(otlp.transport()).isEqualTo(TracingSettings.Transport.OTLP);
    assertThat(otlp.url()).contains(URI.create("http://localhost:4318/v1/traces"));
    TracingSettings xray = read("tracing.transport=xray", "tracing.region=eu-central-1").tracing();
    assertThat(xray.region()).contains("eu-central-1");
    assertThat(xray.url()).isEmpty();
    assertThatThrownBy(() -> read("tracing.transport=otlp"))
        .hasMessageContaining("group tracing, url: expected a value, got none");
    assertThatThrownBy(() -> read("tracing.transport=otlp", "tracing.url=h", "tracing.region=eu"))
        .hasMessageContaining("group tracing, region: expected no value, as transport is not xray")
        .hasMessageContaining("group tracing, url: expected");
    assertThatThrownBy(() -> read("tracing.url=http://localhost:4318/v1/traces"))
        .hasMessageContaining("group tracing, url: expected no value, as transport is neither");
  }

  @Test
  void aFeedIsAPostgresWhoseCredentialsAreNoSettings() {
    assertThat(read().feed().jdbcUrl()).isEmpty();
    FeedSettings feed =
        read("feed.jdbc.url=jdbc:postgresql://h/m", "feed.secret.arn=arn:aws:s").feed();
    assertThat(feed.jdbcUrl()).contains("jdbc:postgresql://h/m?connectTimeout=5&socketTimeout=10");
    assertThat(read("feed.jdbc.url=jdbc:postgresql://h/m?socketTimeout=1").feed().jdbcUrl())
        .contains("jdbc:postgresql://h/m?socketTimeout=1&connectTimeout=5");
    assertThat(feed.secretArn()).contains("arn:aws:s");
    assertThatThrownBy(() -> read("feed.jdbc.url=jdbc:mysql://h/m"))
        .hasMessageContaining(
            "group feed, jdbc.url: expected a URL that begins with jdbc:postgresql:, got another");
    assertThatThrownBy(() -> read("feed.jdbc.url=jdbc:postgresql://h/m?password=tiger"))
        .hasMessageContaining("group feed, jdbc.url: expected a URL without password, got one with")
        .hasMessageNotContaining("tiger");
    assertThatThrownBy(() -> read("feed.secret.arn=arn:aws:s"))
        .hasMessageContaining("group feed, jdbc.url: expected a value, got none");
  }

  /** From its oldest record on, the stream would repeat what the lake holds. */
  @Test
  void aBootstrappedJobReadsTheStreamFromNowhereElse() {
    assertThatThrownBy(() -> read("bootstrap.lake=s3://b/l", "source.initial.position=latest"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "application properties: 1 problem\n"
                + "  group source, initial.position: expected lake_end or at_timestamp, as the job"
                + " is bootstrapped from a lake, got 'latest'; remove the key: the stream is read"
                + " on from where the lake ends");
  }

  @Test
  void readsEverySettingOfTheCloud() {
    JobSettings settings =
        read(
            "source.type=KINESIS",
            "source.region=eu-central-1",
            "source.endpoint=http://localhost:4568",
            "source.initial.position=AT_TIMESTAMP",
            "source.initial.timestamp=2024-05-01T00:00:00Z",
            "source.shard.idle.interval=10s",
            "warehouse.type=redshift",
            "warehouse.jdbc.url=jdbc:redshift://host:5439/dev",
            "warehouse.secret.arn=arn:secret",
            "warehouse.iam.role=arn:role",
            "inference.endpoint=payments-risk-2",
            "inference.region=eu-west-2",
            "inference.url=https://localhost:8443",
            "lineage.transport=http",
            "lineage.url=http://localhost:5000",
            "lineage.interval=1h",
            "lineage.spool.path=/var/spool/lineage",
            "lineage.spool.megabytes=5",
            "job.parallelism=2",
            "job.checkpoint.interval=5s");

    assertThat(settings.source().region()).contains("eu-central-1");
    assertThat(settings.source().endpoint()).contains(URI.create("http://localhost:4568"));
    assertThat(settings.source().initialPosition())
        .contains(SourceSettings.InitialPosition.AT_TIMESTAMP);
    assertThat(settings.source().initialTimestamp())
        .contains(Instant.parse("2024-05-01T00:00:00Z"));
    assertThat(settings.source().shardIdleInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.warehouse().type()).isEqualTo(WarehouseSettings.Type.REDSHIFT);
    assertThat(settings.warehouse().jdbcUrl()).contains("jdbc:redshift://host:5439/dev");
    assertThat(settings.warehouse().secretArn()).contains("arn:secret");
    assertThat(settings.warehouse().iamRole()).contains("arn:role");
    assertThat(settings.inference().endpoint()).contains("payments-risk-2");
    assertThat(settings.inference().region()).contains("eu-west-2");
    assertThat(settings.inference().url()).contains(URI.create("https://localhost:8443"));
    assertThat(settings.lineage().transport()).isEqualTo(LineageSettings.Transport.HTTP);
    assertThat(settings.lineage().url()).contains(URI.create("http://localhost:5000"));
    assertThat(settings.lineage().interval()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.lineage().spool()).contains("/var/spool/lineage");
    assertThat(settings.lineage().spoolBytes()).isEqualTo(5_000_000);
    assertThat(settings.parallelism()).contains(2);
    assertThat(settings.checkpointInterval()).contains(Duration.ofSeconds(5));
  }

  @Test
  void readsEverySettingOfALaptopFromAFileOfTheServicesFormat() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("settings.json"),
            """
            [
              {"PropertyGroupId": "pipeline", "PropertyMap": {"location": "fraud-handbook"}},
              {"PropertyGroupId": "source", "PropertyMap": {"type": "files", "path": "in.avro"}},
              {"PropertyGroupId": "lake", "PropertyMap": {"path": "out/lake"}},
              {"PropertyGroupId": "warehouse",
               "PropertyMap": {"type": "duckdb", "jdbc.url": "jdbc:duckdb:out/w.duckdb"}},
              {"PropertyGroupId": "lineage", "PropertyMap": {"transport": "file", "path": "out/l"}}
            ]
            """);

    JobSettings settings = JobSettings.fromFile(file);

    assertThat(settings.pipeline()).isEqualTo("fraud-handbook");
    assertThat(settings.source().type()).isEqualTo(SourceSettings.Type.FILES);
    assertThat(settings.source().path()).contains("in.avro");
    assertThat(settings.source().initialPosition()).isEmpty();
    assertThat(settings.warehouse().jdbcUrl()).contains("jdbc:duckdb:out/w.duckdb");
    assertThat(settings.lineage().path()).contains("out/l");
  }

  @Test
  void letsGroupsOfTheServiceBe() {
    assertThat(read("kinesis.analytics.flink.run.options/python=x").pipeline())
        .isEqualTo("payments");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "sorce/type=files",
            "group sorce: expected a known group, got 'sorce'; did you mean" + " 'source'?"),
        fault(
            "source.typ=files",
            "group source, typ: expected a known key, got 'typ'; did you mean" + " 'type'?"),
        fault(
            "source.type=file",
            "group source, type: expected one of kinesis, files, got 'file'; did you mean"
                + " 'files'?"),
        fault(
            "source.path=x",
            "group source, path: expected no value, as type is kinesis, got one; remove the key"),
        fault(
            "source.stream.arn=payments",
            "group source, stream.arn: expected the ARN of a Kinesis stream, got 'payments'; set"
                + " e.g. "
                + ARN),
        fault(
            "source.endpoint=localhost:4568",
            "group source, endpoint: expected an http or https URL without user, got another text;"
                + " write e.g. http://localhost:8080"),
        fault(
            "source.endpoint=http://me:secret@localhost:4568",
            "group source, endpoint: expected an http or https URL without user, got another text;"
                + " write e.g. http://localhost:8080"),
        fault(
            "source.endpoint=http://local host",
            "group source, endpoint: expected an http or https URL without user, got another text;"
                + " write e.g. http://localhost:8080"),
        fault(
            "source.initial.position=AT_TIMESTAMP",
            "group source, initial.timestamp: expected a value, got none; set e.g."
                + " 2024-05-01T00:00:00Z"),
        fault(
            "source.initial.timestamp=2024-05-01T00:00:00Z",
            "group source, initial.timestamp: expected no value, as initial.position is not"
                + " at_timestamp, got one; remove the key"),
        fault(
            "source.initial.position=earliest",
            "group source, initial.position: expected one of trim_horizon, latest, at_timestamp,"
                + " lake_end, got 'earliest'; choose one"),
        fault(
            "source.initial.position=lake_end",
            "group source, initial.position: expected another position, as no lake is bootstrapped"
                + " from, got 'lake_end'; set bootstrap.lake, or read the stream from e.g."
                + " trim_horizon"),
        fault(
            "bootstrap.overlap=1h",
            "group bootstrap, overlap: expected no value, as no lake is set, got one; remove the"
                + " key"),
        fault(
            "source.shard.idle.interval=30",
            "group source, shard.idle.interval: expected a duration such as 10ms, 5s, 1m, 24h or"
                + " 7d, at least 1ms, got '30'; write a whole number and a unit"),
        fault(
            "lake.path= ",
            "group lake, path: expected a value, got a blank one; set e.g. s3://bucket/lake"),
        fault(
            "warehouse.type=duckdb",
            "group warehouse, jdbc.url: expected a value, got none; set e.g."
                + " jdbc:duckdb:out/warehouse.duckdb"),
        fault(
            "warehouse.iam.role=arn:role",
            "group warehouse, iam.role: expected no value, as type is none, got one; remove the"
                + " key"),
        fault(
            "warehouse.password=hunter2",
            "group warehouse, password: expected a known key, got 'password'; remove it: secrets"
                + " stay in Secrets Manager, and settings name their ARN"),
        fault(
            "lineage.transport=file",
            "group lineage, path: expected a value, got none; set e.g. out/lineage"),
        fault(
            "lineage.url=http://localhost",
            "group lineage, url: expected no value, as transport is neither http nor kinesis,"
                + " got one; remove the key"),
        fault(
            "lineage.spool.megabytes=5",
            "group lineage, spool.megabytes: expected no value, as nothing waits with this"
                + " transport, got one; remove the key"),
        fault(
            "lineage.transport=kinesis",
            "group lineage, stream: expected a value, got none; set e.g."
                + " arn:aws:kinesis:eu-central-1:123456789012:stream/lineage"),
        fault(
            "job.parallelism=0",
            "group job, parallelism: expected a whole number from 1 to 32768, got '0'; choose one"
                + " within"),
        fault(
            "job.checkpoint.interval=1ms",
            "group job, checkpoint.interval: expected a duration such as 10ms, 5s, 1m, 24h or 7d,"
                + " at least 100ms, got '1ms'; write a whole number and a unit"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void tellsTheFault(String setting, String problem) {
    assertThatThrownBy(() -> read(setting))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("application properties: 1 problem\n  " + problem);
  }

  @Test
  void tellsAllFaultsTogetherAndNoSecret() {
    assertThatThrownBy(
            () ->
                JobSettings.fromApplicationProperties(
                    groups(
                        List.of(
                            "source.type=files",
                            "source.stream.arn=x",
                            "warehouse.type=redshift",
                            "warehouse.jdbc.url=jdbc:postgresql://h/db?user=me&password=hunter2",
                            "lineage.transport=mail",
                            "lineage.url=x"))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            application properties: 9 problems
              group pipeline, location: expected a value, got none; set e.g. payments
              group source, path: expected a value, got none; set e.g. data/events.avro
              group source, stream.arn: expected no value, as type is files, got one; remove the key
              group lake, path: expected a value, got none; set e.g. s3://bucket/lake
              group warehouse, jdbc.url: expected a URL that begins with jdbc:redshift:, got another; \
            set e.g. jdbc:redshift://host:5439/dev
              group warehouse, jdbc.url: expected a URL without password, got one with a password; \
            put it into the secret that secret.arn names
              group warehouse, secret.arn: expected a value, got none; set e.g. \
            arn:aws:secretsmanager:eu-west-1:111122223333:secret:millrace
              group warehouse, iam.role: expected a value, got none; set e.g. \
            arn:aws:iam::111122223333:role/millrace-copy
              group lineage, transport: expected one of file, http, kinesis, none, got 'mail'; choose one\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl=false", "a=b&SSL=false", "sslmode=disable", "sslMode=require"})
  void refusesAWarehouseWithoutVerifiedTls(String parameters) {
    assertThatThrownBy(() -> redshift(parameters))
        .hasMessageContaining(
            "group warehouse, jdbc.url: expected a URL that leaves TLS on, as the driver has it,"
                + " got one that switches it off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl=true", "sslMode=verify-full", "sslmode=verify-ca&a=b"})
  void takesAWarehouseWithVerifiedTls(String parameters) {
    assertThat(redshift(parameters).warehouse().jdbcUrl())
        .hasValueSatisfying(url -> assertThat(url).endsWith(parameters));
  }

  private static JobSettings redshift(String parameters) {
    return read(
        "warehouse.type=redshift",
        "warehouse.jdbc.url=jdbc:redshift://host:5439/dev?" + parameters,
        "warehouse.secret.arn=arn:secret",
        "warehouse.iam.role=arn:role");
  }

  static Stream<Arguments> files() {
    String format =
        "write [{\"PropertyGroupId\": \"source\", \"PropertyMap\": {\"type\": \"files\"}}]";
    return Stream.of(
        Arguments.of("{", "line 1: expected JSON, got a syntax error; correct it"),
        Arguments.of(
            "{}", "file: expected a list of property groups, got another value; " + format),
        Arguments.of(
            "[1]",
            "[0]: expected a PropertyGroupId and a PropertyMap, got another value; " + format),
        Arguments.of(
            "[{\"PropertyGroupId\": \"job\", \"PropertyMap\": {\"parallelism\": 2}}]",
            "group job, parallelism: expected a text, got another value; write it in quotes"),
        Arguments.of(
            "[{\"PropertyGroupId\": \"job\", \"PropertyMap\": {}, \"PropertyMaps\": {}}]",
            "[0]: expected a known key, got 'PropertyMaps'; did you mean 'PropertyMap'?"),
        Arguments.of(
            "[{\"PropertyGroupId\": \"job\", \"PropertyMap\": {}},"
                + " {\"PropertyGroupId\": \"job\", \"PropertyMap\": {}}]",
            "group job: expected each group once, got 'job' again; join the two"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void tellsTheFaultOfAFile(String json, String problem) throws IOException {
    Path file = Files.writeString(temp.resolve("settings.json"), json);

    assertThatThrownBy(() -> JobSettings.fromFile(file))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(file + ": 1 problem\n  " + problem);
  }

  @Test
  void aMissingFileIsMissing() {
    assertThatThrownBy(() -> JobSettings.fromFile(temp.resolve("none.json")))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** Sound settings with these in addition, each {@code group.key=value}. */
  private static JobSettings read(String... settings) {
    Map<String, Properties> groups = groups(SOUND);
    groups(List.of(settings))
        .forEach(
            (group, properties) ->
                groups.computeIfAbsent(group, name -> new Properties()).putAll(properties));
    return JobSettings.fromApplicationProperties(groups);
  }

  private static Map<String, Properties> groups(List<String> settings) {
    Map<String, Properties> groups = new HashMap<>();
    for (String setting : settings) {
      String[] assignment = setting.split("=", 2);
      String separator = assignment[0].contains("/") ? "/" : "\\.";
      String[] name = assignment[0].split(separator, 2);
      groups
          .computeIfAbsent(name[0], group -> new Properties())
          .setProperty(name[1], assignment[1]);
    }
    return groups;
  }

  private static Arguments fault(String setting, String problem) {
    return Arguments.of(setting, problem);
  }
}
