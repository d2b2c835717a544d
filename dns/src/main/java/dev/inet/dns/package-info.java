/**
 * Name servers of our own choice, and records that the system's resolver cannot be asked for.
 *
 * <p>{@link dev.inet.dns.DnsResolver} asks one given server by UDP and TCP (RFC 1034, 1035, 7766,
 * EDNS by RFC 6891), one by HTTPS (RFC 8484, by POST over HTTP/1.1), or those that this machine is
 * set up with. It is a stub: it needs a server that offers recursion, validates nothing itself and
 * keeps nothing. Not supported: DNS over TLS and QUIC, zone transfers, updates, TSIG, multicast
 * DNS.
 *
 * <pre>{@code
 * Dialer dialer = Dialer.builder().build();
 * DnsResolver resolver = DnsResolver.at(new Endpoint("192.0.2.53", 53), dialer);
 * for (Records.Answer answer : resolver.ask("example.org", "MX", Deadline.NEVER)) {
 *   String exchanger = answer.data();
 * }
 * }</pre>
 *
 * <p>Of dnsjava only the codec of messages and records and the reading of the system's
 * configuration are used. Its own exchange with servers (NioUdpClient, NioTcpClient, and
 * DohResolver over {@code java.net.http}) keeps a selector thread and sockets for the whole JVM,
 * knows neither our deadlines nor interruption, and would open sockets past the dialer, hence past
 * {@code --bind}, proxies and traces. Its cache and its validating resolver are left out for the
 * same reason: they sit on it.
 */
@NullMarked
package dev.inet.dns;

import org.jspecify.annotations.NullMarked;
