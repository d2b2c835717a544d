package dev.inet.imap;

/**
 * A limit (RFC 9208).
 *
 * @param root the quota root that it belongs to; may be empty
 * @param resource what is limited: {@code STORAGE}, {@code MESSAGE}
 * @param used how much is used: bytes of storage, numbers of anything else
 * @param limit how much may be used
 */
public record ImapQuota(String root, String resource, long used, long limit) {}
