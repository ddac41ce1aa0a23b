package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptDefinitionsTest {
  private static final String FEATURES =
      """
      lateness: 30s
      features:
        - derive: { cents: "amount * 100", shop_2: shop }
        - entity: buyer
          windows: [10s, 1m]
          aggregates: { events: count(), spent: "sum(cents)", high: "quantile(amount, rank: 0.9)" }
      """;

  private static final String FROZEN =
      "0200176275796572202332346462643334376331643565376234000000010000000000015f90"
          + "800000000000000000000002001763656e747320236238646231646432653534623434626200"
          + "18616d6f756e74202338616136663332623166333136666636000000030005636f756e74ffff"
          + "ffff00000000000373756d000000000000000000087175616e74696c65000000010000000100"
          + "0472616e6b3feccccccccccccd000000030007636f756e742829000a73756d2863656e747329"
          + "001b7175616e74696c6528616d6f756e742c2072616e6b3a20302e3929";

  /** Savepoints hold this. */
  @Test
  void keepsItsBytes() throws IOException {
    byte[] bytes = of(FEATURES).toBytes();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(FROZEN);
    KeptDefinitions read = of(FEATURES);
    read.follow(List.of(HexFormat.of().parseHex(FROZEN), HexFormat.of().parseHex(FROZEN)));
    assertThat(read.toBytes()).as("nothing has changed").isEqualTo(bytes);
  }

  @Test
  void readsDefinitionsOfVersion1() throws IOException {
    KeptDefinitions same = of(FEATURES);
    same.follow(List.of(version1(90_000, "count()", "sum(cents)", "quantile(amount, rank: 0.9)")));
    assertThat(same.toBytes()).isEqualTo(of(FEATURES).toBytes());

    KeptDefinitions more = of(FEATURES);
    more.follow(List.of(version1(90_000, "count()", "quantile(amount, rank: 0.9)")));
    assertThat(more.toBytes().length)
        .as("two layouts")
        .isGreaterThan(of(FEATURES).toBytes().length + 50);
  }

  @Test
  void refusesWhatVersion1DidNotSay() {
    assertThatThrownBy(() -> of(FEATURES).follow(List.of(version1(90_000, "count()", "max(x)"))))
        .isInstanceOf(ChangedPipelineException.class)
        .hasMessageContaining("max(x) is no longer among the features, leave it there until");
    assertThatThrownBy(() -> of(FEATURES).follow(List.of(version1(60_000, "count()"))))
        .isInstanceOf(ChangedPipelineException.class)
        .hasMessageContaining("the restored state keeps count() for PT1M, the pipeline asks for")
        .hasMessageContaining("leave windows, delay and lateness until");
  }

  /** Keys of another meaning would be mixed up. */
  @Test
  void refusesAnotherEntityOfTheSameName() throws IOException {
    String keyed = FEATURES.replace("entity: buyer", "entity: shop_2");
    String other = keyed.replace("shop_2: shop }", "shop_2: buyer }");
    byte[] before = of(keyed).toBytes();
    assertThatThrownBy(() -> of(other).follow(List.of(before)))
        .isInstanceOf(ChangedPipelineException.class)
        .hasMessageStartingWith("the entity shop_2 #")
        .hasMessageContaining(" of the restored state is another one now, shop_2 #");
  }

  /** An input whose text stays may still be another: what it reads is derived otherwise. */
  @Test
  void anInputIsKnownByWhatItMeans() throws IOException {
    KeptDefinitions other = of(FEATURES.replace("amount * 100", "amount * 10"));
    byte[] alone = other.toBytes();
    other.follow(List.of(of(FEATURES).toBytes()));
    assertThat(other.toBytes()).as("two layouts").hasSizeGreaterThan(alone.length + 50);
  }

  private static KeptDefinitions of(String features) {
    Pipeline pipeline = Purchases.of("\"long\"", features).pipeline();
    return KeptDefinitions.of(pipeline, (FeatureStep.Entity) pipeline.features().get(1));
  }

  private static byte[] version1(long retention, String... aggregates) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1);
    out.writeLong(retention);
    out.writeInt(aggregates.length);
    for (String aggregate : aggregates) {
      out.writeUTF(aggregate);
    }
    return bytes.toByteArray();
  }
}
