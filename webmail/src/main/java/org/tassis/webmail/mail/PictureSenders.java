package org.tassis.webmail.mail;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// Whose pictures are always shown in this browser: digests of addresses in a cookie that only this host
/// can set. The last hundred.
final class PictureSenders {
    private static final String COOKIE = "__Host-pictures";
    private static final int DIGEST = 9;
    private static final int MOST = 100;

    private PictureSenders() {}

    static boolean allows(HttpServletRequest request, String address) {
        return known(request).contains(digest(address));
    }

    static void allow(HttpServletRequest request, HttpServletResponse response, String address) {
        List<String> all = new ArrayList<>(known(request));
        String digest = digest(address);
        all.remove(digest);
        all.addFirst(digest);
        String value = String.join("", all.subList(0, Math.min(MOST, all.size())));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, value)
                        .httpOnly(true)
                        .secure(true)
                        .path("/")
                        .sameSite("Strict")
                        .maxAge(Duration.ofDays(365))
                        .build()
                        .toString());
    }

    private static List<String> known(HttpServletRequest request) {
        List<String> all = new ArrayList<>();
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                String value = cookie.getValue();
                if (cookie.getName().equals(COOKIE) && value != null) {
                    int length = DIGEST * 4 / 3;
                    for (int at = 0; at + length <= value.length() && all.size() < MOST; at += length) {
                        all.add(value.substring(at, at + length));
                    }
                }
            }
        }
        return all;
    }

    private static String digest(String address) {
        try {
            byte[] octets = MessageDigest.getInstance("SHA-256")
                    .digest(address.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(octets, DIGEST));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
