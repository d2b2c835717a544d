package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names and their records, written as in a zone file: {@code MX}, {@code 10 mail.test}. */
final class DnsTable {
  static final int CNAME = 5;

  private static final Map<String, Integer> TYPES =
      Map.of(
          "A", 1, "NS", 2, "CNAME", CNAME, "PTR", 12, "MX", 15, "TXT", 16, "AAAA", 28, "SRV", 33,
          "TLSA", 52);

  /** One record, as written. */
  record Entry(String typeName, String text) {
    int type() {
      return TYPES.getOrDefault(typeName, 0);
    }

    byte[] data() {
      return DnsTable.data(typeName, text);
    }
  }

  private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();

  void add(String name, String type, String text) {
    if (!TYPES.containsKey(type)) {
      throw new IllegalArgumentException("No record type " + type + "; there are " + TYPES);
    }
    Entry entry = new Entry(type, text);
    checkData(entry);
    names.merge(
        key(name),
        List.of(entry),
        (old, added) -> {
          List<Entry> both = new ArrayList<>(old);
          both.addAll(added);
          return List.copyOf(both);
        });
  }

  /** Refuses a record that cannot be written, before anybody asks for it. */
  private static void checkData(Entry entry) {
    try {
      entry.data();
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("Too few words for " + entry, e);
    }
  }

  boolean has(String name) {
    return names.containsKey(key(name));
  }

  /** The records of a type, or the alias that stands in their place. */
  List<Entry> find(String name, int type) {
    List<Entry> all = names.getOrDefault(key(name), List.of());
    List<Entry> asked = all.stream().filter(e -> e.type() == type || type == 255).toList();
    return asked.isEmpty() ? all.stream().filter(e -> e.type() == CNAME).toList() : asked;
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static byte[] data(String type, String text) {
    String[] words = text.split(" ", -1);
    return switch (type) {
      case "A", "AAAA" -> address(text);
      case "MX" -> join(number(words[0], 2), name(words[1]));
      case "SRV" ->
          join(number(words[0], 2), number(words[1], 2), number(words[2], 2), name(words[3]));
      case "TLSA" ->
          join(
              number(words[0], 1),
              number(words[1], 1),
              number(words[2], 1),
              HexFormat.of().parseHex(words[3]));
      case "TXT" -> strings(text.getBytes(StandardCharsets.UTF_8));
      default -> name(text);
    };
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("Not an address: " + literal, e);
    }
  }

  private static byte[] number(String text, int bytes) {
    byte[] all = ByteBuffer.allocate(4).putInt(Integer.parseInt(text)).array();
    return Arrays.copyOfRange(all, 4 - bytes, 4);
  }

  /** Strings of at most 255 bytes (RFC 1035 section 3.3.14). */
  private static byte[] strings(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at == 0 || at < text.length; at += 255) {
      int length = Math.min(255, text.length - at);
      out.write(length);
      out.write(text, at, length);
    }
    return out.toByteArray();
  }

  /** A name as labels, without compression. */
  static byte[] name(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : key(name).split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0) {
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    out.write(0);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The names and records in which every sandbox agrees. */
  static DnsTable sample() {
    DnsTable table = new DnsTable();
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("example.test", "127.0.0.1");
    addresses.put("www.example.test", "127.0.0.1");
    addresses.put("mail.example.test", "127.0.0.1");
    addresses.put("ipv4.test", "127.0.0.1");
    addresses.forEach((name, address) -> table.add(name, "A", address));
    table.add("example.test", "AAAA", "::1");
    table.add("ipv6.test", "AAAA", "::1");
    table.add("alias.test", "CNAME", "example.test");
    table.add("loop.test", "CNAME", "loop.test");
    table.add("example.test", "MX", "10 mail.example.test");
    table.add("example.test", "MX", "20 backup.example.test");
    table.add("nullmx.test", "MX", "0 .");
    table.add("example.test", "TXT", "v=spf1 -all");
    table.add("big.test", "TXT", "0123456789abcdef".repeat(200));
    table.add("_imaps._tcp.example.test", "SRV", "0 1 993 mail.example.test");
    table.add("_25._tcp.mail.example.test", "TLSA", "3 1 1 " + "ab".repeat(32));
    return table;
  }
}
