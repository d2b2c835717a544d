package dev.inet.telnet;

/** What a user can have sent besides text (RFC 854, page 13). */
public enum TelnetControl {
  /** Are you there? */
  AYT(Codes.AYT),
  /** Break. */
  BRK(Codes.BRK),
  /** Interrupt process. */
  IP(Codes.IP),
  /** Abort output. */
  AO(Codes.AO),
  /** Erase character. */
  EC(Codes.EC),
  /** Erase line. */
  EL(Codes.EL),
  /** Go ahead. */
  GA(Codes.GA),
  /** Nothing; tells whether the connection lives. */
  NOP(Codes.NOP),
  /** End of record. */
  EOR(Codes.EOR),
  /** End of file (RFC 1184). */
  EOF(236),
  /** Suspend process (RFC 1184). */
  SUSP(237),
  /** Abort process (RFC 1184). */
  ABORT(238);

  private final int code;

  TelnetControl(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
