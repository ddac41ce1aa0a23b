package io.millrace.job.tracing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a producer says of an event's trace: the id, the span that the event came of, and whether
 * the trace is recorded. Immutable.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">traceparent</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">X-Amzn-Trace-Id</a>
 */
final class TraceHeader {
  /** A header of a later version may go on after the flags; version ff is none. */
  private static final Pattern W3C =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-([0-9a-f]{16})([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final Pattern XRAY_ROOT =
      Pattern.compile("1-([0-9a-f]{8})-([0-9a-f]{8})([0-9a-f]{16})");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");
  private static final int SAMPLED_FLAG = 1;
  private static final int HEX = 16;

  /** Longer than this is no header, whatever it says. */
  private static final int MOST_CHARS = 512;

  /** Whether the trace is recorded. */
  enum Decision {
    YES,
    NO,
    /** Left to who comes next, as API Gateway and load balancers do. */
    OPEN
  }

  private final long high;
  private final long low;
  private final long parent;
  private final Decision decision;

  private TraceHeader(long high, long low, long parent, Decision decision) {
    this.high = high;
    this.low = low;
    this.parent = parent;
    this.decision = decision;
  }

  /** Reads either kind; null when the text is none of them. */
  static TraceHeader parse(String text) {
    if (text == null || text.length() > MOST_CHARS) {
      return null;
    }
    return text.startsWith("Root=") || text.contains(";") ? xray(text) : w3c(text.trim());
  }

  private static TraceHeader w3c(String text) {
    Matcher parts = W3C.matcher(text);
    if (!parts.matches() || (parts.group(1).equals("00") && parts.group(6) != null)) {
      return null;
    }
    int flags = Integer.parseInt(parts.group(5), HEX);
    TraceHeader header =
        new TraceHeader(
            bits(parts.group(2)),
            bits(parts.group(3)),
            bits(parts.group(4)),
            (flags & SAMPLED_FLAG) != 0 ? Decision.YES : Decision.NO);
    return header.hasId() && header.parent != 0 ? header : null;
  }

  private static TraceHeader xray(String text) {
    Matcher root = null;
    long parent = 0;
    Decision decision = Decision.OPEN;
    for (String part : text.split(";", -1)) {
      String[] pair = part.trim().split("=", 2);
      String value = pair.length < 2 ? "" : pair[1];
      switch (pair[0]) {
        case "Root":
          root = XRAY_ROOT.matcher(value);
          break;
        case "Parent":
          parent = SPAN.matcher(value).matches() ? bits(value) : 0;
          break;
        case "Sampled":
          decision =
              value.equals("1") ? Decision.YES : value.equals("0") ? Decision.NO : Decision.OPEN;
          break;
        default:
          // Other parts are of those who came before.
      }
    }
    if (root == null || !root.matches()) {
      return null;
    }
    TraceHeader header =
        new TraceHeader(bits(root.group(1) + root.group(2)), bits(root.group(3)), parent, decision);
    return header.hasId() ? header : null;
  }

  private boolean hasId() {
    return high != 0 || low != 0;
  }

  private static long bits(String hex) {
    return Long.parseUnsignedLong(hex, HEX);
  }

  /** First half of the trace's id. */
  long high() {
    return high;
  }

  /** Second half of the trace's id. */
  long low() {
    return low;
  }

  /** Id of the span that the event came of; 0 when none is named. */
  long parent() {
    return parent;
  }

  Decision decision() {
    return decision;
  }
}
