package org.tassis.directory.contact;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// The contacts of all accounts, with their rules and limits. What is removed can be put back for a while.
/// Books in use are kept in memory, bounded; whether one is still true is asked each time. Any thread;
/// methods throw {@link DirectoryException}: Unavailable, and what they say.
public final class Contacts {
    /// Live ones of an account; as many removed ones are remembered.
    public static final int MOST = 10_000;

    public static final int MOST_GROUPS = 200;

    /// Of the {@link #MOST}, those that were collected: the ones written to longest ago give way.
    public static final int MOST_COLLECTED = 2_000;

    /// Recipients of one message that are collected: more are no people the writer knows.
    public static final int MOST_OF_ONE_MESSAGE = 20;

    private static final int IN_MEMORY = 200_000; // contacts of all books together

    private final ContactRecords records;
    private final InstantSource clock;
    private final Duration keepRemoved;
    private final Map<AccountId, Shelf> shelves = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long weight; // likewise

    /// @param keepRemoved how long what was removed can be put back
    public Contacts(ContactRecords records, InstantSource clock, Duration keepRemoved) {
        this.records = records;
        this.clock = clock;
        this.keepRemoved = keepRemoved;
    }

    /// Somebody that a message was sent to.
    ///
    /// @param name as the message had it, perhaps empty
    public record Written(String name, EmailAddress address) {}

    /// What an import did.
    ///
    /// @param added   numbers of new contacts
    /// @param changed contacts that now say more
    /// @param same    cards that said nothing new
    public record Imported(List<Long> added, int changed, int same) {
        public Imported {
            added = List.copyOf(added);
        }
    }

    // ---- asking ----

    public Book book(AccountId account) {
        return shelf(account).book();
    }

    /// Live contacts by name: those in which each word begins a word of name, organisation, address, number
    /// or notes.
    public List<Contact> find(AccountId account, String words) {
        return shelf(account).find(words);
    }

    /// For what was typed into a field of addresses: contacts before people written to, each by when they
    /// were last written to, and groups.
    public List<Suggestion> complete(AccountId account, String typed, int most) {
        return shelf(account).complete(typed, most);
    }

    /// A group's members as a field of addresses has them.
    public List<String> members(AccountId account, long group) {
        return shelf(account).members(group);
    }

    /// Whether a live contact has this address.
    public Optional<Contact> withAddress(AccountId account, EmailAddress address) {
        return book(account).live().stream()
                .filter(one -> one.card().addresses().contains(address))
                .min(Comparator.comparing(Contact::collected));
    }

    /// Sets of contacts that seem to be one: the same address, or the same name and organisation.
    public List<List<Contact>> duplicates(AccountId account) {
        return shelf(account).duplicates();
    }

    private Shelf shelf(AccountId account) {
        long version = records.version(account);
        synchronized (shelves) {
            Shelf known = shelves.get(account);
            if (known != null && known.book().version() == version) {
                return known;
            }
        }
        Shelf made = new Shelf(records.book(account));
        synchronized (shelves) {
            Shelf old = shelves.put(account, made);
            weight += made.weight() - (old == null ? 0 : old.weight());
            Iterator<Shelf> eldest = shelves.values().iterator();
            while (weight > IN_MEMORY && shelves.size() > 1) {
                weight -= eldest.next().weight();
                eldest.remove();
            }
        }
        return made;
    }

    // ---- changing ----

