package dev.inet.nntp;

import dev.inet.core.tls.TlsInfo;
import java.util.Optional;

/**
 * What a server tells of itself.
 *
 * @param greeting its first line
 * @param mayPost whether it takes articles from us
 * @param tls what the handshake came to; empty in clear
 * @param inClear what it could do before TLS
 * @param capabilities what it can do now
 * @param signedIn whether we have signed in
 * @param compressed whether both directions are compressed
 */
public record ServerProfile(
    String greeting,
    boolean mayPost,
    Optional<TlsInfo> tls,
    Capabilities inClear,
    Capabilities capabilities,
    boolean signedIn,
    boolean compressed) {}
