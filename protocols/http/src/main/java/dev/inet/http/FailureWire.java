package dev.inet.http;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;

/** What OkHttp throws, by its name. */
final class FailureWire {
  private FailureWire() {}

  /**
   * Gives what OkHttp throws its name: what our own sockets threw first, then what is known about
   * the connection.
   *
   * @param body whether the head was whole already
   */
  static IOException named(IOException e, Leg leg, boolean body, Endpoint endpoint) {
    Optional<InetException> ours = InetException.in(e);
    if (ours.isPresent()) {
      return ours.get().at(endpoint);
    }
    if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
      return e;
    }
    Connection connection = leg.connection();
    boolean ended = connection != null && connection.isAtEnd();
    Phase phase = body ? Phase.TRANSFER : Phase.COMMAND;
    return meaning(e, leg, body, ended).at(endpoint).during(phase);
  }

  private static InetException meaning(IOException e, Leg leg, boolean body, boolean ended) {
    StreamTimeWire time = leg.time();
    if (e instanceof SocketTimeoutException || time != null && time.isOver()) {
      return new InetException(Failure.TIMEOUT, "the stream stands still (read-timeout)", e);
    }
    if (e instanceof UnknownHostException) {
      // OkHttp takes digits and dots for an address, and asks nobody of ours for it.
      return new InetException(Failure.HOST_NAME, "the host is neither address nor name", e);
    }
    if (body && (ended || e instanceof StreamResetException)) {
      return new InetException(Failure.INCOMPLETE, "the body ended before it was whole", e);
    }
    if (ended && isGivenUp(e)) {
      return new InetException(Failure.NO_ANSWER, "the server closed without an answer", e);
    }
    if (e instanceof StreamResetException) {
      return new InetException(Failure.BROKEN_OFF, "the server reset the stream", e);
    }
    if (!body && e instanceof ProtocolException) {
      return unlawful(e);
    }
    if (ended && !leg.heardAnswer()) {
      return new InetException(Failure.NO_ANSWER, "the server closed without an answer", e);
    }
    if (ended && leg.heardOtherThan("HTTP/", e)) {
      return new InetException(Failure.BAD_REPLY, "the server does not speak HTTP", e);
    }
    if (ended) {
      return new InetException(Failure.BROKEN_OFF, "the server closed within its head", e);
    }
    if (e.getCause() instanceof EOFException) {
      return new InetException(Failure.BAD_REPLY, "the head is larger than 256 KiB", e);
    }
    // What the peer does to a socket has a name of ours already: this one was closed here.
    boolean closedHere = e instanceof SocketException;
    if (e instanceof ProtocolException || leg.heardSomething() && !closedHere) {
      return unlawful(e);
    }
    String why = HttpException.shortly(String.valueOf(e.getMessage()));
    return new InetException(Failure.BROKEN_OFF, "the exchange failed (" + why + ")", e);
  }

  /**
   * Returns whether OkHttp gave a stream up, as it does where the connection ended: told at the
   * read, or beside a write that found it so.
   */
  private static boolean isGivenUp(IOException e) {
    return Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed()))
        .anyMatch(
            each ->
                each instanceof StreamResetException reset && reset.errorCode == ErrorCode.CANCEL);
  }

  private static InetException unlawful(IOException e) {
    String why = HttpException.shortly(String.valueOf(e.getMessage()));
    return new InetException(
        Failure.BAD_REPLY, "the server does not keep to HTTP (" + why + ")", e);
  }

  static InetException incomplete(Endpoint endpoint) {
    return new InetException(Failure.INCOMPLETE, "the body ended before it was whole")
        .at(endpoint)
        .during(Phase.TRANSFER);
  }

  /**
   * Returns whether the server of a failed request certainly did nothing about it, so that it may
   * be sent again whatever it asks for (RFC 9113, sections 6.8 and 8.7): the stream was refused,
   * lies beyond the last one that the server takes, or was never opened.
   */
  static boolean isUnheard(InetException e) {
    return e.getCause() instanceof ConnectionShutdownException
        || e.getCause() instanceof StreamResetException reset
            && reset.errorCode == ErrorCode.REFUSED_STREAM;
  }

  /**
   * Returns whether a server of another version of HTTP may be behind it: nothing that follows from
   * a frame, from our own limits or from the time.
   */
  static boolean mayBeOtherVersion(IOException e) {
    return InetException.in(e).map(ours -> ours.failure() == Failure.BROKEN_OFF).orElse(true)
        && !(e instanceof StreamResetException)
        && !(e instanceof InterruptedIOException);
  }
}
