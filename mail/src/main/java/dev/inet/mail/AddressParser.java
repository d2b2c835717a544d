package dev.inet.mail;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;

/** Reads the mailbox-list of RFC 5322 section 3.4; strictly, since it comes from a user. */
final class AddressParser {
  private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

  private final String text;
  private int at;

  AddressParser(String text) {
    this.text = text;
  }

  List<MailAddress> list() throws InetException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // CR LF would begin a header, or a command, of the sender's choice.
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw new InetException(Failure.USAGE, "an address cannot hold a control character");
      }
    }
    var all = new ArrayList<MailAddress>();
    skip();
    while (at < text.length()) {
      all.add(mailbox());
      skip();
      if (at < text.length()) {
        if (text.charAt(at) != ',') {
          throw wrong();
        }
        at++;
        skip();
      }
    }
    if (all.isEmpty()) {
      throw wrong();
    }
    return List.copyOf(all);
  }

  private MailAddress mailbox() throws InetException {
    int start = at;
    var words = new StringBuilder();
    boolean quoted = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '<') {
        at++;
        MailAddress inner = addrSpec(unquoted(words.toString().strip()), '>');
        at++;
        if (!quoted && hidesAnother(inner)) {
          throw wrong();
        }
        return inner;
      }
      if (c == ',') {
        break;
      }
      if (c == '@') {
        int end = endOfName();
        if (end < 0) {
          at = start;
          return addrSpec("", ',');
        }
        words.append(text, at, end);
        at = end;
        continue;
      }
      if (c == '"') {
        quoted = true;
        words.append(quotedString());
      } else if (c == '(') {
        comment();
      } else {
        words.append(c);
        at++;
      }
    }
    String word = words.toString().strip();
    if (!quoted && word.equalsIgnoreCase("postmaster")) {
      return new MailAddress("", word, "");
    }
    throw wrong();
  }

  /** Returns whether the name holds an address that gets nothing since its comma is missing. */
  private static boolean hidesAnother(MailAddress to) {
    if (to.name().indexOf('@') < 0 || to.name().indexOf(' ') < 0) {
      return false;
    }
    for (String word : to.name().split(" ")) {
      int at = word.indexOf('@');
      if (at > 0 && at < word.length() - 1 && !word.equalsIgnoreCase(to.address())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns where the name ends that goes on with an {@code @}, which RFC 5322 wants in quotes:
   * programs give the address as a name as well. -1 where it belongs to no name.
   */
  private int endOfName() {
    int end = at;
    while (end < text.length() && ",;\"(".indexOf(text.charAt(end)) < 0) {
      if (text.charAt(end) == '<') {
        return end;
      }
      end++;
    }
    return -1;
  }

  /** Takes a quoted string with its quotes. */
  private String quotedString() throws InetException {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw wrong();
    }
    at++;
    return text.substring(start, at);
  }

  private static String unquoted(String phrase) {
    var plain = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < phrase.length(); i++) {
      char c = phrase.charAt(i);
      if (c == '"') {
        inside = !inside;
      } else if (inside && c == '\\' && i + 1 < phrase.length()) {
        plain.append(phrase.charAt(++i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString().strip();
  }

  private void comment() throws InetException {
    int depth = 0;
    do {
      if (at >= text.length()) {
        throw wrong();
      }
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' ? 2 : 1;
    } while (depth > 0);
  }

  private void skip() throws InetException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(') {
        comment();
      } else if (c == ' ' || c == '\t') {
        at++;
      } else {
        return;
      }
    }
  }

  /** Takes local part and domain up to, not including, the end. */
  private MailAddress addrSpec(String name, char end) throws InetException {
    skip();
    String local;
    if (at < text.length() && text.charAt(at) == '"') {
      local = quotedString();
    } else {
      int start = at;
      while (at < text.length() && text.charAt(at) != '@' && text.charAt(at) != end) {
        at++;
      }
      local = text.substring(start, at);
      if (end == '>' && at < text.length() && text.charAt(at) == end && isPostmaster(local)) {
        return new MailAddress(name, local, "");
      }
      if (!isDotAtom(local)) {
        throw wrong();
      }
    }
    if (at >= text.length() || text.charAt(at) != '@') {
      throw wrong();
    }
    int start = ++at;
    while (at < text.length() && text.charAt(at) != end && text.charAt(at) != '(') {
      at++;
    }
    String domain = text.substring(start, at).strip();
    skip();
    if (end == '>' && (at >= text.length() || text.charAt(at) != '>')) {
      throw wrong();
    }
    if (!Domains.isDomain(domain) && !Domains.isLiteral(domain)
        || local.length() + domain.length() > MailAddress.MAX_LENGTH) {
      throw wrong();
    }
    return new MailAddress(name, local, domain);
  }

  private static boolean isPostmaster(String local) {
    return local.equalsIgnoreCase("postmaster");
  }

  private static boolean isDotAtom(String local) {
    if (local.isEmpty() || local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
      return false;
    }
    return Characters.all(
        local,
        c ->
            c == '.'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ATEXT.indexOf(c) >= 0
                || c >= 0xa0 && c != 0x2028 && c != 0x2029);
  }

  private InetException wrong() {
    String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return new InetException(Failure.USAGE, "'" + shown + "' is no mail address");
  }
}
