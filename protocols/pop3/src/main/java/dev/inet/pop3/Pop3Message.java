package dev.inet.pop3;

import org.jspecify.annotations.Nullable;

/**
 * A message in the list of a server.
 *
 * @param number its number in this session, from 1
 * @param size how many bytes it has, as the server says, which may be wrong
 * @param uid its unique id (UIDL), the same in all sessions; {@code null} where the server has none
 */
public record Pop3Message(int number, long size, @Nullable String uid) {}
