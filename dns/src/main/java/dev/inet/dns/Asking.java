package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question that is put to one server after the other until one knows. */
final class Asking {
  private final Question question;
  private final List<Endpoint> servers;
  private final List<Endpoint> left;
  private @Nullable Outcome outcome;
  private @Nullable Outcome second;
  private int ignored;

  Asking(Question question, List<Endpoint> servers) {
    this.question = question;
    this.servers = servers;
    this.left = new ArrayList<>(servers);
  }

  Question question() {
    return question;
  }

  boolean isOpen() {
    return outcome == null;
  }

  /** Returns the servers that did not fail yet. */
  List<Endpoint> left() {
    return left;
  }

  boolean isLeft(Endpoint server) {
    return isOpen() && left.contains(server);
  }

  /** Notes a datagram that was no answer to the question. */
  void ignored() {
    ignored++;
  }

  /** Takes what became of asking one server; where it failed, another may know better. */
  void take(Outcome taken, Endpoint server) {
    left.remove(server);
    if (taken.isConclusive()) {
      outcome = taken;
      return;
    }
    // What a server said is told rather than that another one is not there.
    if (second == null || taken.isAnswered()) {
      second = taken;
    }
    if (left.isEmpty()) {
      outcome = second;
    }
  }

  /** Returns what became of the question in the end. */
  Outcome outcome(Deadline end) {
    if (outcome != null) {
      return outcome;
    }
    if (second != null && second.isAnswered()) {
      return second;
    }
    String others = servers.size() > 1 ? " and " + (servers.size() - 1) + " more" : "";
    String fits = ignored == 0 ? "" : " that fits (" + ignored + " ignored)";
    String why = end.hasPassed() ? end.passed().getMessage() : "timed out";
    return Outcome.failed(
        new InetException(
            Failure.TIMEOUT,
            "no answer" + fits + " from the name server " + servers.get(0) + others + ", " + why));
  }
}
