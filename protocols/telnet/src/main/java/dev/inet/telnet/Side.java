package dev.inet.telnet;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The options of one side of the connection by the Q method (RFC 1143): a request is never answered
 * twice, an answer never taken for a request, so no peer whatever can make us negotiate in circles.
 */
final class Side {
  private static final byte NO = 0;
  private static final byte YES = 1;
  private static final byte WANT_NO = 2;
  private static final byte WANT_YES = 3;

  /** Sends a verb for an option. */
  interface Sender {
    void send(int verb, int option);
  }

  private final int on;
  private final int off;
  private final Sender sender;
  private final IntPredicate willing;
  private final byte[] states = new byte[256];

  /** Where the opposite of what was asked for is wanted as soon as the answer is there. */
  private final BitSet opposite = new BitSet(256);

  /**
   * Makes a side.
   *
   * @param on the verb that we send to have an option on: WILL for ours, DO for the peer's
   * @param off the verb that we send to have it off
   * @param sender sends them
   * @param willing which options may be on
   */
  Side(int on, int off, Sender sender, IntPredicate willing) {
    this.on = on;
    this.off = off;
    this.sender = sender;
    this.willing = willing;
  }

  boolean isOn(int option) {
    // While it is being switched off it still is on.
    return states[option] == YES || states[option] == WANT_NO;
  }

  /** Takes the peer's wish, or agreement, that an option be on. */
  void hearOn(int option) {
    switch (states[option]) {
      case NO -> {
        boolean agreed = willing.test(option);
        states[option] = agreed ? YES : NO;
        sender.send(agreed ? on : off, option);
      }
      case WANT_NO -> {
        // The peer answers "off" by "on", which is an error of its.
        states[option] = opposite.get(option) ? YES : NO;
        opposite.clear(option);
      }
      case WANT_YES -> {
        if (opposite.get(option)) {
          opposite.clear(option);
          states[option] = WANT_NO;
          sender.send(off, option);
        } else {
          states[option] = YES;
        }
      }
      default -> {
        // It is on already: an answer would be the next request.
      }
    }
  }

  /** Takes the peer's wish, or its refusal, to have an option off. */
  void hearOff(int option) {
    switch (states[option]) {
      case YES -> {
        states[option] = NO;
        sender.send(off, option);
      }
      case WANT_NO -> {
        if (opposite.get(option)) {
          opposite.clear(option);
          states[option] = WANT_YES;
          sender.send(on, option);
        } else {
          states[option] = NO;
        }
      }
      case WANT_YES -> {
        opposite.clear(option);
        states[option] = NO;
      }
      default -> {
        // It is off already.
      }
    }
  }

  /** Asks for an option to be on or off. */
  void ask(int option, boolean wanted) {
    byte settled = wanted ? YES : NO;
    byte wanting = wanted ? WANT_YES : WANT_NO;
    byte state = states[option];
    if (state == wanting) {
      opposite.clear(option);
    } else if (state == WANT_YES || state == WANT_NO) {
      opposite.set(option);
    } else if (state != settled) {
      states[option] = wanting;
      sender.send(wanted ? on : off, option);
    }
  }
}
