package dev.inet.imap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes what a server sends while a command is under way. */
@FunctionalInterface
interface Handler extends ImapWire.Bodies {
  /** Takes nothing. */
  Handler NONE = response -> {};

  /** Takes an untagged response; one that nobody asked for may come at any time. */
  void on(Response response) throws IOException;

  @Override
  default ImapWire.@Nullable Sink open(String head, String item, long size) throws IOException {
    return null;
  }
}
