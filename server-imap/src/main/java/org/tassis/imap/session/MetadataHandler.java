package org.tassis.imap.session;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.imap.command.GetMetadata;
import org.tassis.imap.command.GetMetadata.Depth;
import org.tassis.imap.command.SetMetadata;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.Annotations;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// GETMETADATA and SETMETADATA: RFC 5464, and what LIST tells of it: RFC 9590. What is
/// `/shared` is the mailbox's, what is `/private` each has by himself; of the server, only private entries
/// can be written. No state; any thread.
final class MetadataHandler {
    /// What a mailbox is for, to be read: RFC 6154 §4.
    private static final String SPECIAL_USE = "/private/specialuse";

    private static final String PRIVATE = "/private/";
    private static final String SHARED = "/shared/";

    /// One of these is needed beside the right to list a mailbox: RFC 5464 §3.3.
    private static final Rights USING = Rights.of(Right.READ, Right.SEEN, Right.WRITE, Right.INSERT, Right.POST);

    private final Reach reach;
    private final Annotations annotations;

    MetadataHandler(Reach reach, Annotations annotations) {
        this.reach = reach;
        this.annotations = annotations;
    }

    Step get(LoggedIn state, GetMetadata command, Client client) throws IOException {
        Optional<Reached> mailbox = command.mailbox().map(name -> used(state, name));
        SortedMap<String, String> all = all(state, mailbox);
        Map<String, Optional<String>> told = new LinkedHashMap<>();
        long longest = 0;
        for (Map.Entry<String, Optional<String>> entry :
                chosen(all, command.entries(), command.depth()).entrySet()) {
            long size = entry.getValue().map(String::length).orElse(0);
            if (command.maxSize().isPresent() && size > command.maxSize().getAsLong()) {
                longest = Math.max(longest, size);
            } else {
                told.put(entry.getKey(), entry.getValue());
            }
        }
        write(command.mailbox(), told, client.out());
        return new Step(
                state,
                longest > 0
                        ? Completion.ok(ResponseCode.longEntries(longest), "Some are larger than that")
                        : Completion.ok("That is all"));
    }

    private Reached used(LoggedIn state, MailboxName name) {
        Reached mailbox = reach.find(state.user(), name, Right.LOOKUP);
        if (!mayUse(mailbox)) {
            throw new RefusedCommand(Completion.NO_RIGHT);
        }
        return mailbox;
    }

    /// What LIST was asked to tell of a mailbox.
    void tell(LoggedIn state, Reached mailbox, List<String> entries, ResponseWriter out) throws IOException {
        if (!mayUse(mailbox)) {
            return;
        }
        write(
                Optional.of(mailbox.mailbox().name()),
                chosen(all(state, Optional.of(mailbox)), entries, Depth.ITSELF),
                out);
    }

    /// What is shared, the owner has; what is private, each has by himself.
    private SortedMap<String, String> all(LoggedIn state, Optional<Reached> mailbox) {
        Optional<MailboxId> id = mailbox.map(one -> one.mailbox().id());
        SortedMap<String, String> all = annotations.of(state.user().id(), id);
        if (mailbox.isPresent() && !mailbox.get().own()) {
            all = new TreeMap<>(all);
            all.keySet().removeIf(name -> !name.startsWith(PRIVATE));
            SortedMap<String, String> owned = annotations.of(mailbox.get().owner(), id);
            for (Map.Entry<String, String> entry : owned.entrySet()) {
                if (entry.getKey().startsWith(SHARED)) {
                    all.put(entry.getKey(), entry.getValue());
                }
            }
        }
        if (mailbox.isPresent() && !mailbox.get().mailbox().uses().isEmpty()) {
            all = new TreeMap<>(all);
            all.put(
                    SPECIAL_USE,
                    mailbox.get().mailbox().uses().stream()
                            .map(SpecialUse::attribute)
                            .sorted()
                            .collect(Collectors.joining(" ")));
        }
        return all;
    }

    /// Those that were named, of which some may not be there, and those below.
    private static Map<String, Optional<String>> chosen(
            SortedMap<String, String> all, List<String> entries, Depth depth) {
        Map<String, Optional<String>> chosen = new LinkedHashMap<>();
        for (String entry : entries) {
            Optional<String> itself = Optional.ofNullable(all.get(entry));
            if (depth == Depth.ITSELF || itself.isPresent()) {
                chosen.put(entry, itself);
            }
            if (depth != Depth.ITSELF) {
                String above = entry + '/';
                all.tailMap(above).forEach((name, value) -> {
                    if (name.startsWith(above) && (depth == Depth.INFINITY || name.indexOf('/', above.length()) < 0)) {
                        chosen.put(name, Optional.of(value));
                    }
                });
            }
        }
        return chosen;
    }

