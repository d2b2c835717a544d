package dev.inet.dns;

import dev.inet.core.Endpoint;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/** A name server on loopback, by UDP and TCP on one port, that says what a test wants. */
final class NamePeer implements Closeable {
  /** What is said to a question; no bytes are silence, and silence by TCP is the end. */
  interface Script {
    List<byte[]> replies(byte[] question) throws IOException;
  }

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final List<Message> asked = new CopyOnWriteArrayList<>();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();

  NamePeer(Script byUdp, Script byTcp) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    tcp = new ServerSocket();
    tcp.bind(new InetSocketAddress(loopback, 0));
    udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
    start(() -> serveUdp(byUdp));
    start(() -> serveTcp(byTcp));
  }

  /** Serves what is written in lines of a zone file, by either way; NXDOMAIN for other names. */
  static NamePeer serving(String... lines) throws IOException {
    Script zone = zone(lines);
    return new NamePeer(zone, zone);
  }

  static NamePeer saying(UnaryOperator<Message> reply) throws IOException {
    Script script = question -> List.of(reply.apply(replyTo(question)).toWire());
    return new NamePeer(script, script);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", tcp.getLocalPort());
  }

  /** Returns the questions so far, in the order in which they came. */
  List<Message> asked() {
    return asked;
  }

  /** Returns the ports from which datagrams came. */
  List<Integer> ports() {
    return ports;
  }

  static Script zone(String... lines) throws IOException {
    var records = new ArrayList<Record>();
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      var data = new Tokenizer(parts[2]);
      int type = Type.value(parts[1]);
      records.add(
          Record.fromString(Name.fromString(parts[0]), type, DClass.IN, 300, data, Name.root));
    }
    return question -> List.of(look(replyTo(question), records).toWire());
  }

  private static Message look(Message reply, List<Record> zone) {
    Record asked = reply.getQuestion();
    Name name = asked.getName();
    boolean exists = false;
    for (int hop = 0; hop < 30; hop++) {
      Name next = null;
      for (Record record : zone) {
        if (record.getName().equals(name)) {
          exists = true;
          if (record.getType() == asked.getType() || record instanceof CNAMERecord) {
            reply.addRecord(record, Section.ANSWER);
          }
          if (record instanceof CNAMERecord alias && asked.getType() != Type.CNAME) {
            next = alias.getTarget();
          }
        }
      }
      if (next == null) {
        break;
      }
      name = next;
    }
    reply.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
    return reply;
  }

  /** Returns a reply without records. */
  static Message replyTo(byte[] question) throws IOException {
    Message asked = new Message(question);
    var reply = new Message(asked.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.addRecord(asked.getQuestion(), Section.QUESTION);
    return reply;
  }

  static Message withCode(Message reply, int code) {
    reply.getHeader().setRcode(code);
    return reply;
  }

  static Message withError(Message reply, int code, int reason, String text) {
    var option = new ExtendedErrorCodeOption(reason, text);
    reply.addRecord(new OPTRecord(1232, 0, 0, 0, option), Section.ADDITIONAL);
    return withCode(reply, code);
  }

  private static void start(Runnable loop) {
    var thread = new Thread(loop, "name peer");
    thread.setDaemon(true);
    thread.start();
  }

  private void serveUdp(Script script) {
    try {
      byte[] buffer = new byte[4096];
      while (true) {
        var packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
        asked.add(new Message(question));
        ports.add(packet.getPort());
        for (byte[] reply : script.replies(question)) {
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serveTcp(Script script) {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          var in = new DataInputStream(socket.getInputStream());
          byte[] question = in.readNBytes(in.readUnsignedShort());
          asked.add(new Message(question));
          for (byte[] reply : script.replies(question)) {
            var framed = ByteBuffer.allocate(reply.length + 2);
            socket
                .getOutputStream()
                .write(framed.putShort((short) reply.length).put(reply).array());
          }
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
