package org.tassis.admin.frame;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.web.Visitor;

/// What each session is to be told on its next page. In memory: a note that is lost is no harm. Any thread.
public final class Notes {
    private static final int SESSIONS = 10_000;

    private final Map<String, Note> bySession = new LinkedHashMap<>();

    /// Takes the place of one that was not told yet.
    public void tell(Visitor visitor, Note note) {
        synchronized (bySession) {
            bySession.remove(visitor.session().id());
            bySession.put(visitor.session().id(), note);
            if (bySession.size() > SESSIONS) {
                bySession.remove(bySession.keySet().iterator().next());
            }
        }
    }

    /// Told once.
    Optional<Note> take(Visitor visitor) {
        synchronized (bySession) {
            return Optional.ofNullable(bySession.remove(visitor.session().id()));
        }
    }
}
