package dev.inet.telnet;

/** The numbers of the protocol (RFC 854, 855) and of its options, and their names in words. */
final class Codes {
  static final int EOR = 239;
  static final int SE = 240;
  static final int NOP = 241;
  static final int DM = 242;
  static final int BRK = 243;
  static final int IP = 244;
  static final int AO = 245;
  static final int AYT = 246;
  static final int EC = 247;
  static final int EL = 248;
  static final int GA = 249;
  static final int SB = 250;
  static final int WILL = 251;
  static final int WONT = 252;
  static final int DO = 253;
  static final int DONT = 254;
  static final int IAC = 255;

  static final int BINARY = 0;
  static final int ECHO = 1;
  static final int SGA = 3;
  static final int STATUS = 5;
  static final int TIMING_MARK = 6;
  static final int TTYPE = 24;
  static final int NAWS = 31;
  static final int LINEMODE = 34;
  static final int NEW_ENVIRON = 39;
  static final int CHARSET = 42;

  private Codes() {}

  /** Returns the name of a command. */
  static String command(int code) {
    return switch (code) {
      case 236 -> "EOF";
      case 237 -> "SUSP";
      case 238 -> "ABORT";
      case EOR -> "EOR";
      case SE -> "SE";
      case NOP -> "NOP";
      case DM -> "DM";
      case BRK -> "BRK";
      case IP -> "IP";
      case AO -> "AO";
      case AYT -> "AYT";
      case EC -> "EC";
      case EL -> "EL";
      case GA -> "GA";
      case SB -> "SB";
      case WILL -> "WILL";
      case WONT -> "WONT";
      case DO -> "DO";
      case DONT -> "DONT";
      default -> "command " + code;
    };
  }

  /** Returns the name of an option. */
  static String option(int number) {
    return switch (number) {
      case BINARY -> "BINARY";
      case ECHO -> "ECHO";
      case SGA -> "SGA";
      case STATUS -> "STATUS";
      case TIMING_MARK -> "TIMING-MARK";
      case 18 -> "LOGOUT";
      case TTYPE -> "TTYPE";
      case 25 -> "EOR";
      case NAWS -> "NAWS";
      case 32 -> "TSPEED";
      case 33 -> "LFLOW";
      case LINEMODE -> "LINEMODE";
      case 35 -> "XDISPLOC";
      case 36 -> "ENVIRON";
      case 37 -> "AUTHENTICATION";
      case 38 -> "ENCRYPT";
      case NEW_ENVIRON -> "NEW-ENVIRON";
      case 40 -> "TN3270E";
      case CHARSET -> "CHARSET";
      case 44 -> "COM-PORT";
      case 46 -> "START-TLS";
      case 85, 86 -> "MCCP";
      default -> "option " + number;
    };
  }
}
