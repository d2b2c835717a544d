package dev.inet.http;

/**
 * When the parts of an exchange began, by {@link System#nanoTime()}; 0 for what did not happen: a
 * connection that is used again is neither made nor secured.
 *
 * @param begun when it was wanted
 * @param connecting when a connection began to be made, looking up names included
 * @param securing when TLS began
 * @param connected when the connection was ready
 * @param sending when the request began to be sent
 * @param sent when it was out
 * @param answered when the head of the answer was there
 */
public record HttpTiming(
    long begun,
    long connecting,
    long securing,
    long connected,
    long sending,
    long sent,
    long answered) {}
