package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Times as a visitor reads them: in the zone that the visitor chose, else of the browser, which a script
/// tells once by a cookie, else of this server; in the language of the page. Every date and time of a page is
/// written here. For templates: `${times.brief(...)}`.
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
            return clock(there, LocaleContextHolder.getLocale());
        }
        boolean lately = Duration.between(time, now.toInstant()).toDays() < 300 && !time.isAfter(now.toInstant());
        return lately || there.getYear() == now.getYear()
                ? there.format(DateTimeFormatter.ofPattern("d MMM", style(LocaleContextHolder.getLocale())))
                : there.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.SHORT)
                        .withLocale(style(LocaleContextHolder.getLocale())));
    }

    /// Date and time in full words.
    public String full(Instant time) {
        return time.atZone(zone())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                        .withLocale(style(LocaleContextHolder.getLocale())));
    }

    /// Such as 22 Nov 2026.
    public String date(LocalDate day) {
        return date(day, LocaleContextHolder.getLocale());
    }

    /// Such as 22 Nov 2026.
    public static String date(LocalDate day, Locale language) {
        return day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(style(language)));
    }

    /// Such as Sunday, 22 November 2026.
    public static String day(LocalDate day, Locale language) {
        return day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(style(language)));
    }

    /// The time of the day, in 24 hours.
    ///
    /// @param time with hours and minutes
    public static String clock(TemporalAccessor time, Locale language) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                .withLocale(style(language))
                .format(time);
    }

    /// Our English is that of Europe: the hours are 24, the day comes before the month.
    private static Locale style(Locale language) {
        return language.getLanguage().equals("en") ? Locale.UK : language;
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
