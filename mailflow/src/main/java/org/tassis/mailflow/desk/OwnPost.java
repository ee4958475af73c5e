package org.tassis.mailflow.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Visitor;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.mailflow.trace.TraceSearch;

/// What waits at the door for one mailbox, and what became of its mail: for its owner, who sees and touches
/// nothing of others. Any thread; blocks. Throws {@link org.tassis.directory.DirectoryException} when what
/// was done cannot be written down, {@link org.tassis.store.StoreException} when storage cannot be read.
public final class OwnPost {
    /// How long a mailbox that expects mail lets everybody in.
    public static final Duration EXPECTING = Duration.ofMinutes(10);

    /// Stories of one answer.
    public static final int MOST = 100;

    /// Stories that are looked at.
    private static final int LOOKED_AT = 1000;

    private static final int MOST_ADDRESSES = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Desk desk;
    private final Greylist greylist;
    private final TraceSearch trace;

    public OwnPost(Desk desk, Greylist greylist, TraceSearch trace) {
        this.desk = desk;
        this.greylist = greylist;
        this.trace = trace;
    }

    // ---- the door

    /// Who waits with mail for this mailbox; who came last is first.
    ///
    /// @param limit 1 to {@link org.tassis.greylist.WaitingRoom#MOST}
    public List<Visitor> waiting(AccountId owner, int limit) {
        return greylist.visitors(Visitor.State.WAITING, Optional.of(owner), limit);
    }

    /// When one who waits is taken, if it comes again.
    public Instant opens(Visitor visitor) {
        return greylist.opens(visitor);
    }

    /// @return who was let in; empty when nobody of that number waits for this mailbox
    public Optional<Visitor> letIn(Visit by, AccountId owner, long id) {
        Optional<Visitor> found =
                greylist.visitor(id).filter(visitor -> visitor.owner().equals(Optional.of(owner)));
        found.ifPresent(visitor -> desk.own(by)
                .run(
                        "own greylist let in",
                        Map.of(
                                "sender",
                                visitor.sender().map(EmailAddress::toString).orElse("<>"),
                                "recipient",
                                visitor.recipient().toString(),
                                "client",
                                visitor.client().getHostAddress()),
                        () -> greylist.letIn(visitor)));
        return found;
    }

    /// From now on everybody is let in to this mailbox, for {@link #EXPECTING}.
    ///
    /// @return until when
    public Instant expect(Visit by, AccountId owner) {
        List<Instant> until = new ArrayList<>(1);
        desk.own(by)
                .run(
                        "own greylist open",
                        Map.of("minutes", Long.toString(EXPECTING.toMinutes())),
                        () -> until.add(greylist.open(owner, EXPECTING)));
        return until.getFirst();
    }

    /// Strangers wait again.
    public void expectNoMore(Visit by, AccountId owner) {
        desk.own(by).run("own greylist close", Map.of(), () -> greylist.open(owner, Duration.ZERO));
    }

    /// Until when everybody is let in; empty when strangers wait.
    public Optional<Instant> expecting(AccountId owner) {
        return greylist.openUntil(owner);
    }

    // ---- what became of mail

    /// What is looked for.
    ///
    /// @param person  part of the sender's address, or of a recipient's for what was sent; may be empty
    /// @param subject words of it; may be empty
    public record Wanted(String person, String subject, Instant since, Instant until) {}

    /// @param stories the newest first
    /// @param cut     whether there may be more than could be looked at
    public record Found(List<Story> stories, boolean cut) {}

    /// Mail to the addresses of this account, and what its owner sent after logging in.
    public Found find(Account account, Wanted wanted) {
        String login = account.login().value();
        List<String> addresses = account.addresses().stream()
                .map(address -> address.toString().toLowerCase(Locale.ROOT))
                .toList();
        Predicate<String> own = recipient -> recipient.equalsIgnoreCase(login)
                || EmailAddress.parse(recipient).filter(account::owns).isPresent();
        Map<String, Story> found = new LinkedHashMap<>();
        boolean cut = false;
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (String term : Stream.concat(Stream.of(login), addresses.stream().limit(MOST_ADDRESSES))
                .toList()) {
            if (System.nanoTime() > end) {
                cut = true;
                break; // what was found is told: somebody waits for the page
            }
            List<String> words = term.equals(login) ? List.of(login) : terms(wanted, term);
            List<Story> some = trace.find(new TraceQuery(words, wanted.since(), wanted.until(), LOOKED_AT));
            cut |= some.size() == LOOKED_AT;
            for (Story story : some) {
                TraceRoom.visible(story, accepted -> accepted.peer().login().equals(login), own.or(led(story, login)))
                        .flatMap(OwnPost::enforced)
                        .map(shown -> discreet(shown, login, own.or(led(story, login))))
                        .filter(shown -> fits(shown, wanted))
                        .ifPresent(shown -> found.put(TraceRoom.key(shown), shown));
            }
        }
        List<Story> newest = found.values().stream()
                .sorted(Comparator.comparing(
                                (Story story) -> story.events().getLast().at())
                        .reversed())
                .toList();
        return new Found(newest.subList(0, Math.min(MOST, newest.size())), cut || newest.size() > MOST);
    }

