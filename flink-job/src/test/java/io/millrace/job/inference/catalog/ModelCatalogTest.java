package io.millrace.job.inference.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.inference.timing.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  private final ManualTimers timers = new ManualTimers();
  private ServedModels served = models("r1", "v1");
  private int readings;

  private final ModelCatalog catalog =
      new ModelCatalog(
          endpoint -> {
            readings++;
            if (served == null) {
              throw new IllegalStateException("as the test wants");
            }
            return served;
          },
          "payments-risk",
          timers,
          Duration.ofMinutes(1));

  private static ServedModels models(String revision, String version) {
    return ServedModels.of(
        revision, Map.of("champion", new ServedModel("m-" + version, "hash", version)));
  }

  private void minutes(int minutes) {
    timers.advance(Duration.ofMinutes(minutes));
  }

  @Test
  void knowsNothingBeforeTheFirstReading() {
    assertThat(catalog.current()).isSameAs(ServedModels.UNKNOWN);
    assertThat(catalog.current().version("champion")).isNull();
  }

  @Test
  void readsAtOnceAndEveryMinute() throws Exception {
    minutes(0);
    catalog.awaitFirst(Duration.ofSeconds(1));
    assertThat(catalog.current().version("champion")).isEqualTo("v1");
    minutes(3);
    assertThat(readings).isEqualTo(4);
  }

  @Test
  void anUnchangedEndpointStaysTheSameObject() {
    minutes(0);
    ServedModels before = catalog.current();
    served = models("r1", "v1");
    minutes(5);
    assertThat(catalog.current()).isSameAs(before);
  }

  @Test
  void anEndpointThatChangedAndChangedBackIsAnother() {
    minutes(0);
    ServedModels before = catalog.current();
    served = models("r2", "v1");
    minutes(1);
    assertThat(catalog.current()).isNotSameAs(before);
    assertThat(catalog.current().version("champion")).isEqualTo("v1");
  }

  @Test
  void hasNoVersionWhileTheEndpointChanges() {
    minutes(0);
    served = ServedModels.changing("r1", served.byVariant());
    minutes(1);
    assertThat(catalog.current().version("champion")).isNull();
    served = models("r2", "v2");
    minutes(1);
    assertThat(catalog.current().version("champion")).isEqualTo("v2");
  }

  @Test
  void hasNoVersionWhileItCannotRead() {
    minutes(0);
    ServedModels before = catalog.current();
    served = null;
    minutes(1);
    assertThat(catalog.current()).isSameAs(ServedModels.UNKNOWN);
    served = models("r1", "v1");
    minutes(1);
    assertThat(catalog.current().version("champion")).isEqualTo("v1");
    assertThat(catalog.current()).as("nobody knows what was in between").isNotSameAs(before);
  }

  @Test
  void doesNotTrustAReadingThatIsOld() {
    List<ServedModels> seen = new ArrayList<>();
    ModelCatalog[] slow = new ModelCatalog[1];
    slow[0] =
        new ModelCatalog(
            endpoint -> {
              if (slow[0] != null && slow[0].current().isSteady()) {
                // Time passes while the second reading waits for its answer.
                timers.advance(Duration.ofSeconds(69));
                seen.add(slow[0].current());
                timers.advance(Duration.ofSeconds(2));
                seen.add(slow[0].current());
              }
              return models("r1", "v1");
            },
            "payments-risk",
            timers,
            Duration.ofMinutes(1));
    minutes(0);
    timers.advance(Duration.ofSeconds(60));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).version("champion")).isEqualTo("v1");
    assertThat(seen.get(1)).isSameAs(ServedModels.UNKNOWN);
  }

  @Test
  void namesNoVersionForAVariantOrTagThatIsNotThere() {
    served = ServedModels.of("r", Map.of("champion", new ServedModel("m", null, null)));
    minutes(0);
    assertThat(catalog.current().version("champion")).isNull();
    assertThat(catalog.current().version("challenger")).isNull();
    assertThat(catalog.current().version(null)).isNull();
  }

  @Test
  void stopsReadingWhenClosed() {
    minutes(0);
    catalog.close();
    minutes(10);
    assertThat(readings).isEqualTo(1);
  }
}
