/**
 * Gopher (RFC 1436, URLs by RFC 4266): menus, texts, searches and files, one connection each.
 *
 * <p>Supported are all item types of RFC 1436 and those that came later by custom ({@link
 * ItemType}), selectors sent byte for byte, {@code URL:} links, {@code gophers://} (TLS from the
 * first byte, never without), menus that break the rules in the ways seen in the wild, and texts in
 * UTF-8, Windows-1252 (which holds Latin-1) or code page 437. Not supported: Gopher+ attributes and
 * forms, the CSO phone book's own protocol (RFC 2378); both are shown as the links that they are.
 *
 * <pre>{@code
 * Dialer dialer = Dialer.builder().build();
 * GopherUrl url = GopherUrl.parse("gopher://gopher.example.org/1/pub");
 * try (GopherClient client = GopherClient.open(dialer, url, GopherOptions.DEFAULT)) {
 *   for (MenuItem item : client.menu()) {
 *     System.out.println(item.name() + " " + item.url());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.inet.gopher;

import org.jspecify.annotations.NullMarked;
