package dev.inet.pop3;

/**
 * What a mailbox holds (STAT).
 *
 * @param count how many messages
 * @param bytes how many bytes they have together, as the server says
 */
public record Pop3Status(int count, long bytes) {}
