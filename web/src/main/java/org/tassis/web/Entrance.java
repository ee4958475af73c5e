package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.Account;

/// Lets in who has shown all that is asked for.
record Entrance(Sessions sessions, WebSettings settings, Home home) {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    /// @return where to go
    String open(Account account, String to, boolean keep, HttpServletRequest request, HttpServletResponse response) {
        SessionCookie.token(request).flatMap(sessions::use).ifPresent(old -> sessions.end(old.account(), old.id()));
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        Sessions.Opened opened = sessions.open(account.id(), request.getRemoteAddr(), agent, keep);
        Optional<Duration> kept = keep ? Optional.of(settings.keptIdle()) : Optional.empty();
        SessionCookie.set(response, opened.token(), kept);
        LOG.info("{} logged in to the pages from {}", account.login(), request.getRemoteAddr());
        return "redirect:" + LocalPath.of(to).orElse(home.of(account));
    }
}
