package org.tassis.mailflow.desk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Connected;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.LeftOut;
import org.tassis.mailflow.trace.TraceEvent.Refused;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.mailflow.trace.TraceSearch;

/// What became of mail: all of it for operators, of mail from and to their domains for domain
/// administrators. Any thread; blocks. Throws {@link org.tassis.directory.DirectoryException} for who may
/// not.
public final class TraceRoom {
    /// Domains of a customer that are looked for.
    private static final int MOST_DOMAINS = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Desk desk;
    private final TraceSearch trace;

    public TraceRoom(Desk desk, TraceSearch trace) {
        this.desk = desk;
        this.trace = trace;
    }

    /// The newest first.
    public List<Story> find(Visit by, TraceQuery query) {
        Optional<CustomerId> horizon = desk.server(by).horizon();
        if (horizon.isEmpty()) {
            return trace.find(query);
        }
        Set<String> own = domains(by);
        Map<String, Story> found = new LinkedHashMap<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (String domain : own) {
            if (System.nanoTime() > end) {
                break; // what was found is told: somebody waits for the page
            }
            for (Story story : trace.find(new TraceQuery(
                    Stream.concat(query.words().stream(), Stream.of(domain)).toList(),
                    query.since(),
                    query.until(),
                    query.most()))) {
                visible(story, own).ifPresent(shown -> found.put(key(shown), shown));
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(
                                (Story story) -> story.events().getLast().at())
                        .reversed())
                .limit(query.most())
                .toList();
    }

    private Set<String> domains(Visit by) {
        return desk.domains(by).page(DomainQuery.ALL, Optional.empty(), MOST_DOMAINS).stream()
                .map(domain -> domain.name().ascii())
                .collect(Collectors.toSet());
    }

    static String key(Story story) {
        TraceEvent first = story.events().getFirst();
        return story.message().isEmpty() ? first.toString() : story.message();
    }

    /// What concerns these domains. Of mail that somebody of them sent after logging in, everything; of
    /// others' mail, what concerns their recipients.
    static Optional<Story> visible(Story story, Set<String> domains) {
        return visible(
                story,
                accepted -> !accepted.peer().login().isEmpty() && isIn(accepted.sender(), domains),
                recipient -> isIn(recipient, domains));
    }

    /// @param sent whether those who ask sent it: they see everything then
    /// @param own  which recipients, by address or login, are theirs
    static Optional<Story> visible(Story story, Predicate<Accepted> sent, Predicate<String> own) {
        boolean ours =
                story.events().stream().anyMatch(event -> event instanceof Accepted accepted && sent.test(accepted));
        if (ours) {
            return Optional.of(story);
        }
        List<TraceEvent> shown = new ArrayList<>();
        for (TraceEvent event : story.events()) {
            switch (event) {
                case Accepted e -> {
                    List<String> to = e.recipients().stream().filter(own).toList();
                    if (!to.isEmpty()) {
                        shown.add(new Accepted(
                                e.at(),
                                e.message(),
                                e.peer(),
                                e.sender(),
                                to,
                                e.messageId(),
                                e.subject(),
                                e.size(),
                                e.marks()));
                    }
                }
                case Refused e -> add(shown, e, e.recipient(), own);
                case Delivered e -> add(shown, e, e.recipient(), own);
                case Attempted e -> add(shown, e, e.recipient(), own);
                case Filtered e -> add(shown, e, e.recipient(), own);
                case Deleted e -> add(shown, e, e.recipient(), own);
                case Connected _, LeftOut _ -> {}
            }
        }
        return shown.isEmpty() ? Optional.empty() : Optional.of(new Story(story.message(), shown));
    }

    private static void add(List<TraceEvent> shown, TraceEvent event, String recipient, Predicate<String> own) {
        if (own.test(recipient)) {
            shown.add(event);
        }
    }

    private static boolean isIn(String address, Set<String> domains) {
        return domains.contains(address.substring(address.lastIndexOf('@') + 1).toLowerCase(java.util.Locale.ROOT));
    }
}
