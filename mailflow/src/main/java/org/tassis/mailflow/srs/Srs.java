package org.tassis.mailflow.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Rewrites envelope senders and reads them back. `zoe@far.example` becomes
/// `SRS0=hash=day=far.example=zoe@here`; what another server rewrote already, `SRS0=rest@there`, becomes
/// `SRS1=hash=there==rest@here`, so that a bounce skips the servers between. Hashes are compared without
/// case, because some servers change it. Any thread.
public final class Srs {
    /// How long a bounce may take.
    public static final int VALID_DAYS = 21;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int DAYS = BASE32.length() * BASE32.length();
    private static final int HASH = 6;
    private static final Pattern FIRST =
            Pattern.compile("SRS0[-+=]([^=]{3,32})=([A-Z2-7]{2})=([^=]+)=(.+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECOND =
            Pattern.compile("SRS1[-+=]([^=]{3,32})=([^=]+)=([-+=].+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern REWRITTEN = Pattern.compile("SRS[01][-+=].*", Pattern.CASE_INSENSITIVE);

    private final SrsKeys keys;
    private final InstantSource clock;

    public Srs(SrsKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Whether it looks like one that was rewritten, here or elsewhere.
    public static boolean isRewritten(EmailAddress address) {
        return REWRITTEN.matcher(address.local()).matches();
    }

    /// @param here   a domain of this server, whose SPF record names it
    /// @param proven whether it is certain who the sender is; else the result says so, by another
    ///     signature, and nothing is ever sent back to whom it names
    /// @return empty when the result would be longer than an address may be (RFC 5321 §4.5.3.1.1): then the
    ///     null sender is the right one
    public Optional<EmailAddress> rewrite(EmailAddress sender, DomainName here, boolean proven) {
        String local = sender.local();
        Matcher second = SECOND.matcher(local);
        if (second.matches()) {
            return shortcut(second.group(2), second.group(3), here, proven);
        }
        if (FIRST.matcher(local).matches()) {
            return shortcut(sender.domain().ascii(), local.substring(4), here, proven);
        }
        String signed = day(clock.instant()) + "=" + sender.domain().ascii() + "=" + local;
        return address("SRS0=" + hash(keys.keys().getFirst(), kind("0=", proven) + signed) + "=" + signed, here);
    }

    private Optional<EmailAddress> shortcut(String host, String rest, DomainName here, boolean proven) {
        String signed = host + "=" + rest;
        return address("SRS1=" + hash(keys.keys().getFirst(), kind("1=", proven) + signed) + "=" + signed, here);
    }

    private static String kind(String form, boolean proven) {
        return proven ? form : "?" + form;
    }

    /// Where a bounce to a rewritten address goes.
    ///
    /// @return empty when this server did not write it, or too long ago, or for a sender who may have been
    ///     forged
    public Optional<EmailAddress> original(EmailAddress rewritten) {
        Matcher first = FIRST.matcher(rewritten.local());
        if (first.matches()) {
            String signed = first.group(2) + "=" + first.group(3) + "=" + first.group(4);
            return isOurs(first.group(1), "0=" + signed) && isYoung(first.group(2))
                    ? address(first.group(4), first.group(3))
                    : Optional.empty();
        }
        Matcher second = SECOND.matcher(rewritten.local());
        if (second.matches() && isOurs(second.group(1), "1=" + second.group(2) + "=" + second.group(3))) {
            return address("SRS0" + second.group(3), second.group(2));
        }
        return Optional.empty();
    }

    private static Optional<EmailAddress> address(String local, DomainName domain) {
        return address(local, domain.ascii());
    }

    private static Optional<EmailAddress> address(String local, String domain) {
        return EmailAddress.of(local, domain)
                .or(() -> EmailAddress.of('"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"', domain));
    }

    private boolean isOurs(String hash, String signed) {
        byte[] given = hash.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        boolean ours = false;
        for (byte[] key : keys.keys()) {
            ours |= MessageDigest.isEqual(hash(key, signed).getBytes(StandardCharsets.UTF_8), given);
        }
        return ours;
    }

    /// Days count from zero again every 1024.
    private static String day(Instant when) {
        int day = (int) Math.floorMod(when.getEpochSecond() / Duration.ofDays(1).toSeconds(), (long) DAYS);
        return "" + BASE32.charAt(day / BASE32.length()) + BASE32.charAt(day % BASE32.length());
    }

    private boolean isYoung(String day) {
        Instant now = clock.instant();
        for (int age = -1; age <= VALID_DAYS; age++) { // a clock may be a little ahead
            if (day(now.minus(Duration.ofDays(age))).equalsIgnoreCase(day)) {
                return true;
            }
        }
        return false;
    }

    /// 30 bits: nobody guesses one while being counted.
    private static String hash(byte[] key, String signed) {
        byte[] mac;
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac = hmac.doFinal(signed.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        StringBuilder text = new StringBuilder(HASH);
        for (int i = 0; i < HASH; i++) {
            text.append(BASE32.charAt(mac[i] & 31));
        }
        return text.toString();
    }
}
