package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Writes payments as records of one encoding. */
interface PaymentFormat {
  /** Fields of the payments schema in the order that the encodings write them. */
  List<String> FIELDS =
      List.of(
          "event_id",
          "event_type",
          "event_time",
          "customer_id",
          "terminal_id",
          "channel",
          "amount",
          "currency",
          "country",
          "device_id",
          "merchant_category",
          "fraud",
          "fraud_pattern");

  /** Appends the record to the buffer. */
  void encode(Payment payment, RecordBuffer record) throws IOException;

  /** Changes the record in the buffer so that no decoder takes it. */
  void damage(RecordBuffer record, Draws draws);

  /**
   * Refuses a schema that is not the one of the payments pipeline.
   *
   * @throws UserException saying which fields differ
   */
  static void check(Schema schema) {
    List<String> fields =
        schema.getFields().stream().map(Schema.Field::name).collect(Collectors.toList());
    if (!fields.equals(FIELDS)) {
      throw new UserException(
          "events are generated with the fields "
              + FIELDS
              + ", but the pipeline's schema has "
              + fields
              + "; generate for the built-in pipeline payments");
    }
  }
}
