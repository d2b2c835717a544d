package dev.inet.dns;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** One question as it goes out, and the test that a message is the answer to it. */
final class Question {
  /** What fits into one unfragmented datagram everywhere; larger answers come by TCP. */
  static final int DATAGRAM = 1232;

  private static final int HEADER = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Name name;
  private final int type;
  private final int id;
  private final boolean edns;
  private final byte[] bytes;

  private Question(Name name, int type, int id, boolean edns) {
    this.name = name;
    this.type = type;
    this.id = id;
    this.edns = edns;
    var message = new Message(id);
    message.getHeader().setOpcode(Opcode.QUERY);
    message.getHeader().setFlag(Flags.RD);
    // Asks the server to say whether it validated (RFC 6840, section 5.7).
    message.getHeader().setFlag(Flags.AD);
    message.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    if (edns) {
      message.addRecord(new OPTRecord(DATAGRAM, 0, 0), Section.ADDITIONAL);
    }
    bytes = message.toWire();
  }

  /** Makes a question with a number that nobody off the path can guess (RFC 5452). */
  static Question random(Name name, int type) {
    return new Question(name, type, RANDOM.nextInt(1 << 16), true);
  }

  /** Returns this as HTTP wants it: number 0, so that the answer can be cached (RFC 8484, 4.1). */
  Question cacheable() {
    return new Question(name, type, 0, true);
  }

  /** Returns this for a server that does not know EDNS (RFC 6891, section 6.2.2). */
  Question withoutEdns() {
    return new Question(name, type, RANDOM.nextInt(1 << 16), false);
  }

  Name name() {
    return name;
  }

  int type() {
    return type;
  }

  /** Returns the question in wire form; the caller does not change it. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns whether a reply says that the server stumbled over EDNS. */
  boolean isRefusedForEdns(Message reply) {
    int code = reply.getRcode();
    return edns && (code == Rcode.FORMERR || code == Rcode.NOTIMP) && reply.getOPT() == null;
  }

  /**
   * Reads the answer to this question.
   *
   * @param reply a whole message
   * @throws InetException as {@link Failure#BAD_REPLY} where it is anything else: a forged answer
   *     has another number or another question, and is not read further
   */
  Message answer(byte[] reply) throws InetException {
    if (reply.length < HEADER) {
      throw new InetException(Failure.BAD_REPLY, "an answer of " + reply.length + " bytes");
    }
    if (((reply[0] & 0xff) << 8 | (reply[1] & 0xff)) != id) {
      throw new InetException(Failure.BAD_REPLY, "an answer to another query");
    }
    Message message = decode(reply);
    var header = message.getHeader();
    if (!header.getFlag(Flags.QR) || header.getOpcode() != Opcode.QUERY) {
      throw new InetException(Failure.BAD_REPLY, "a message that is no answer");
    }
    List<Record> asked = message.getSection(Section.QUESTION);
    if (asked.size() != 1 ? !mayOmitQuestion(message) : !isThis(asked.get(0))) {
      throw new InetException(Failure.BAD_REPLY, "an answer to another question");
    }
    return message;
  }

  private static Message decode(byte[] reply) throws InetException {
    try {
      return new Message(reply);
    } catch (IOException | RuntimeException e) {
      // The codec throws unchecked exceptions too where a hostile record breaks its own rules.
      throw new InetException(Failure.BAD_REPLY, "an answer that cannot be read", e);
    }
  }

  private boolean isThis(Record asked) {
    return asked.getType() == type
        && asked.getDClass() == DClass.IN
        && asked.getName().equals(name);
  }

  /** A server that could not read the question cannot repeat it. */
  private static boolean mayOmitQuestion(Message message) {
    int code = message.getRcode();
    return message.getSection(Section.QUESTION).isEmpty()
        && (code == Rcode.FORMERR || code == Rcode.NOTIMP);
  }
}
