package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.inference.FeatureLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
  private static final byte[] MODEL = {1, 2, 3};

  @TempDir private Path folder;
  private Pipeline pipeline;

  @BeforeEach
  void writePipeline() throws Exception {
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        pipeline: test
        event: { schema: event.avsc, format: json, id: id, time: at }
        warehouse: { table: test }
        """);
    Files.writeString(
        folder.resolve("event.avsc"),
        """
        {"type": "record", "name": "Event", "fields": [
          {"name": "id", "type": "string"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "amount", "type": "double"},
          {"name": "pieces", "type": "int"}
        ]}
        """);
    pipeline = Pipeline.of(Pipelines.open(folder.toString()));
    write(card("amount DOUBLE", "pieces INT"), ModelArchive.pack(MODEL));
  }

  private ObjectNode card(String... inputs) {
    return card(MODEL, inputs);
  }

  private ObjectNode card(byte[] model, String... inputs) {
    ObjectNode card = JsonNodeFactory.instance.objectNode();
    card.put("version", ModelCard.versionOf(model));
    card.put("inputs_hash", FeatureLine.contractHash(pipeline.layout(), List.of(2, 3)));
    ArrayNode list = card.putArray("inputs");
    for (String input : inputs) {
      list.addObject().put("name", input.split(" ")[0]).put("type", input.split(" ")[1]);
    }
    return card;
  }

  private void write(ObjectNode card, byte[] archive) throws Exception {
    Files.write(folder.resolve(TrainedModel.CARD), ModelCard.of(card).toBytes());
    Files.write(folder.resolve(TrainedModel.ARCHIVE), archive);
  }

  @Test
  void findsItsInputsInTheRow() {
    assertThat(TrainedModel.read(folder).inputs(pipeline)).containsExactly(2, 3);
  }

  @Test
  void refusesAPipelineWhoseInputsDiffer() throws Exception {
    write(card("amount LONG", "pieces INT", "weight DOUBLE"), ModelArchive.pack(MODEL));
    refuses(
        "the model in "
            + folder
            + " expects of pipeline test amount as LONG, which is DOUBLE; weight, which it has not:"
            + " train one for this pipeline");
  }

  @Test
  void refusesACardWhoseHashIsNotThatOfItsInputs() throws Exception {
    write(card("pieces INT", "amount DOUBLE"), ModelArchive.pack(MODEL));
    refuses(
        "model.json in "
            + folder
            + " does not tell the inputs that its hash stands for: train the model again");
    write(card(), ModelArchive.pack(MODEL));
    refuses(
        "model.json in "
            + folder
            + " does not tell the inputs that its hash stands for: train the model again");
  }

  @Test
  void refusesAModelThatIsNotTheCards() throws Exception {
    write(card("amount DOUBLE", "pieces INT"), ModelArchive.pack(new byte[] {9}));
    refuses(
        "model.tar.gz in "
            + folder
            + " is of version 2b4c342f5433ebe5, but model.json tells of 039058c6f2c0cb49: keep the"
            + " two together");
  }

  @Test
  void loadsAModelThatTakesAsManyInputsAsItsCardTells() throws Exception {
    byte[] model = TestModels.train(2);
    write(card(model, "amount DOUBLE", "pieces INT"), ModelArchive.pack(model));
    try (XgboostModel loaded = TrainedModel.read(folder).load()) {
      assertThat(loaded.features()).isEqualTo(2);
    }
    byte[] larger = TestModels.train(3);
    write(card(larger, "amount DOUBLE", "pieces INT"), ModelArchive.pack(larger));
    assertThatThrownBy(() -> TrainedModel.read(folder).load())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "the model in "
                + folder
                + " takes 3 inputs, but model.json tells 2; make it with millrace train");
  }

  @Test
  void refusesWhatXgboostCannotLoad() {
    assertThatThrownBy(() -> TrainedModel.read(folder).load())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the model in " + folder + " cannot be read: XGBoost")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesWhatCannotBeRead() throws Exception {
    Files.writeString(folder.resolve(TrainedModel.CARD), "{\n  no JSON\n");
    assertThatThrownBy(() -> TrainedModel.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the model in " + folder + " cannot be read: ")
        .hasMessageEndingWith("; make it with millrace train")
        .hasMessageNotContaining("\n");
    Files.delete(folder.resolve(TrainedModel.ARCHIVE));
    refuses(folder.resolve(TrainedModel.ARCHIVE) + " cannot be read; make it with millrace train");
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> TrainedModel.read(nowhere))
        .isInstanceOf(UserException.class)
        .hasMessage(nowhere + "/model.json cannot be read; make it with millrace train");
  }

  private void refuses(String sentence) {
    assertThatThrownBy(() -> TrainedModel.read(folder).inputs(pipeline))
        .isInstanceOf(UserException.class)
        .hasMessage(sentence);
  }
}