    /// @param id     of the one to change; empty: a new one
    /// @param groups numbers that are no group's are left out
    /// @return its number; empty when there is none of that number
    /// @throws DirectoryException BadValue when the card is empty; TooMany
    public Optional<Long> save(AccountId account, Optional<Long> id, Card card, Set<Long> groups) {
        if (card.isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.BadValue(
                    "contact", "has a name, an address or something else", DirectoryFailure.BadValue.Rule.EMPTY));
        }
        return change(account, book -> {
            Set<Long> known = new TreeSet<>(groups);
            known.retainAll(book.liveGroups().stream().map(Group::id).toList());
            if (id.isPresent()) {
                Optional<Contact> old = book.contact(id.get());
                return old.map(one -> {
                            // groups that were removed may come back
                            one.groups().stream()
                                    .filter(group -> book.group(group).isEmpty())
                                    .forEach(known::add);
                            return one(book, new Edit.Keep(one.with(card).in(known)), id);
                        })
                        .orElse(new Edit.Many<>(List.of(), book.nextId(), Optional.empty()));
            }
            List<Edit> edits = new ArrayList<>(room(book, 1));
            edits.add(new Edit.Keep(new Contact(book.nextId(), card, known, false, Instant.EPOCH, Optional.empty())));
            return new Edit.Many<>(edits, book.nextId() + 1, Optional.of(book.nextId()));
        });
    }

    /// @return the numbers of those that were there
    public Set<Long> remove(AccountId account, Collection<Long> ids) {
        Instant now = now();
        return change(account, book -> {
            List<Edit> edits = new ArrayList<>();
            Set<Long> gone = new TreeSet<>();
            for (Contact one : book.live()) {
                if (ids.contains(one.id())) {
                    edits.add(new Edit.Keep(one.removedAt(Optional.of(now))));
                    gone.add(one.id());
                }
            }
            edits.addAll(forgotten(book, gone.size()));
            return new Edit.Many<>(edits, book.nextId(), gone);
        });
    }

    /// Puts removed ones back.
    ///
    /// @return how many
    /// @throws DirectoryException TooMany
    public int restore(AccountId account, Collection<Long> ids) {
        return change(account, book -> {
            List<Contact> back = book.contacts().stream()
                    .filter(one -> !one.isLive() && ids.contains(one.id()))
                    .toList();
            List<Edit> edits = new ArrayList<>(room(book, back.size()));
            back.forEach(one -> edits.add(new Edit.Keep(one.removedAt(Optional.empty()))));
            return new Edit.Many<>(edits, book.nextId(), back.size());
        });
    }

    /// People written to become contacts like others.
    public void keep(AccountId account, Collection<Long> ids) {
        change(account, book -> {
            List<Edit> edits = new ArrayList<>();
            book.live().stream()
                    .filter(one -> one.collected() && ids.contains(one.id()))
                    .forEach(one -> edits.add(new Edit.Keep(one.kept())));
            return new Edit.Many<>(edits, book.nextId(), edits.size());
        });
    }

    /// Makes one of several: it says what all said, and is in all their groups. The others are removed.
    ///
    /// @return the number of the one that stays, and of those that were removed, in this order; empty for
    ///     less than two
    public List<Long> merge(AccountId account, Collection<Long> ids) {
        Instant now = now();
        return change(account, book -> {
            List<Contact> all = book.live().stream()
                    .filter(one -> ids.contains(one.id()))
                    .sorted(Comparator.comparing(Contact::collected).thenComparing(Contact::id))
                    .toList();
            if (all.size() < 2) {
                return new Edit.Many<>(List.of(), book.nextId(), List.<Long>of());
            }
            Contact first = all.getFirst();
            Card card = first.card();
            Set<Long> groups = new TreeSet<>();
            List<Edit> edits = new ArrayList<>();
            Instant used = first.used();
            for (Contact one : all) {
                groups.addAll(one.groups());
                used = one.used().isAfter(used) ? one.used() : used;
                if (one != first) {
                    card = card.merged(one.card());
                    edits.add(new Edit.Keep(one.removedAt(Optional.of(now))));
                }
            }
            edits.add(new Edit.Keep(first.with(card).in(groups).usedAt(used)));
            edits.addAll(forgotten(book, all.size() - 1));
            return new Edit.Many<>(
                    edits, book.nextId(), all.stream().map(Contact::id).toList());
        });
    }

    /// Takes a merge back.
    ///
    /// @param card   as the one that stayed was
    /// @param others that were removed
    public void unmerge(AccountId account, long stayed, Card card, Set<Long> groups, Collection<Long> others) {
        restore(account, others);
        save(account, Optional.of(stayed), card, groups);
    }

    /// Adds cards. One of which a live contact has an address says what it says to that contact; one that
    /// says nothing new changes nothing.
    ///
    /// @param group to which all of them belong then
    /// @throws DirectoryException TooMany: nothing was added
    public Imported add(AccountId account, List<Card> cards, Optional<Long> group) {
        return change(account, book -> {
            Set<Long> groups =
                    group.filter(id -> book.group(id).isPresent()).map(Set::of).orElse(Set.of());
            Map<EmailAddress, Contact> byAddress = new HashMap<>();
            Map<String, Contact> byName = new HashMap<>();
            for (Contact one : book.live()) {
                index(byAddress, byName, one);
            }
            Map<Long, Contact> edited = new LinkedHashMap<>();
            List<Long> added = new ArrayList<>();
            Set<Long> changed = new HashSet<>();
            int same = 0;
            long next = book.nextId();
            for (Card card : cards) {
                if (card.isEmpty()) {
                    continue;
                }
                Optional<Contact> there = card.addresses().stream()
                        .filter(byAddress::containsKey)
                        .findFirst()
                        .map(byAddress::get)
                        .or(() -> card.addresses().isEmpty()
                                ? Optional.ofNullable(byName.get(Card.key(card.title())))
                                : Optional.empty());
                Contact now;
                if (there.isEmpty()) {
                    now = new Contact(next++, card, groups, false, Instant.EPOCH, Optional.empty());
                    added.add(now.id());
                } else {
                    Contact old = there.get();
                    now = old.collected() || !old.card().has(card)
                            ? old.with(
                                    old.collected()
                                            ? card.merged(old.card())
                                            : old.card().merged(card))
                            : old;
                    now = now.plus(groups);
                    if (now.equals(old)) {
                        same++;
                        continue;
                    }
                    if (!added.contains(now.id())) {
                        changed.add(now.id());
                    }
                }
                edited.put(now.id(), now);
                index(byAddress, byName, now);
            }
            List<Edit> edits = new ArrayList<>(room(book, added.size()));
            edited.values().forEach(one -> edits.add(new Edit.Keep(one)));
            return new Edit.Many<>(edits, next, new Imported(added, changed.size(), same));
        });
    }

    private static void index(Map<EmailAddress, Contact> byAddress, Map<String, Contact> byName, Contact one) {
        one.card().addresses().forEach(address -> byAddress.put(address, one));
        byName.put(Card.key(one.card().title()), one);
    }

    /// The owner has sent a message: those who are no contacts yet are collected, unless the owner does not
    /// want that.
    public void wrote(AccountId account, List<Written> to, Instant when) {
        if (to.isEmpty()) {
            return;
        }
        Instant used = when.truncatedTo(ChronoUnit.MILLIS);
        change(account, book -> {
            List<Edit> edits = new ArrayList<>();
            Map<EmailAddress, Written> fresh = new LinkedHashMap<>();
            to.stream().limit(MOST_OF_ONE_MESSAGE).forEach(one -> fresh.putIfAbsent(one.address(), one));
            for (Contact one : book.live()) {
                boolean meant = false;
                for (EmailAddress address : one.card().addresses()) {
                    meant |= fresh.containsKey(address);
                }
                if (meant) {
                    one.card().addresses().forEach(fresh::remove);
                    if (used.isAfter(one.used())) {
                        edits.add(new Edit.Keep(one.usedAt(used)));
                    }
                }
            }
            // whom the owner removed does not come back by itself
            for (Contact one : book.contacts()) {
                if (!one.isLive()) {
                    one.card().addresses().forEach(fresh::remove);
                }
            }
            long next = book.nextId();
            long live = book.live().size();
            if (book.collects() && to.size() <= MOST_OF_ONE_MESSAGE && !fresh.isEmpty()) {
                List<Contact> collected = book.live().stream()
                        .filter(Contact::collected)
                        .sorted(Comparator.comparing(Contact::used))
                        .toList();
                long over = Math.max(collected.size() + fresh.size() - MOST_COLLECTED, live + fresh.size() - MOST);
                for (Contact oldest :
                        collected.stream().limit(Math.max(0, over)).toList()) {
                    edits.removeIf(edit -> edit instanceof Edit.Keep(Contact kept) && kept.id() == oldest.id());
                    edits.add(new Edit.Forget(oldest.id()));
                    live--;
                }
                for (Written one : fresh.values()) {
                    if (live >= MOST) {
                        break;
                    }
                    live++;
                    edits.add(new Edit.Keep(new Contact(
                            next++,
                            Card.fitting(name(one), "", List.of(one.address()), List.of(), ""),
                            Set.of(),
                            true,
                            used,
                            Optional.empty())));
                }
            }
            return new Edit.Many<>(edits, next, edits.size());
        });
    }

    /// A name that is an address only misleads.
    private static String name(Written one) {
        return one.name().indexOf('@') >= 0 ? "" : one.name();
    }

    public void collect(AccountId account, boolean on) {
        change(
                account,
                book -> new Edit.Many<>(
                        book.collects() == on ? List.of() : List.of(new Edit.Collects(on)), book.nextId(), on));
    }

    // ---- groups ----

    /// @return its number; empty when there is none of that number
    /// @throws DirectoryException BadValue for a name that is none or that another group has; TooMany
    public Optional<Long> saveGroup(AccountId account, Optional<Long> id, String name) {
        String wanted = Card.fitting(name, "", List.of(), List.of(), "").name();
        if (wanted.isEmpty() || wanted.length() > Group.MAX_NAME) {
            throw new DirectoryException(new DirectoryFailure.BadValue(
                    "group",
                    "has a name of 1 to " + Group.MAX_NAME + " characters",
                    wanted.isEmpty() ? DirectoryFailure.BadValue.Rule.EMPTY : DirectoryFailure.BadValue.Rule.TOO_LONG));
        }
        return change(account, book -> {
            Optional<Group> same = book.liveGroups().stream()
                    .filter(one -> Card.key(one.name()).equals(Card.key(wanted)))
                    .findFirst();
            if (same.isPresent() && !Optional.of(same.get().id()).equals(id)) {
                throw new DirectoryException(new DirectoryFailure.BadValue(
                        "group", "needs a name of its own", DirectoryFailure.BadValue.Rule.EARLIER_LINE));
            }
            if (id.isPresent()) {
                return book.group(id.get())
                        .map(_ -> one(book, new Edit.KeepGroup(new Group(id.get(), wanted, Optional.empty())), id))
                        .orElse(new Edit.Many<>(List.of(), book.nextId(), Optional.empty()));
            }
            if (book.liveGroups().size() >= MOST_GROUPS) {
                throw new DirectoryException(new DirectoryFailure.TooMany("groups", MOST_GROUPS));
            }
            return new Edit.Many<>(
                    List.of(new Edit.KeepGroup(new Group(book.nextId(), wanted, Optional.empty()))),
                    book.nextId() + 1,
                    Optional.of(book.nextId()));
        });
    }

    /// Its members stay.
    ///
    /// @return whether it was there
    public boolean removeGroup(AccountId account, long id) {
        Instant now = now();
        return change(account, book -> {
            Optional<Group> group = book.group(id);
            List<Edit> edits = new ArrayList<>();
            group.ifPresent(one -> edits.add(new Edit.KeepGroup(new Group(id, one.name(), Optional.of(now)))));
            book.groups().stream()
                    .filter(one -> one.removed().filter(this::isOver).isPresent())
                    .forEach(one -> edits.add(new Edit.ForgetGroup(one.id())));
            return new Edit.Many<>(edits, book.nextId(), group.isPresent());
        });
    }

    /// @return whether it was removed, and is back
    /// @throws DirectoryException TooMany
    public boolean restoreGroup(AccountId account, long id) {
        return change(account, book -> {
            Optional<Group> group = book.groups().stream()
                    .filter(one -> one.id() == id && !one.isLive())
                    .findFirst();
            if (group.isPresent() && book.liveGroups().size() >= MOST_GROUPS) {
                throw new DirectoryException(new DirectoryFailure.TooMany("groups", MOST_GROUPS));
            }
            return new Edit.Many<>(
                    group.map(one -> List.<Edit>of(new Edit.KeepGroup(new Group(id, one.name(), Optional.empty()))))
                            .orElse(List.of()),
                    book.nextId(),
                    group.isPresent());
        });
    }

    /// @param in whether they shall be in the group
    /// @return the numbers of those that this changed
    public Set<Long> assign(AccountId account, long group, Collection<Long> ids, boolean in) {
        return change(account, book -> {
            List<Edit> edits = new ArrayList<>();
            Set<Long> changed = new TreeSet<>();
            if (book.group(group).isPresent()) {
                for (Contact one : book.live()) {
                    if (ids.contains(one.id()) && one.groups().contains(group) != in) {
                        Set<Long> groups = new TreeSet<>(one.groups());
                        if (in) {
                            groups.add(group);
                        } else {
                            groups.remove(group);
                        }
                        edits.add(new Edit.Keep(one.kept().in(groups)));
                        changed.add(one.id());
                    }
                }
            }
            return new Edit.Many<>(edits, book.nextId(), changed);
        });
    }

    /// Forgets all that an account has, for an account that nobody uses any more.
    public void purge(AccountId account) {
        records.purge(account);
        synchronized (shelves) {
            Shelf old = shelves.remove(account);
            weight -= old == null ? 0 : old.weight();
        }
    }

    private <T> T change(AccountId account, Function<Book, Edit.Many<T>> edits) {
        return records.change(account, edits);
    }

    private static <T> Edit.Many<T> one(Book book, Edit edit, T result) {
        return new Edit.Many<>(List.of(edit), book.nextId(), result);
    }

    /// Collected ones that give way to others.
    private static List<Edit> room(Book book, int more) {
        List<Contact> live = book.live();
        int over = live.size() + more - MOST;
        if (over <= 0) {
            return List.of();
        }
        List<Edit> edits = new ArrayList<>();
        live.stream()
                .filter(Contact::collected)
                .sorted(Comparator.comparing(Contact::used))
                .limit(over)
                .forEach(one -> edits.add(new Edit.Forget(one.id())));
        if (edits.size() < over) {
            throw new DirectoryException(new DirectoryFailure.TooMany("contacts", MOST));
        }
        return edits;
    }

    /// Removed ones that are over, or too many with those that are removed now.
    private List<Edit> forgotten(Book book, int more) {
        List<Contact> removed = book.contacts().stream()
                .filter(one -> !one.isLive())
                .sorted(Comparator.comparing(one -> one.removed().orElseThrow()))
                .toList();
        long over = Math.max(
                removed.stream()
                        .filter(one -> isOver(one.removed().orElseThrow()))
                        .count(),
                removed.size() + more - MOST);
        return removed.stream()
                .limit(Math.max(0, over))
                .map(one -> (Edit) new Edit.Forget(one.id()))
                .toList();
    }

    private boolean isOver(Instant removed) {
        return removed.plus(keepRemoved).isBefore(now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
