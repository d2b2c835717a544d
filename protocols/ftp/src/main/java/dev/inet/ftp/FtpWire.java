package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import dev.inet.core.line.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The control connection: commands out, replies in, all of it in octets. */
final class FtpWire implements Closeable {
  /** How long a reply may take that only tidies up. */
  private static final Duration TIDY = Duration.ofSeconds(3);

  private final Connection connection;
  private final LineChannel lines;
  private boolean broken;

  /** How many replies the server owes; its greeting is the first. */
  private final AtomicInteger owed = new AtomicInteger(1);

  private volatile boolean leaving;

  FtpWire(Connection connection) {
    this.connection = connection;
    this.lines = new LineChannel(connection, StandardCharsets.ISO_8859_1, LineChannel.MAX_LINE);
  }

  Connection connection() {
    return connection;
  }

  /** Returns whether commands can still be sent. */
  boolean isUsable() {
    return !broken && !connection.isClosed();
  }

  /** Notes that replies and commands no longer match: nothing more is sent. */
  void spoil() {
    broken = true;
  }

  /** Keeps a command to be sent with the next one. */
  void queue(String command) throws InetException {
    begins();
    lines.queue(command);
  }

  /** Sends a command, and what was queued before it. */
  void send(String command) throws IOException {
    checkUsable();
    begins();
    try {
      lines.send(command);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Sends what was queued. */
  void flush() throws IOException {
    checkUsable();
    try {
      lines.flush();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Sends a command whose argument is shown to nobody. */
  void send(String start, Secret secret) throws IOException {
    checkUsable();
    begins();
    try {
      lines.sendConcealed(start, secret);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Said before it is looked who leaves, as a goodbye is: one of both sees the other. */
  private void begins() throws InetException {
    owed.incrementAndGet();
    if (leaving) {
      throw new InetException(Failure.BROKEN_OFF, "the connection is closed").at(connection.peer());
    }
  }

  /**
   * Says goodbye where that may still be understood. Amid a command of another thread nothing is
   * said: the answers that it waits for would be taken away.
   */
  void leave() {
    leaving = true;
    if (!isUsable() || owed.get() > 0) {
      return;
    }
    try {
      lines.send("QUIT");
      readSoon();
    } catch (IOException e) {
      // What was done is done; no more than politeness is lost.
    }
  }

  /** What is sent out of step may meet another file than the one that is meant. */
  private void checkUsable() throws InetException {
    if (broken && !connection.isClosed()) {
      throw new InetException(Failure.BROKEN_OFF, "the connection is out of step with the server")
          .at(connection.peer());
    }
  }

  /**
   * Reads a reply, whatever it says.
   *
   * @throws FtpException where the server says that it closes the connection (421)
   */
  Reply read() throws IOException {
    Reply reply;
    try {
      reply = literally(lines.readReply());
    } catch (IOException e) {
      throw broken(e);
    }
    if (reply.code() / 100 != 1) {
      owed.decrementAndGet();
    }
    if (reply.code() == 421) {
      broken = true;
      throw new FtpException(reply).at(connection.peer());
    }
    return reply;
  }

  /**
   * The control connection is one of Telnet (RFC 959, section 3.1), where the octet 255 that stands
   * for itself is sent twice. vsftpd and IIS do so in replies. In commands vsftpd and Pure-FTPd
   * take two for two, and ProFTPD takes a single one too, so commands are sent as they are.
   */
  private static Reply literally(Reply reply) {
    List<String> lines = reply.lines();
    if (lines.stream().noneMatch(line -> line.contains("\u00ff\u00ff"))) {
      return reply;
    }
    return new Reply(
        reply.code(), lines.stream().map(line -> line.replace("\u00ff\u00ff", "\u00ff")).toList());
  }

  /** Returns whether a reply begins to come, or the connection ended; waits for neither. */
  boolean hasArrived() throws IOException {
    try {
      return lines.hasArrived();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Reads a reply that only tidies up, within little time. */
  Reply readSoon() throws IOException {
    return readWithin(TIDY);
  }

  /** Reads a reply that comes soon or not at all. */
  Reply readWithin(Duration time) throws IOException {
    Duration usual = connection.readTimeout();
    boolean shorter = usual.isZero() || usual.compareTo(time) > 0;
    try {
      if (shorter) {
        connection.readTimeout(time);
      }
      return read();
    } finally {
      connection.readTimeout(usual);
    }
  }

  /** Sends a command and reads its reply, whatever it says. */
  Reply ask(String command) throws IOException {
    send(command);
    return read();
  }

  /**
   * Sends a command that must succeed.
   *
   * @throws FtpException where it does not
   */
  Reply must(String command) throws IOException {
    return must(ask(command));
  }

  /** Returns a reply that tells of success. */
  Reply must(Reply reply) throws InetException {
    if (reply.isTransient() || reply.isPermanent()) {
      throw new FtpException(reply).at(connection.peer());
    }
    if (!reply.isDone()) {
      broken = true;
      throw strange(reply);
    }
    return reply;
  }

  InetException strange(Reply reply) {
    return new InetException(Failure.BAD_REPLY, "the server answered out of turn")
        .said(reply.toString())
        .at(connection.peer());
  }

  /** Puts TLS on the connection. */
  void secure() throws IOException {
    try {
      lines.secure();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** After a failure nobody knows which reply would come next. */
  private IOException broken(IOException e) {
    broken = true;
    return e;
  }

  @Override
  public void close() throws IOException {
    broken = true;
    connection.close();
  }
}