    private static void write(Optional<MailboxName> mailbox, Map<String, Optional<String>> entries, ResponseWriter out)
            throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        begin(mailbox, out);
        out.raw(" (");
        String separator = "";
        for (Map.Entry<String, Optional<String>> entry : entries.entrySet()) {
            out.raw(separator).astring(entry.getKey()).space();
            separator = " ";
            value(entry.getValue(), out);
        }
        out.octet(')').crlf();
    }

    /// RFC 5464 §5, `value`: octets that may be NUL go as literal8.
    private static void value(Optional<String> value, ResponseWriter out) throws IOException {
        if (value.isPresent() && value.get().indexOf(0) >= 0) {
            out.literal8Header(value.get().length()).raw(value.get());
        } else {
            out.nstring(value);
        }
    }

    Step set(LoggedIn state, SetMetadata command) {
        Optional<Reached> mailbox = command.mailbox().map(name -> used(state, name));
        for (Map.Entry<String, Optional<String>> change : command.changes().entrySet()) {
            Optional<Completion> refused = objection(change.getKey(), change.getValue(), mailbox.isPresent());
            if (refused.isPresent()) {
                return new Step(state, refused.get());
            }
        }
        try {
            write(state, mailbox, command.changes());
        } catch (StoreException refused) {
            if (refused.failure() instanceof StoreFailure.TooMany) {
                return new Step(state, Completion.TOO_MANY_ANNOTATIONS);
            }
            throw refused;
        }
        return new Step(state, Completion.ok("Written down"));
    }

    private void write(LoggedIn state, Optional<Reached> mailbox, Map<String, Optional<String>> changes) {
        Optional<MailboxId> place = mailbox.map(one -> one.mailbox().id());
        if (mailbox.isEmpty() || mailbox.get().own()) {
            annotations.change(state.user().id(), place, changes);
            return;
        }
        Map<String, Optional<String>> shared = new LinkedHashMap<>();
        Map<String, Optional<String>> own = new LinkedHashMap<>();
        changes.forEach((name, value) -> (name.startsWith(SHARED) ? shared : own).put(name, value));
        if (!shared.isEmpty()) {
            mailbox.get().needs(Right.WRITE);
            annotations.change(mailbox.get().owner(), place, shared);
        }
        if (!own.isEmpty()) {
            annotations.change(state.user().id(), place, own);
        }
    }

    private static Optional<Completion> objection(String name, Optional<String> value, boolean ofMailbox) {
        if (!name.startsWith(PRIVATE) && !name.startsWith(SHARED)) {
            return Optional.of(Completion.UNKNOWN_ANNOTATION); // RFC 5464 §3.2
        }
        if (name.equals(SPECIAL_USE) || !ofMailbox && name.startsWith(SHARED)) {
            return Optional.of(Completion.READ_ONLY_ANNOTATION);
        }
        return value.isPresent() && value.get().length() > Annotations.MAX_VALUE
                ? Optional.of(Completion.ANNOTATION_TOO_LARGE)
                : Optional.empty();
    }

    /// Whether the user may do more with the mailbox than to list it: RFC 5464 §3.3.
    static boolean mayUse(Reached mailbox) {
        return mailbox.rights().hasAny(USING);
    }

    /// From now on the client hears of what others change: RFC 5464 §4.1.
    void follow(LoggedIn state, Client client) {
        List<Mailbox> visible =
                reach.listed(state.user()).stream().map(Reached::mailbox).toList();
        client.annotationNews().follow(annotations, state.user().id(), visible);
    }

    /// Tells what others have changed, by names alone: RFC 5464 §4.4.2.
    ///
    /// @param wanted the mailboxes of which the client wants to hear
    /// @param server whether it wants to hear of the server's entries
    void tellNews(LoggedIn state, Predicate<Mailbox> wanted, boolean server, Client client) throws IOException {
        Map<Optional<MailboxId>, Set<String>> changed = client.annotationNews().take();
        Set<String> ofServer = changed.remove(Optional.<MailboxId>empty());
        if (ofServer != null && server) {
            writeNames(Optional.empty(), ofServer, client.out());
        }
        if (changed.isEmpty()) {
            return;
        }
        for (Reached one : reach.listed(state.user())) {
            Set<String> names = changed.get(Optional.of(one.mailbox().id()));
            if (names != null && mayUse(one) && wanted.test(one.mailbox())) {
                writeNames(Optional.of(one.mailbox().name()), names, client.out());
            }
        }
    }

    private static void writeNames(Optional<MailboxName> mailbox, Set<String> names, ResponseWriter out)
            throws IOException {
        begin(mailbox, out);
        for (String name : names) {
            out.space().astring(name);
        }
        out.crlf();
    }

    /// The mailbox that the response is about; the empty name is the server.
    private static void begin(Optional<MailboxName> mailbox, ResponseWriter out) throws IOException {
        out.raw("* METADATA ");
        if (mailbox.isPresent()) {
            out.mailbox(mailbox.get());
        } else {
            out.raw("\"\"");
        }
    }

    /// What was written beside a mailbox goes with it.
    void deleted(Mailbox mailbox) {
        annotations.forget(mailbox.account(), mailbox.id());
    }
}
