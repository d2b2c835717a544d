/**
 * Mail where it is kept: IMAP4rev1 and IMAP4rev2 (RFC 3501, RFC 9051), by UIDs throughout.
 *
 * <p>Used where a server offers them: SASL-IR, LITERAL+ and LITERAL-, ID, ENABLE, UTF8=ACCEPT,
 * LIST-EXTENDED, LIST-STATUS, SPECIAL-USE, NAMESPACE, ESEARCH, SORT, THREAD, UIDPLUS, MOVE,
 * MULTIAPPEND, APPENDLIMIT, CONDSTORE, QRESYNC, IDLE, QUOTA, ACL, STATUS=SIZE, COMPRESS=DEFLATE.
 * Places are URLs by RFC 5092.
 *
 * <pre>{@code
 * ImapUrl url = ImapUrl.parse("imaps://mail.example.org/INBOX");
 * try (var client = ImapClient.open(dialer, url, ImapOptions.DEFAULT.withLogin(login))) {
 *   client.select("INBOX", false);
 *   UidSet unread = client.search(SearchQuery.parse(List.of("is:unread"), Failure.USAGE));
 *   client.list(unread, false, message -> subjects.add(message.envelope().subject()));
 * }
 * }</pre>
 */
@NullMarked
package dev.inet.imap;

import org.jspecify.annotations.NullMarked;
