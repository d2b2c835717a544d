package dev.inet.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.Arrays;

/**
 * Takes the stream from the peer apart (RFC 854): data stays, commands go to a handler. A pure
 * state machine: the stream may be cut anywhere, and nothing is kept but the place in a command and
 * the start of a subnegotiation.
 */
final class Decoder {
  /**
   * The longest subnegotiation. What follows a lone IAC SB would else be collected for ever, and
   * the user wait for a text that is taken for a terminal's name.
   */
  static final int LONGEST = 64 * 1024;

  /**
   * How many commands may come in a row without any data. No real conversation has so many; a peer
   * that only negotiates would keep us busy answering.
   */
  static final int MOST_COMMANDS = 1 << 16;

  /** Takes what is not data. */
  interface Handler {
    /** Takes a command without an option, such as AYT. */
    void command(int code) throws InetException;

    /** Takes WILL, WONT, DO or DONT. */
    void negotiation(int verb, int option) throws InetException;

    /** Takes a subnegotiation, its doubled IACs halved. */
    void subnegotiation(int option, byte[] content) throws InetException;
  }

  private enum State {
    DATA,
    COMMAND,
    OPTION,
    SUB_OPTION,
    SUB,
    SUB_COMMAND
  }

  private final Handler handler;
  private State state = State.DATA;
  private boolean binary;
  private boolean afterCr;
  private int verb;
  private int option;
  private byte[] sub = new byte[64];
  private int subLength;
  private int commands;

  Decoder(Handler handler) {
    this.handler = handler;
  }

  /** Changes whether a NUL after a CR belongs to the data (RFC 856). */
  void binary(boolean value) {
    binary = value;
  }

  /**
   * Decodes in place; data is never longer than what it came in.
   *
   * @param bytes what came; overwritten with its data, from {@code from} on
   * @param from where it begins
   * @param to where it ends
   * @return where the data ends
   * @throws InetException as {@link Failure#BAD_REPLY} where the peer exceeds a bound
   */
  int decode(byte[] bytes, int from, int to) throws InetException {
    int out = from;
    int at = from;
    while (at < to) {
      if (state == State.DATA) {
        int stop = binary ? Scan.iac(bytes, at, to) : Scan.iacOrNul(bytes, at, to);
        int run = stop - at;
        if (run > 0) {
          if (out != at) {
            System.arraycopy(bytes, at, bytes, out, run);
          }
          out += run;
          afterCr = bytes[stop - 1] == '\r';
          commands = 0;
          at = stop;
        }
        if (at < to) {
          if (bytes[at++] != 0) {
            state = State.COMMAND;
          } else {
            // CR NUL is a carriage return (RFC 854, page 11); any other NUL is data.
            if (!afterCr) {
              bytes[out++] = 0;
            }
            afterCr = false;
          }
        }
      } else {
        int b = bytes[at++] & 0xff;
        if (state == State.COMMAND && b == Codes.IAC) {
          bytes[out++] = (byte) Codes.IAC;
          afterCr = false;
          commands = 0;
          state = State.DATA;
        } else {
          step(b);
        }
      }
    }
    return out;
  }

  private void step(int b) throws InetException {
    switch (state) {
      case COMMAND -> command(b);
      case OPTION -> {
        state = State.DATA;
        handler.negotiation(verb, b);
      }
      case SUB_OPTION -> {
        option = b;
        subLength = 0;
        state = State.SUB;
      }
      case SUB -> {
        if (b == Codes.IAC) {
          state = State.SUB_COMMAND;
        } else {
          collect(b);
        }
      }
      case SUB_COMMAND -> {
        if (b == Codes.IAC) {
          collect(b);
          state = State.SUB;
          return;
        }
        state = State.DATA;
        handler.subnegotiation(option, Arrays.copyOf(sub, subLength));
        if (b != Codes.SE) {
          // The SE was forgotten: the next command ends the subnegotiation as well.
          command(b);
        }
      }
      case DATA -> throw new IllegalStateException();
    }
  }

  private void command(int b) throws InetException {
    if (++commands > MOST_COMMANDS) {
      throw new InetException(
          Failure.BAD_REPLY, "the server negotiates without end and says nothing");
    }
    switch (b) {
      case Codes.WILL, Codes.WONT, Codes.DO, Codes.DONT -> {
        verb = b;
        state = State.OPTION;
      }
      case Codes.SB -> state = State.SUB_OPTION;
      default -> {
        state = State.DATA;
        handler.command(b);
      }
    }
  }

  private void collect(int b) throws InetException {
    if (subLength == LONGEST) {
      throw new InetException(
          Failure.BAD_REPLY, "the server sent a subnegotiation of more than " + LONGEST + " bytes");
    }
    if (subLength == sub.length) {
      sub = Arrays.copyOf(sub, sub.length * 2);
    }
    sub[subLength++] = (byte) b;
  }
}
