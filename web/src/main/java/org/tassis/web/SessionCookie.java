package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// The cookie with a session's token: for this host alone, over TLS alone, out of reach of scripts, not sent with
/// what other sites start (RFC 6265, with the `__Host-` prefix that browsers hold to that).
final class SessionCookie {
    static final String NAME = "__Host-tassis";
    private static final int MAX_LENGTH = 100;

    private SessionCookie() {}

    static Optional<String> token(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                String value = cookie.getValue();
                if (cookie.getName().equals(NAME) && value != null && value.length() <= MAX_LENGTH) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    /// @param keep how long the browser keeps it; empty for as long as it runs
    static void set(HttpServletResponse response, String token, Optional<Duration> keep) {
        ResponseCookie.ResponseCookieBuilder cookie = builder(token);
        keep.ifPresent(cookie::maxAge);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }

    static void forget(HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                builder("").maxAge(Duration.ZERO).build().toString());
    }

    private static ResponseCookie.ResponseCookieBuilder builder(String value) {
        return ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(true)
                .path("/")
                .sameSite("Lax");
    }
}
