package dev.inet.core.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake came to.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher the cipher suite
 * @param alpn the protocol agreed on; {@code null} for none
 * @param chain the peer's certificates, its own first; empty where it showed none
 */
public record TlsInfo(
    String version, String cipher, @Nullable String alpn, List<X509Certificate> chain) {}
