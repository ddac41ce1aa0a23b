package io.millrace.job.cache;

/**
 * Tells keys that come again soon from those that do not, by the hashes of those that came lately.
 * It may be wrong either way, which costs time and nothing else.
 *
 * <p>Named after that of G. Einziger, R. Friedman, B. Manes, "TinyLFU: a highly efficient cache
 * admission policy", ACM TOS 2017.
 */
final class Doorkeeper {
  private final int[] hashes;

  /**
   * Knows no key yet.
   *
   * @param places for keys, a power of two; it knows those that came about so many keys ago
   */
  Doorkeeper(int places) {
    hashes = new int[places];
  }

  /** Whether a key came lately; it has now. */
  boolean cameLately(Object key) {
    // Neighbouring numbers as texts have neighbouring hashes.
    int hash = key.hashCode() * 0x9E3779B9;
    int place = hash >>> Integer.numberOfLeadingZeros(hashes.length - 1);
    boolean came = hashes[place] == hash;
    hashes[place] = hash;
    return came;
  }
}
