package dev.inet.dns;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.resolve.Records.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What an answer says about the question.
 *
 * @param exists whether there is such a name
 * @param records the records of the type asked for, at the end of the chain of aliases
 * @param isValidated whether they were validated and could not be changed on the way
 */
record Reading(boolean exists, List<Record> records, boolean isValidated) {
  /** The longest chain of aliases that is followed; nobody needs as many. */
  static final int MOST_ALIASES = 16;

  /** The most records that are taken from one answer. */
  static final int MOST_RECORDS = 1000;

  private static final int MOST_WORDS = 200;
  private static final long LOCAL_TTL = 0;

  /**
   * Reads an answer.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where the server failed or contradicts
   *     itself
   */
  static Reading of(Outcome outcome, Question question) throws InetException {
    Message reply = outcome.reply();
    int code = reply.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      throw failed(reply, outcome.server());
    }
    List<Record> section = reply.getSection(Section.ANSWER);
    Name owner = question.name();
    if (question.type() != Type.CNAME && question.type() != Type.ANY) {
      owner = canonical(section, owner, outcome.server());
    }
    var records = new ArrayList<Record>();
    for (Record record : section) {
      // What belongs to other names was not asked for: believing it would be cache poisoning.
      boolean asked = record.getType() == question.type() || question.type() == Type.ANY;
      if (asked
          && record.getDClass() == DClass.IN
          && record.getName().equals(owner)
          && records.size() < MOST_RECORDS) {
        records.add(record);
      }
    }
    return new Reading(code == Rcode.NOERROR, List.copyOf(records), outcome.isValidated());
  }

  /** Answers for a name that means this machine, without asking anybody. */
  static Reading local(Name name, int type) {
    if (Names.isLoopbackReverse(name)) {
      return new Reading(
          true,
          type == Type.PTR
              ? List.of(new PTRRecord(name, DClass.IN, LOCAL_TTL, Names.LOCALHOST))
              : List.of(),
          false);
    }
    try {
      byte[] six = new byte[16];
      six[15] = 1;
      List<Record> records =
          switch (type) {
            case Type.A ->
                List.of(
                    new ARecord(
                        name,
                        DClass.IN,
                        LOCAL_TTL,
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
            case Type.AAAA ->
                List.of(new AAAARecord(name, DClass.IN, LOCAL_TTL, InetAddress.getByAddress(six)));
            default -> List.of();
          };
      return new Reading(true, records, false);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the records as people and scripts read them. */
  List<Answer> answers() {
    return records.stream()
        .map(
            record ->
                new Answer(
                    printable(record.getName().toString()),
                    Type.string(record.getType()),
                    record.getTTL(),
                    printable(record.rdataToString()),
                    isValidated))
        .toList();
  }

  private static Name canonical(List<Record> section, Name asked, String server)
      throws InetException {
    Name name = asked;
    Set<Name> seen = new HashSet<>();
    for (CNAMERecord alias = alias(section, name); alias != null; alias = alias(section, name)) {
      // A circle of aliases, or one without end, would hold us for ever.
      if (!seen.add(name) || seen.size() > MOST_ALIASES) {
        String what = seen.size() > MOST_ALIASES ? "too many aliases" : "a circle of aliases";
        throw new InetException(
            Failure.BAD_REPLY, "the name server " + server + " answered with " + what);
      }
      name = alias.getTarget();
    }
    return name;
  }

  private static @Nullable CNAMERecord alias(List<Record> section, Name name) {
    for (Record record : section) {
      if (record instanceof CNAMERecord alias && alias.getName().equals(name)) {
        return alias;
      }
    }
    return null;
  }

  private static InetException failed(Message reply, String server) {
    String code = Rcode.string(reply.getRcode());
    String words = code + reason(reply.getOPT());
    // It tells of the server, not of the name, which may be there (RFC 2308 section 7).
    return new InetException(Failure.BAD_REPLY, "the name server " + server + " answered " + words)
        .retry(Retry.SAFE)
        .said(words);
  }

  /** Returns the server's own reason where it gave one (RFC 8914). */
  private static String reason(@Nullable OPTRecord opt) {
    if (opt == null) {
      return "";
    }
    for (EDNSOption option : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
      if (option instanceof ExtendedErrorCodeOption error) {
        String name = ExtendedErrorCodeOption.text(error.getErrorCode());
        String text = error.getText();
        return " (" + name + (text == null || text.isEmpty() ? "" : ": " + words(text)) + ")";
      }
    }
    return "";
  }

  private static String words(String text) {
    return printable(text.length() > MOST_WORDS ? text.substring(0, MOST_WORDS) + "..." : text);
  }

  /** Leaves nothing that a terminal would obey. */
  private static String printable(String text) {
    boolean clean = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return clean ? text : text.replaceAll("[^ -~]", "?");
  }
}
