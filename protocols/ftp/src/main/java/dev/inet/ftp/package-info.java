/** FTP (RFC 959) and FTP over TLS (RFC 4217). */
@NullMarked
package dev.inet.ftp;

import org.jspecify.annotations.NullMarked;
