package dev.inet.core;

/** Writes any text with letters, digits and hyphens alone (RFC 3492). */
final class Punycode {
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int FIRST_NON_ASCII = 0x80;

  private Punycode() {}

  /** Returns the code of a label, which is short: nothing overflows. */
  static String encode(String label) {
    int[] points = label.codePoints().toArray();
    var out = new StringBuilder();
    for (int point : points) {
      if (point < FIRST_NON_ASCII) {
        out.append((char) point);
      }
    }
    int basic = out.length();
    int handled = basic;
    if (basic > 0) {
      out.append('-');
    }
    int n = FIRST_NON_ASCII;
    int delta = 0;
    int bias = FIRST_BIAS;
    while (handled < points.length) {
      int next = Integer.MAX_VALUE;
      for (int point : points) {
        next = point >= n ? Math.min(next, point) : next;
      }
      delta += (next - n) * (handled + 1);
      n = next;
      for (int point : points) {
        if (point < n) {
          delta++;
        } else if (point == n) {
          number(delta, bias, out);
          bias = adapted(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return out.toString();
  }

  private static void number(int delta, int bias, StringBuilder out) {
    int left = delta;
    for (int k = BASE; ; k += BASE) {
      int t = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (left < t) {
        out.append(digit(left));
        return;
      }
      out.append(digit(t + (left - t) % (BASE - t)));
      left = (left - t) / (BASE - t);
    }
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private static int adapted(int delta, int handled, boolean isFirst) {
    int left = isFirst ? delta / DAMP : delta / 2;
    left += left / handled;
    int k = 0;
    for (; left > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
      left /= BASE - T_MIN;
    }
    return k + (BASE - T_MIN + 1) * left / (left + SKEW);
  }
}
