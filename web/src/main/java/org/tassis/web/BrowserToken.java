package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// A cookie of one browser between two steps of a login.
///
/// @param name begins with `__Host-`
record BrowserToken(String name) {
    private static final int MAX_LENGTH = 100;

    Optional<String> of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                String value = cookie.getValue();
                if (cookie.getName().equals(name) && value != null && value.length() <= MAX_LENGTH) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    void set(HttpServletResponse response, String token, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name, token)
                        .httpOnly(true)
                        .secure(true)
                        .path("/")
                        .sameSite("Strict")
                        .maxAge(age)
                        .build()
                        .toString());
    }

    void forget(HttpServletResponse response) {
        set(response, "", Duration.ZERO);
    }
}
