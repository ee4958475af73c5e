package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.i18n.LocaleContextHolder;

/// Times as people of Europe read them, in each language.
class TimesTest {
    private final Times times = new Times(InstantSource.fixed(at("2026-11-22T23:30")), new Tastes(Optional.empty()));

    /// In the zone of this machine, as nobody asks here who has another.
    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.systemDefault()).toInstant();
    }

    @AfterEach
    void forget() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @CsvSource({
        "en, 15:09, 5 Mar, 05/03/2024, 'Sunday, 22 November 2026, 15:09', 22 Nov 2026",
        "fr, 15:09, 5 mars, 05/03/2024, dimanche 22 novembre 2026 15:09, 22 nov. 2026",
        "nl, 15:09, 5 mrt, 05-03-2024, 'zondag 22 november 2026, 15:09', 22 nov 2026"
    })
    void theHoursAreTwentyFourInEveryLanguage(
            String language, String today, String lately, String earlier, String full, String date) {
        LocaleContextHolder.setLocale(Locale.of(language));
        assertThat(times.brief(at("2026-11-22T15:09"))).isEqualTo(today);
        assertThat(times.brief(at("2026-03-05T15:09"))).isEqualTo(lately);
        assertThat(times.brief(at("2024-03-05T15:09"))).isEqualTo(earlier);
        assertThat(times.full(at("2026-11-22T15:09"))).isEqualTo(full);
        assertThat(times.date(LocalDate.of(2026, 11, 22))).isEqualTo(date);
        assertThat(Times.clock(LocalTime.of(3, 9), Locale.of(language))).isEqualTo("03:09");
    }

    /// Whatever English a browser asks for.
    @Test
    void americansReadThemSoToo() {
        LocaleContextHolder.setLocale(Locale.US);
        assertThat(times.brief(at("2026-11-22T15:09"))).isEqualTo("15:09");
        assertThat(Times.day(LocalDate.of(2026, 3, 5), Locale.US)).isEqualTo("Thursday, 5 March 2026");
    }
}
