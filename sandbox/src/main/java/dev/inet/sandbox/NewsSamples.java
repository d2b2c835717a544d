package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** The groups and articles of the sandbox: a thread, odd articles, and binaries in yEnc. */
public final class NewsSamples {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss +0000", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int PART = 30_000;
  private static final int LINE = 128;

  private NewsSamples() {}

  /** Makes a spool with all samples; the same in each run. */
  public static NewsSpool spool() {
    NewsSpool spool = new NewsSpool();
    spool.addGroup("demo.general", "Talk of the sandbox", 'y', true);
    spool.addGroup("demo.binaries", "Files in yEnc", 'y', true);
    spool.addGroup("demo.empty", "Nothing at all", 'y', true);
    spool.addGroup("demo.announce", "Read only", 'n', true);
    spool.addGroup("demo.moderated", "Moderated (Moderated)", 'm', true);
    spool.addGroup("demo.private", "After sign-in only", 'y', false);
    thread(spool);
    post(spool, 7, "demo.private", "private@sandbox.example", "For members", "", "A secret.\n");
    post(spool, 8, "demo.announce", "news@sandbox.example", "Announcement", "", "Nothing new.\n");
    post(spool, 9, "demo.announce", "nzb@sandbox.example", "demo.nzb", "", nzb());
    binaries(spool);
    return spool;
  }

  private static void thread(NewsSpool spool) {
    String group = "demo.general";
    post(spool, 0, group, "root@sandbox.example", "A question", "", "How does it work?\n");
    String root = "<root@sandbox.example>";
    post(spool, 1, group, "one@sandbox.example", "Re: A question", root, "Well.\n");
    String one = root + " <one@sandbox.example>";
    post(spool, 2, group, "two@sandbox.example", "Re: A question", one, "Thank you.\n");
    post(spool, 3, group, "three@sandbox.example", "Re: A question", root, "Differently.\n");
    post(
        spool,
        4,
        group,
        "dots@sandbox.example",
        "Lines that begin with dots",
        "",
        ".\n..\n.one\nThe last line.\n");
    post(
        spool,
        5,
        "demo.general,demo.announce",
        "gruss@sandbox.example",
        "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus dem Sandkasten",
        "",
        "Grüße!\nПривет!\n");
  }

  private static void post(
      NewsSpool spool,
      int hour,
      String groups,
      String id,
      String subject,
      String references,
      String body) {
    Instant date = Samples.MODIFIED.plus(Duration.ofHours(hour));
    spool.add(
        "Path: sandbox.example!not-for-mail\n"
            + "From: Demo User <demo@sandbox.example>\n"
            + ("Newsgroups: " + groups + "\n")
            + ("Subject: " + subject + "\n")
            + ("Date: " + DATE.format(date) + "\n")
            + ("Message-ID: <" + id + ">\n")
            + (references.isEmpty() ? "" : "References: " + references + "\n")
            + "MIME-Version: 1.0\n"
            + "Content-Type: text/plain; charset=utf-8\n"
            + "Content-Transfer-Encoding: 8bit\n"
            + "\n"
            + body,
        date);
  }

  private static void binaries(NewsSpool spool) {
    byte[] whole = Samples.bytes(7, 5000);
    offer(spool, "whole@sandbox.example", "whole.bin", yenc("whole.bin", whole, 1, 1, 0, 5000));
    byte[] large = Samples.bytes(0, 65_536);
    int parts = (large.length + PART - 1) / PART;
    for (int part = 1; part <= parts; part++) {
      int from = (part - 1) * PART;
      int to = Math.min(large.length, from + PART);
      offer(
          spool,
          "part" + part + "@sandbox.example",
          "binary.bin (" + part + "/" + parts + ")",
          yenc("binary.bin", large, part, parts, from, to));
    }
  }

  private static void offer(NewsSpool spool, String id, String subject, byte[] body) {
    Instant date = Samples.MODIFIED.plus(Duration.ofHours(10));
    byte[] head =
        ("Path: sandbox.example!not-for-mail\r\n"
                + "From: Demo User <demo@sandbox.example>\r\n"
                + "Newsgroups: demo.binaries\r\n"
                + ("Subject: " + subject + " yEnc\r\n")
                + ("Date: " + DATE.format(date) + "\r\n")
                + ("Message-ID: <" + id + ">\r\n")
                + "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream article = new ByteArrayOutputStream();
    article.writeBytes(head);
    article.writeBytes(body);
    if (spool.offer(article.toByteArray(), date) == null) {
      throw new IllegalStateException(id);
    }
  }

  /**
   * Returns the part of a file in yEnc (yEnc draft 1.3), with CR LF line ends.
   *
   * @param name the name of the file
   * @param file the whole file
   * @param part the number of the part, from 1
   * @param parts how many there are
   * @param from where it begins
   * @param to where it ends
   */
  public static byte[] yenc(String name, byte[] file, int part, int parts, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean several = parts > 1;
    String begin = several ? " part=" + part + " total=" + parts : "";
    line(out, "=ybegin" + begin + " line=" + LINE + " size=" + file.length + " name=" + name);
    if (several) {
      line(out, "=ypart begin=" + (from + 1) + " end=" + to);
    }
    int column = 0;
    for (int i = from; i < to; i++) {
      int b = file[i] + 42 & 0xFF;
      boolean critical = b == 0 || b == '\n' || b == '\r' || b == '=' || b == '.' && column == 0;
      if (critical) {
        out.write('=');
        b = b + 64 & 0xFF;
        column++;
      }
      out.write(b);
      column++;
      if (column >= LINE) {
        out.writeBytes(new byte[] {'\r', '\n'});
        column = 0;
      }
    }
    if (column > 0) {
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    String own = crc(file, from, to);
    String sums = several ? " part=" + part + " pcrc32=" + own : "";
    line(out, "=yend size=" + (to - from) + sums + " crc32=" + crc(file, 0, file.length));
    return out.toByteArray();
  }

  private static String crc(byte[] file, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(file, from, to - from);
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns an NZB file that names the parts of {@code binary.bin} and {@code whole.bin}. */
  public static String nzb() {
    StringBuilder nzb =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE nzb PUBLIC "-//newzBin//DTD NZB 1.1//EN" "http://www.newzbin.com/DTD/nzb/nzb-1.1.dtd">
            <nzb xmlns="http://www.newzbin.com/DTD/2003/nzb">
            """);
    file(nzb, "binary.bin", List.of("part1", "part2", "part3"));
    file(nzb, "whole.bin", List.of("whole"));
    return nzb.append("</nzb>\n").toString();
  }

  private static void file(StringBuilder nzb, String name, List<String> ids) {
    nzb.append("  <file poster=\"Demo User\" date=\"1767355200\" subject=\"&quot;")
        .append(name)
        .append("&quot; yEnc (1/")
        .append(ids.size())
        .append(")\">\n    <groups><group>demo.binaries</group></groups>\n    <segments>\n");
    for (int i = 0; i < ids.size(); i++) {
      nzb.append("      <segment bytes=\"")
          .append(PART)
          .append("\" number=\"")
          .append(i + 1)
          .append("\">")
          .append(ids.get(i))
          .append("@sandbox.example</segment>\n");
    }
    nzb.append("    </segments>\n  </file>\n");
  }
}
