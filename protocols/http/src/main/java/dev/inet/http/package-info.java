/**
 * HTTP (RFC 9110): HTTP/1.1 (RFC 9112) and HTTP/2 (RFC 9113), in clear and under TLS.
 *
 * <p>{@link dev.inet.http.HttpClient} sends {@link dev.inet.http.HttpRequest}s and answers {@link
 * dev.inet.http.HttpResponse}s. Path and query go out as they were typed; redirects take nothing
 * along to another origin; credentials do not go out in clear to another machine. Not supported:
 * HTTP/0.9, HTTP/3, alternative services.
 */
@NullMarked
package dev.inet.http;

import org.jspecify.annotations.NullMarked;
