package dev.inet.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one checked exception of the house: what failed, in which phase, with whom.
 *
 * <p>Protocols extend it with their reply codes. What is known only further up (the phase, the
 * peer) is filled in on the way by {@link #during} and {@link #at}, which never overwrite what the
 * thrower knew better.
 */
public class InetException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Failure failure;
  private @Nullable Phase phase;
  private transient @Nullable Endpoint endpoint;
  private transient List<Attempted> attempts = List.of();
  private @Nullable String reply;
  private @Nullable String hint;
  private @Nullable String subject;
  private transient @Nullable Retry retry;

  /**
   * Makes an exception without a cause.
   *
   * @param failure the meaning
   * @param message one line for people, without the peer's name; each control character in it,
   *     which only a server's words can have brought, is shown by its number
   */
  public InetException(Failure failure, String message) {
    super(oneLine(message));
    this.failure = failure;
  }

  /**
   * Makes an exception with a cause.
   *
   * @param failure the meaning
   * @param message one line for people, without the peer's name; each control character in it,
   *     which only a server's words can have brought, is shown by its number
   * @param cause what a lower layer threw
   */
  public InetException(Failure failure, String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.failure = failure;
  }

  /** A server's words in a message must not drive a terminal, nor forge a second line of a log. */
  private static String oneLine(String message) {
    int unfit = 0;
    while (unfit < message.length() && !isUnfit(message.charAt(unfit))) {
      unfit++;
    }
    if (unfit == message.length()) {
      return message;
    }
    var fit = new StringBuilder(message.length() + 16).append(message, 0, unfit);
    for (int i = unfit; i < message.length(); i++) {
      char c = message.charAt(i);
      if (c == '\r' || c == '\n' || c == '\t') {
        fit.append(' ');
      } else if (isUnfit(c)) {
        String hex = Integer.toHexString(c);
        fit.append(hex.length() > 2 ? "\\u" + hex : (hex.length() < 2 ? "\\x0" : "\\x") + hex);
      } else {
        fit.append(c);
      }
    }
    return fit.toString();
  }

  private static boolean isUnfit(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Returns the meaning of this failure. */
  public final Failure failure() {
    return failure;
  }

  /** Returns the phase in which it happened, where one is known. */
  public final Optional<Phase> phase() {
    return Optional.ofNullable(phase);
  }

  /** Returns the peer that the conversation was with, where one is known. */
  public final Optional<Endpoint> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** Returns every address that was tried, in the order of the tries; empty where none was. */
  public final List<Attempted> attempts() {
    return attempts;
  }

  /** Returns the server's own words, where it said any. */
  public final Optional<String> reply() {
    return Optional.ofNullable(reply);
  }

  /** Returns what the user may do about it, where that is known. */
  public final Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** Returns which of several things it is about, where that is known. */
  public final Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** Returns whether doing the same again can help; by default that depends on the failure. */
  public final Retry retry() {
    if (retry != null) {
      return retry;
    }
    return switch (failure) {
      case UNREACHABLE, TIMEOUT, NO_ANSWER, BROKEN_OFF, INCOMPLETE, HOST_NAME, PROXY_NAME ->
          Retry.SAFE;
      default -> Retry.NEVER;
    };
  }

  /**
   * Notes the phase unless one is known already.
   *
   * @param where the phase
   * @return this
   */
  public final InetException during(Phase where) {
    if (phase == null) {
      phase = where;
    }
    return this;
  }

  /**
   * Notes the peer unless one is known already.
   *
   * @param peer the peer
   * @return this
   */
  public final InetException at(Endpoint peer) {
    if (endpoint == null) {
      endpoint = peer;
    }
    return this;
  }

  /**
   * Notes every address that was tried.
   *
   * @param tried the tries in their order
   * @return this
   */
  public final InetException tried(List<Attempted> tried) {
    attempts = List.copyOf(tried);
    return this;
  }

  /**
   * Notes the server's own words.
   *
   * @param words the reply as it came, decoded
   * @return this
   */
  public final InetException said(String words) {
    reply = words;
    return this;
  }

  /**
   * Notes what the user may do about it.
   *
   * @param advice one sentence
   * @return this
   */
  public final InetException hint(String advice) {
    hint = advice;
    return this;
  }

  /**
   * Notes which of several things it is about, unless that is known already.
   *
   * @param thing what it was called when it was asked for
   * @return this
   */
  public final InetException about(String thing) {
    if (subject == null) {
      subject = thing;
    }
    return this;
  }

  /**
   * Overrides whether doing the same again can help.
   *
   * @param decision the decision
   * @return this
   */
  public final InetException retry(Retry decision) {
    retry = decision;
    return this;
  }

  /**
   * Finds the first exception of ours in a chain of causes; libraries wrap what our sockets throw.
   *
   * @param thrown what a library threw
   * @return the first of ours, empty where there is none
   */
  public static Optional<InetException> in(@Nullable Throwable thrown) {
    // A chain of causes may be circular; nobody needs more than a few.
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof InetException ours) {
        return Optional.of(ours);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
