package io.millrace.cli.redrive;

/** A record that is to be sent back: its bytes as they were read. */
final class RefusedRecord {
  final String key;
  final byte[] payload;
  final String place;
  final int redriveCount;

  /**
   * @param key its identity in the ledger
   * @param place shard and sequence number, or file and ordinal, that it came from
   * @param redriveCount how often it will have been sent back, this time included
   */
  RefusedRecord(String key, byte[] payload, String place, int redriveCount) {
    this.key = key;
    this.payload = payload;
    this.place = place;
    this.redriveCount = redriveCount;
  }
}
