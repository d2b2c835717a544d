package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name server (RFC 1035) that answers from a table, over UDP and TCP on one port, and over HTTPS
 * (RFC 8484) where {@link #answer(HttpExchange)} is a page of an {@link HttpServer}.
 *
 * <p>Beside the table: {@code servfail.test} and {@code refused.test} fail so, {@code silent.test}
 * gets no answer, {@code garbage.test} a broken one; all other names do not exist. An answer that
 * is too long for a datagram is cut (TC), and is whole over TCP.
 */
public final class DnsServer implements Server {
  private static final int ATTEMPTS = 50;
  private static final int PLAIN_UDP = 512;
  private static final int OPT = 41;
  private static final int MAX_ALIASES = 8;
  private static final int SERVFAIL = 2;
  private static final int NXDOMAIN = 3;
  private static final int REFUSED = 5;

  /**
   * One question as it arrived.
   *
   * @param via {@code udp}, {@code tcp} or {@code https}
   * @param name the name without the final dot, as sent
   * @param type the number of the record type
   */
  public record Question(String via, String name, int type) {}

  private final DnsTable table = DnsTable.sample();
  private final List<Question> heard = Collections.synchronizedList(new ArrayList<>());
  private final Acceptor tcp;
  private final DatagramServer udp;

  private DnsServer(int port) throws IOException {
    tcp = Acceptor.open("dns", ListenAt.port(port), this::serve);
    try {
      udp = DatagramServer.open("dns-udp", tcp.port(), question -> answer("udp", question));
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  /** Starts the server; with port 0 the system chooses one that is free for both. */
  public static DnsServer start(int port) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new DnsServer(port);
      } catch (BindException e) {
        if (port != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Adds a record.
   *
   * @param type A, AAAA, CNAME, MX, NS, PTR, SRV, TLSA or TXT
   * @param text the data as in a zone file, names without the final dot
   */
  public DnsServer add(String name, String type, String text) {
    table.add(name, type, text);
    return this;
  }

  /** Returns the questions so far, in order. */
  public List<Question> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public int port() {
    return tcp.port();
  }

  @Override
  public void close() {
    tcp.close();
    udp.close();
  }

  private void serve(Caller caller) throws IOException {
    DataInputStream in = new DataInputStream(caller.input());
    while (true) {
      int high = in.read();
      if (high < 0) {
        return;
      }
      byte[] question = in.readNBytes(high << 8 | in.readUnsignedByte());
      ByteBuffer answer = answer("tcp", ByteBuffer.wrap(question));
      if (answer != null) {
        ByteBuffer framed = ByteBuffer.allocate(2 + answer.remaining());
        framed.putShort((short) answer.remaining());
        caller.write(framed.put(answer).flip());
      }
    }
  }

  /** Answers a question over HTTPS: POST with the message as body, or GET with {@code dns=}. */
  public void answer(HttpExchange exchange) throws IOException {
    byte[] question;
    try {
      question =
          exchange.request().method().equals("POST")
              ? exchange.body().readNBytes(65_535)
              : Base64.getUrlDecoder().decode(exchange.request().parameter("dns").orElse(""));
    } catch (IllegalArgumentException e) {
      exchange.send(400, "dns= is no base64url\n");
      return;
    }
    ByteBuffer answer = answer("https", ByteBuffer.wrap(question));
    if (answer == null) {
      exchange.send(400, "No DNS question\n");
      return;
    }
    byte[] bytes = new byte[answer.remaining()];
    answer.get(bytes);
    exchange.header("Content-Type", "application/dns-message").send(200, bytes);
  }

  private @Nullable ByteBuffer answer(String via, ByteBuffer message) {
    try {
      return reply(via, message);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable ByteBuffer reply(String via, ByteBuffer message) {
    short id = message.getShort();
    int flags = message.getShort();
    int questions = message.getShort();
    int records = message.getShort() + message.getShort();
    int additional = message.getShort();
    if (flags < 0 || questions != 1 || records != 0) {
      return null;
    }
    int start = message.position();
    String name = readName(message);
    int type = message.getShort();
    message.getShort();
    byte[] question = new byte[message.position() - start];
    message.get(start, question);
    boolean extended = additional > 0 && isOpt(message);
    int most = via.equals("udp") ? PLAIN_UDP : 65_535;
    if (extended && via.equals("udp")) {
      most = Math.max(PLAIN_UDP, message.getShort() & 0xFFFF);
    }
    heard.add(new Question(via, name, type));
    return switch (name) {
      case "silent.test" -> null;
      case "garbage.test" -> ByteBuffer.wrap(new byte[] {(byte) (id >> 8), (byte) id, 1, 2, 3});
      default -> reply(id, flags, question, name, type, extended, most);
    };
  }

  private static boolean isOpt(ByteBuffer message) {
    return message.get() == 0 && message.getShort() == OPT;
  }

  private static String readName(ByteBuffer message) {
    StringBuilder name = new StringBuilder();
    for (int length = message.get(); length != 0; length = message.get()) {
      if (length < 0 || length > 63) {
        throw new IllegalArgumentException("a compressed question");
      }
      byte[] label = new byte[length];
      message.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.UTF_8));
    }
    return name.toString();
  }

  private ByteBuffer reply(
      short id, int flags, byte[] question, String name, int type, boolean extended, int most) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    int count = 0;
    int code = rcode(name);
    String owner = name;
    for (int aliases = 0; code == 0 && aliases < MAX_ALIASES; aliases++) {
      List<DnsTable.Entry> found = table.find(owner, type);
      for (DnsTable.Entry entry : found) {
        answers.writeBytes(record(owner, entry));
        count++;
      }
      if (found.isEmpty() || found.get(0).type() != DnsTable.CNAME || type == DnsTable.CNAME) {
        break;
      }
      owner = found.get(0).text();
    }
    int length = 12 + question.length + answers.size() + (extended ? 11 : 0);
    boolean cut = length > most;
    ByteBuffer reply = ByteBuffer.allocate(length).putShort(id);
    int recursion = flags & 0x0100;
    reply.putShort((short) (0x8480 | recursion | (cut ? 0x0200 : 0) | code));
    reply.putShort((short) 1).putShort((short) (cut ? 0 : count)).putShort((short) 0);
    reply.putShort((short) (extended ? 1 : 0)).put(question);
    if (!cut) {
      reply.put(answers.toByteArray());
    }
    if (extended) {
      reply
          .put((byte) 0)
          .putShort((short) OPT)
          .putShort((short) 1232)
          .putInt(0)
          .putShort((short) 0);
    }
    return reply.flip();
  }

  private int rcode(String name) {
    return switch (name) {
      case "servfail.test" -> SERVFAIL;
      case "refused.test" -> REFUSED;
      default -> table.has(name) ? 0 : NXDOMAIN;
    };
  }

  private static byte[] record(String owner, DnsTable.Entry entry) {
    byte[] name = DnsTable.name(owner);
    byte[] data = entry.data();
    ByteBuffer record = ByteBuffer.allocate(name.length + 10 + data.length);
    record.put(name).putShort((short) entry.type()).putShort((short) 1).putInt(60);
    return record.putShort((short) data.length).put(data).array();
  }
}
