package dev.inet.core.resolve;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import java.util.List;

/** Asks for other records than addresses: MX, SRV, TXT, TLSA. */
public interface Records {
  /**
   * A record of the domain name system, as its data is written in a zone file (RFC 1035).
   *
   * @param type such as {@code MX}
   * @param ttl seconds for which it may be kept
   * @param data the data in presentation form, such as {@code 10 mail.example.org.}
   */
  record Answer(String type, long ttl, String data) {}

  /**
   * Asks for the records of one type.
   *
   * @param name the domain name
   * @param type such as {@code MX}, {@code SRV}, {@code TXT}, {@code TLSA}, {@code CNAME}
   * @param deadline when to give up
   * @return the answers; empty where the name exists without such records
   * @throws InetException as {@link dev.inet.core.Failure#HOST_NAME} where the name does not exist,
   *     as {@link dev.inet.core.Failure#BAD_REPLY} where the server failed
   */
  List<Answer> ask(String name, String type, Deadline deadline) throws InetException;
}
