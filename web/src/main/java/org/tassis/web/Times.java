package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Times as a visitor reads them: in the zone that the visitor chose, else of the browser, which a script
/// tells once by a cookie, else of this server; in the language of the page. For templates:
/// `${times.brief(...)}`.
public final class Times {
    private static final String COOKIE = "zone";

    private final InstantSource clock;
    private final Tastes tastes;

    Times(InstantSource clock, Tastes tastes) {
        this.clock = clock;
        this.tastes = tastes;
    }

    /// Today's as a time, this year's as day and month, others as a date.
    public String brief(Instant time) {
        ZonedDateTime there = time.atZone(zone());
        ZonedDateTime now = clock.instant().atZone(zone());
        if (there.toLocalDate().equals(now.toLocalDate())) {
            return there.format(
                    DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(LocaleContextHolder.getLocale()));
        }
        boolean lately = Duration.between(time, now.toInstant()).toDays() < 300 && !time.isAfter(now.toInstant());
        return lately || there.getYear() == now.getYear()
                ? there.format(DateTimeFormatter.ofPattern("d MMM", LocaleContextHolder.getLocale()))
                : there.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.SHORT)
                        .withLocale(LocaleContextHolder.getLocale()));
    }

    /// Date and time in full words.
    public String full(Instant time) {
        return time.atZone(zone())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                        .withLocale(LocaleContextHolder.getLocale()));
    }

    /// For the `datetime` attribute.
    public String iso(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time);
    }

    /// The visitor's zone.
    public ZoneId zone() {
        return tastes.now().zone().orElseGet(Times::ofBrowser);
    }

    private static ZoneId ofBrowser() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletRequest request = attributes.getRequest();
            Cookie[] cookies = request.getCookies();
            if (cookies != null) {
                for (Cookie cookie : cookies) {
                    if (cookie.getName().equals(COOKIE) && cookie.getValue() != null) {
                        return parse(cookie.getValue());
                    }
                }
            }
        }
        return ZoneId.systemDefault();
    }

    private static ZoneId parse(String value) {
        try {
            return value.length() > 60 ? ZoneId.systemDefault() : ZoneId.of(value.replace('.', '/'));
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }
}
