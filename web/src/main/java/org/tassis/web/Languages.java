package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/// The language of a page: that of the visitor's mailbox; without one what was chosen here, else the
/// browser's; English when that is none of ours.
public final class Languages implements LocaleResolver {
    public static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.FRENCH, Locale.of("nl"));
    private static final String COOKIE = "language";
    private static final String PAGE = Languages.class.getName();

    private final AcceptHeaderLocaleResolver browsers = new AcceptHeaderLocaleResolver();

    Languages() {
        browsers.setSupportedLocales(ALL);
        browsers.setDefaultLocale(Locale.ENGLISH);
    }

    /// @param tag such as `fr`
    public static Optional<Locale> of(String tag) {
        return ALL.stream().filter(one -> one.getLanguage().equals(tag)).findFirst();
    }

    /// This one page is in that language, whoever asks for it.
    public static void use(HttpServletRequest request, Locale language) {
        of(language.getLanguage()).ifPresent(known -> request.setAttribute(PAGE, known));
    }

    static void remember(HttpServletResponse response, Locale language) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, language.getLanguage())
                        .httpOnly(true)
                        .secure(true)
                        .path("/")
                        .sameSite("Lax")
                        .maxAge(Duration.ofDays(365))
                        .build()
                        .toString());
    }

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        if (request.getAttribute(PAGE) instanceof Locale language) {
            return language;
        }
        return VisitorContexts.current()
                .filter(visitor -> visitor.record().isMailbox())
                .flatMap(visitor -> of(visitor.account().language().getLanguage()))
                .or(() -> chosen(request))
                .orElseGet(() -> browsers.resolveLocale(request));
    }

    private static Optional<Locale> chosen(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE) && cookie.getValue() != null) {
                    return of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void setLocale(
            HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale language) {
        throw new UnsupportedOperationException("a visitor's language is a setting of the account");
    }
}
