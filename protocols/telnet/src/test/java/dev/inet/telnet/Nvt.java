package dev.inet.telnet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bytes of the protocol in words: {@code IAC DO ECHO 'text' CR LF 65}. */
final class Nvt {
  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("IAC", Codes.IAC),
          Map.entry("DO", Codes.DO),
          Map.entry("DONT", Codes.DONT),
          Map.entry("WILL", Codes.WILL),
          Map.entry("WONT", Codes.WONT),
          Map.entry("SB", Codes.SB),
          Map.entry("SE", Codes.SE),
          Map.entry("NOP", Codes.NOP),
          Map.entry("DM", Codes.DM),
          Map.entry("AYT", Codes.AYT),
          Map.entry("IP", Codes.IP),
          Map.entry("GA", Codes.GA),
          Map.entry("BINARY", Codes.BINARY),
          Map.entry("ECHO", Codes.ECHO),
          Map.entry("SGA", Codes.SGA),
          Map.entry("STATUS", Codes.STATUS),
          Map.entry("TM", Codes.TIMING_MARK),
          Map.entry("TTYPE", Codes.TTYPE),
          Map.entry("NAWS", Codes.NAWS),
          Map.entry("LINEMODE", Codes.LINEMODE),
          Map.entry("NEW-ENVIRON", Codes.NEW_ENVIRON),
          Map.entry("CHARSET", Codes.CHARSET),
          Map.entry("IS", 0),
          Map.entry("SEND", 1),
          Map.entry("CR", 13),
          Map.entry("LF", 10),
          Map.entry("NUL", 0));

  private Nvt() {}

  static byte[] bytes(String words) {
    var out = new ByteArrayOutputStream();
    int at = 0;
    while (at < words.length()) {
      char c = words.charAt(at);
      if (c == ' ') {
        at++;
      } else if (c == '\'') {
        int end = words.indexOf('\'', at + 1);
        out.writeBytes(words.substring(at + 1, end).getBytes(StandardCharsets.UTF_8));
        at = end + 1;
      } else {
        int end = words.indexOf(' ', at);
        end = end < 0 ? words.length() : end;
        String word = words.substring(at, end);
        Integer value = WORDS.get(word);
        out.write(value == null ? Integer.parseInt(word) : value);
        at = end;
      }
    }
    return out.toByteArray();
  }

  /** Returns bytes as a list of numbers, to be compared and read. */
  static String shown(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : bytes) {
      text.append(text.length() == 0 ? "" : " ").append(b & 0xff);
    }
    return text.toString();
  }

  static String shown(String words) {
    return shown(bytes(words));
  }
}
