package io.millrace.cli.generate;

import io.millrace.cli.Progress;
import io.millrace.cli.UserException;
import io.millrace.job.config.EventSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Writes a file of payments and its manifest. The same options give the same bytes; fault rates
 * change what happens to the payments, never who pays what and when.
 */
public final class Generator {
  private final EventSpec event;
  private final PopulationOptions population;
  private final FaultOptions faults;
  private final DriftOptions drift;

  /**
   * @param event of the payments pipeline: its schema, and what it calls late and oversized
   * @throws UserException when an option is out of range or the schema is another pipeline's
   */
  public Generator(EventSpec event, PopulationOptions population, FaultOptions faults) {
    this(event, population, faults, new DriftOptions());
  }

  /**
   * The same, of payments that change at some moment.
   *
   * @throws UserException when an option is out of range or the schema is another pipeline's
   */
  public Generator(
      EventSpec event, PopulationOptions population, FaultOptions faults, DriftOptions drift) {
    PaymentFormat.check(event.schema());
    population.check();
    faults.check();
    drift.check();
    this.event = event;
    this.population = population;
    this.faults = faults;
    this.drift = drift;
  }

  /**
   * Writes the events to {@code path}, whose name ends in .avro, .ndjson or .ndjson.gz, and the
   * manifest beside it. Neither is there before it is whole.
   *
   * @throws UserException when the file exists or its name ends otherwise
   */
  public Manifest write(Path path, Progress progress) throws IOException {
    return write(GeneratedFile.of(path, null), progress);
  }

  Manifest write(GeneratedFile file, Progress progress) throws IOException {
    if (Files.exists(file.path())) {
      throw new UserException(file.path() + " exists; remove it or name another --out");
    }
    if (file.path().getParent() != null) {
      Files.createDirectories(file.path().getParent());
    }
    Path part = file.path().resolveSibling(file.path().getFileName() + ".part");
    Draws draws = new Draws(population.seed());
    Manifest manifest;
    try (RecordFile records = file.open(part, event.schema(), draws.split())) {
      manifest = write(file.encoding(), records, draws, progress);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    manifest.write(file.manifest(), file, population, faults, drift);
    Files.move(part, file.path(), StandardCopyOption.ATOMIC_MOVE);
    return manifest;
  }

  private Manifest write(PaymentFormat format, RecordFile out, Draws draws, Progress progress)
      throws IOException {
    World world = new World(population.customers(), population.terminals(), draws.split());
    PaymentSimulation simulation =
        new PaymentSimulation(
            world,
            population.seed(),
            population.start().toEpochMilli(),
            population.eventsPerSecond() / TimeUnit.SECONDS.toMillis(1),
            draws.split());
    simulation.driftBy(drift);
    Faults faulty = new Faults(faults, event.maxBytes(), draws.split());
    Delivery delivery = new Delivery(faults, event.ordering().toMillis(), draws.split());
    Post post = new Post(format, out, new Manifest(event.ordering().toMillis()), draws.split());
    for (long i = 0; i < population.events(); i++) {
      Payment payment = simulation.next();
      long time = payment.timeMillis;
      Fault fault = faulty.apply(payment);
      delivery.send(payment, fault, time);
      post.writeArrived(delivery, time);
      progress.stepTo(i + 1);
    }
    post.writeArrived(delivery, Long.MAX_VALUE);
    return post.manifest;
  }

  /** Writes what has arrived, and enters it into the manifest. */
  private static final class Post {
    private final PaymentFormat format;
    private final RecordFile out;
    private final Manifest manifest;
    private final Draws draws;
    private final RecordBuffer record = new RecordBuffer();

    Post(PaymentFormat format, RecordFile out, Manifest manifest, Draws draws) {
      this.format = format;
      this.out = out;
      this.manifest = manifest;
      this.draws = draws;
    }

    void writeArrived(Delivery delivery, long time) throws IOException {
      Delivery.Sending sending = delivery.arrived(time);
      while (sending != null) {
        record.reset();
        format.encode(sending.payment(), record);
        boolean damaged = sending.fault() == Fault.MALFORMED;
        if (damaged) {
          format.damage(record, draws);
        }
        manifest.enter(sending, record.size());
        if (damaged) {
          out.writeDamaged(record);
        } else {
          out.write(record);
        }
        sending = delivery.arrived(time);
      }
    }
  }
}
