package org.tassis.web;

import java.time.Instant;
import org.tassis.core.AccountId;

/// One browser in which an account has logged in.
///
/// @param id    names it in lists; it opens nothing
/// @param used  at the last request, a minute more or less
/// @param from  the address it logged in from
/// @param agent what the browser said it is, at most {@link #MAX_AGENT} characters, perhaps nothing
/// @param kept  whether it outlives the browser's own session
public record WebSession(
        String id, AccountId account, Instant opened, Instant used, String from, String agent, boolean kept) {
    public static final int MAX_AGENT = 300;

    public WebSession {
        agent = agent.length() > MAX_AGENT ? agent.substring(0, MAX_AGENT) : agent;
    }

    /// Its browser, as people know it.
    public String browser() {
        return BrowserName.of(agent);
    }

    WebSession usedAt(Instant now) {
        return new WebSession(id, account, opened, now, from, agent, kept);
    }
}
