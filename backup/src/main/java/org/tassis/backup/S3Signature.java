package org.tassis.backup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tassis.core.Secret;

/// Signs requests to object stores by AWS Signature Version 4, with the header Authorization and the hash of
/// the content. Any thread.
///
/// @param accessKey who asks
record S3Signature(String region, String accessKey, Secret secretKey) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String UNRESERVED = "-._~";

    /// The headers that make the request a signed one.
    ///
    /// @param path  with its leading slash, encoded by {@link #encode}
    /// @param query names and values, not encoded
    Map<String, String> headers(
            String method, String host, String path, Map<String, String> query, byte[] content, Instant now) {
        String stamp = STAMP.format(now);
        String hash = Hex.of(Hex.sha256().digest(content));
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("host", host);
        headers.put("x-amz-content-sha256", hash);
        headers.put("x-amz-date", stamp);
        String names = String.join(";", headers.keySet());
        String canonical = method + "\n" + path + "\n" + query(query) + "\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + hash;
        String scope = stamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n"
                + Hex.of(Hex.sha256().digest(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = hmac(("AWS4" + secretKey.reveal()).getBytes(StandardCharsets.UTF_8), stamp.substring(0, 8));
        for (String step : new String[] {region, "s3", "aws4_request"}) {
            key = hmac(key, step);
        }
        headers.remove("host"); // which the client sends by itself
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + Hex.of(hmac(key, toSign)));
        return headers;
    }

    static String query(Map<String, String> query) {
        return new TreeMap<>(query)
                .entrySet().stream()
                        .map(one -> encode(one.getKey(), false) + "=" + encode(one.getValue(), false))
                        .collect(Collectors.joining("&"));
    }

    /// As the signature wants it: all but unreserved characters as percent and two digits.
    ///
    /// @param path whether a slash stays
    static String encode(String text, boolean path) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xff);
            if (letter >= 'a' && letter <= 'z'
                    || letter >= 'A' && letter <= 'Z'
                    || letter >= '0' && letter <= '9'
                    || UNRESERVED.indexOf(letter) >= 0
                    || path && letter == '/') {
                encoded.append(letter);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) letter));
            }
        }
        return encoded.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC", e);
        }
    }
}
