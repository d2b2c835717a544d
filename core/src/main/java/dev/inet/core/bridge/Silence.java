package dev.inet.core.bridge;

import java.time.Duration;

/**
 * What a library reads where its peer says nothing.
 *
 * @param patience how long the peer may take to begin
 * @param words what is read then
 * @param note what the trace is told
 */
record Silence(Duration patience, byte[] words, String note) {}
