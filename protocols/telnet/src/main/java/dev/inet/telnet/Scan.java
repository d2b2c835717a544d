package dev.inet.telnet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the bytes that mean something, eight at a time. */
final class Scan {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private Scan() {}

  /** Returns where the next IAC is; {@code to} where there is none. */
  static int iac(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - 8; at += 8) {
      long eight = (long) EIGHT.get(bytes, at);
      if ((~eight - ONES & eight & HIGHS) != 0) {
        break;
      }
    }
    while (at < to && bytes[at] != (byte) Codes.IAC) {
      at++;
    }
    return at;
  }

  /** Returns where the next IAC or NUL is; {@code to} where there is none. */
  static int iacOrNul(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - 8; at += 8) {
      long eight = (long) EIGHT.get(bytes, at);
      if (((~eight - ONES & eight | eight - ONES & ~eight) & HIGHS) != 0) {
        break;
      }
    }
    while (at < to && bytes[at] != (byte) Codes.IAC && bytes[at] != 0) {
      at++;
    }
    return at;
  }
}
