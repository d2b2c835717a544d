package dev.inet.nntp;

/** What was asked of the server when it said no: the same code means different things. */
enum Step {
  /** The first line of a session. */
  GREETING,
  /** STARTTLS. */
  STARTTLS,
  /** AUTHINFO. */
  SIGN_IN,
  /** POST, or the article that follows it. */
  POST,
  /** Everything else. */
  COMMAND
}
