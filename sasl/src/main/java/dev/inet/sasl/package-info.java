/** Sign-in mechanisms of SASL (RFC 4422), shared by the protocols of mail and news. */
@NullMarked
package dev.inet.sasl;

import org.jspecify.annotations.NullMarked;
