package io.millrace.job.inference.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputsContractTest {
  private final InputsContract contract =
      new InputsContract("payments-risk", "aaaa", List.of("amount", "night"));

  private static ServedModels models(String champion, String challenger) {
    return ServedModels.of(
        "r",
        Map.of(
            "champion", new ServedModel("m1", champion, "v1"),
            "challenger", new ServedModel("m2", challenger, "v2")));
  }

  @Test
  void isKeptByModelsOfTheSameInputsAndByThoseThatSayNothing() {
    assertThat(contract.breach(models("aaaa", "aaaa"), Set.of())).isEmpty();
    assertThat(contract.breach(models(null, "aaaa"), Set.of())).isEmpty();
    assertThat(contract.breach(ServedModels.UNKNOWN, Set.of("champion"))).isEmpty();
  }

  @Test
  void saysWhereWhatWasExpectedWhatIsThereAndWhatToDo() {
    assertThat(contract.breach(models("aaaa", "bbbb"), Set.of()))
        .contains(
            "endpoint payments-risk, variant challenger: expected a model of the inputs [amount,"
                + " night] (hash aaaa), got model m2 of inputs with hash bbbb; deploy the model"
                + " that was trained for this pipeline, or correct inference.inputs");
  }

  @Test
  void looksAtTheVariantsThatThePipelineAsks() {
    assertThat(contract.breach(models("aaaa", "bbbb"), Set.of("champion"))).isEmpty();
    assertThat(contract.breach(models("aaaa", "bbbb"), Set.of("challenger"))).isPresent();
  }
}
