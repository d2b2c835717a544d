package dev.inet.ftp;

/** What was learned of a server; all its connections share it. */
final class Traits {
  /** EPSV is refused, or leads nowhere. */
  volatile boolean withoutEpsv;

  /** Data connections must resume the session of the control connection, and cannot under 1.3. */
  volatile boolean onlyTls12;

  /** LIST takes no option for names that begin with a dot. */
  volatile boolean withoutHidden;

  /** LIST lists the current folder whatever path it is given. */
  volatile boolean withoutPaths;

  /** That was looked at, and is not so. */
  volatile boolean heedsPaths;

  /** PWD names a folder that CWD does not lead to. */
  volatile boolean withoutWayBack;

  /** MLSD is refused, whatever FEAT says. */
  volatile boolean withoutMlsd;

  /** A command that travels with another, as with the request for its data, comes too early. */
  volatile boolean oneByOne;

  /** The handshake of a data connection has to come before the reply that begins a transfer. */
  volatile boolean handshakeFirst;

  /** That was tried, and is not so. */
  volatile boolean replyFirst;

  /** What makes those let go who work over these connections. */
  final Reins reins = new Reins();
}