    /// What its sender may know: that it has arrived, not what owners of other mailboxes do with it then.
    private static Story discreet(Story story, String login, Predicate<String> own) {
        Set<String> wrote = new HashSet<>();
        Set<String> arrived = new HashSet<>();
        List<TraceEvent> shown = new ArrayList<>();
        for (TraceEvent event : story.events()) {
            switch (event) {
                case TraceEvent.Accepted e -> {
                    wrote.addAll(e.recipients());
                    shown.add(e);
                }
                case TraceEvent.Delivered e
                when !own.test(e.recipient()) -> arrive(e, e.recipient(), wrote, arrived, shown);
                case TraceEvent.Filtered e
                when !own.test(e.recipient()) -> {
                    if (!e.action().equals("replied")) {
                        arrive(e, e.recipient(), wrote, arrived, shown);
                    }
                }
                case TraceEvent.Attempted e
                when !own.test(e.recipient()) -> {
                    if (wrote.contains(e.recipient())) {
                        shown.add(e);
                    }
                }
                case TraceEvent.Deleted e
                when !own.test(e.recipient()) && !e.by().equals(login) -> {
                    if (wrote.contains(e.recipient()) && !arrived.contains(e.recipient())) {
                        shown.add(e);
                    }
                }
                default -> shown.add(event);
            }
        }
        return new Story(story.message(), shown);
    }

    private static void arrive(
            TraceEvent event, String recipient, Set<String> wrote, Set<String> arrived, List<TraceEvent> shown) {
        if (wrote.contains(recipient) && arrived.add(recipient)) {
            shown.add(new TraceEvent.Delivered(event.at(), event.message(), recipient, recipient));
        }
    }

    /// Addresses of others, such as lists, by which it came into the mailbox.
    private static Predicate<String> led(Story story, String login) {
        Set<String> led = new HashSet<>();
        for (TraceEvent event : story.events()) {
            if (event instanceof TraceEvent.Delivered delivered
                    && delivered.login().equals(login)) {
                led.add(delivered.recipient());
            }
        }
        return led::contains;
    }

    /// A whole address is a word of the trace's index; parts of one are compared afterwards.
    private static List<String> terms(Wanted wanted, String own) {
        return EmailAddress.parse(wanted.person().strip()).isPresent()
                ? List.of(own, wanted.person().strip())
                : List.of(own);
    }

    /// Without what only would have happened.
    private static Optional<Story> enforced(Story story) {
        List<TraceEvent> events = story.events().stream()
                .filter(event -> !(event instanceof TraceEvent.Refused refused && !refused.enforced()))
                .toList();
        return events.isEmpty() ? Optional.empty() : Optional.of(new Story(story.message(), events));
    }

    private static boolean fits(Story story, Wanted wanted) {
        String person = wanted.person().strip().toLowerCase(Locale.ROOT);
        String[] words = wanted.subject().strip().toLowerCase(Locale.ROOT).split("\\s+");
        boolean hasPerson = person.isEmpty();
        boolean hasSubject = wanted.subject().isBlank();
        for (TraceEvent event : story.events()) {
            switch (event) {
                case TraceEvent.Accepted e -> {
                    hasPerson |=
                            isIn(person, e.sender()) || e.recipients().stream().anyMatch(one -> isIn(person, one));
                    hasSubject |= Stream.of(words).allMatch(word -> isIn(word, e.subject()));
                }
                case TraceEvent.Refused e -> hasPerson |= isIn(person, e.sender());
                default -> {}
            }
        }
        return hasPerson && hasSubject;
    }

    private static boolean isIn(String part, String text) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }
}
