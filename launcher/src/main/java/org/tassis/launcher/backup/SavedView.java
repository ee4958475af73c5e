package org.tassis.launcher.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.tassis.admin.backup.Copies;
import org.tassis.backup.Vault;
import org.tassis.core.MailboxName;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;
import org.tassis.sql.backup.SavedMailbox;

/// A mailbox of a backup while somebody looks into it: what was read of its messages is kept. One thread at
/// a time: all methods are guarded by this object.
final class SavedView implements AutoCloseable {
    /// Messages whose subjects are read together, in the order in which they lie in the backup.
    private static final int WINDOW = 100;

    private static final int LONGEST = 300;

    private final Vault vault;
    private final SavedMailbox saved;
    private final List<SavedMailbox.Message> newest;
    private final Map<Long, Copies.Saved> read = new HashMap<>(); // by place in `newest`
    private long used = System.nanoTime();

    SavedView(Vault vault, SavedMailbox saved) {
        this.vault = vault;
        this.saved = saved;
        this.newest = saved.messages().stream()
                .sorted(Comparator.comparingLong(SavedMailbox.Message::internalDate)
                        .thenComparingLong(SavedMailbox.Message::locator)
                        .reversed())
                .toList();
    }

    int size() {
        return newest.size();
    }

    /// By the clock of {@link System#nanoTime}.
    synchronized long used() {
        return used;
    }

    SavedMailbox saved() {
        return saved;
    }

    synchronized List<Copies.Folder> folders() {
        used = System.nanoTime();
        Map<MailboxName, Copies.Folder> folders = new TreeMap<>();
        saved.folders().forEach(name -> folders.put(name, new Copies.Folder(name, 0, 0)));
        for (SavedMailbox.Message message : newest) {
            folders.merge(
                    message.folder(),
                    new Copies.Folder(message.folder(), 1, message.size()),
                    (a, b) -> new Copies.Folder(a.name(), a.messages() + b.messages(), a.octets() + b.octets()));
        }
        return List.copyOf(folders.values());
    }

    /// @param folder   all folders unless given
    /// @param words    all of them are in subject or sender
    /// @param deadline by the clock of {@link System#nanoTime}: when looking for words ends for now
    synchronized Copies.Found find(Optional<MailboxName> folder, String words, int from, int limit, long deadline)
            throws InterruptedException {
        used = System.nanoTime();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < newest.size(); i++) {
            if (folder.isEmpty() || newest.get(i).folder().equals(folder.get())) {
                places.add(i);
            }
        }
        List<String> wanted = java.util.Arrays.stream(
                        words.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        List<Copies.Saved> found = new ArrayList<>();
        int at = Math.clamp(from, 0, places.size());
        while (at < places.size() && found.size() < limit && (at == from || System.nanoTime() - deadline < 0)) {
            int end = Math.min(places.size(), at + (wanted.isEmpty() ? limit - found.size() : WINDOW));
            List<Copies.Saved> window = read(places.subList(at, end));
            for (Copies.Saved one : window) {
                if (found.size() == limit) {
                    break;
                }
                at++;
                if (matches(one, wanted)) {
                    found.add(one);
                }
            }
        }
        used = System.nanoTime();
        return new Copies.Found(
                found, at, places.size(), at < places.size() ? OptionalInt.of(at) : OptionalInt.empty());
    }

    private static boolean matches(Copies.Saved one, List<String> wanted) {
        String text = (one.from() + " " + one.subject()).toLowerCase(Locale.ROOT);
        return wanted.stream().allMatch(text::contains);
    }

    /// Some of the messages that were chosen in a folder.
    synchronized List<Copies.Saved> some(MailboxName folder, List<Long> uids, int limit) throws InterruptedException {
        used = System.nanoTime();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < newest.size() && places.size() < limit; i++) {
            if (newest.get(i).folder().equals(folder)
                    && uids.contains(newest.get(i).uid())) {
                places.add(i);
            }
        }
        return read(places);
    }

    private List<Copies.Saved> read(List<Integer> places) throws InterruptedException {
        List<Integer> missing = places.stream()
                .filter(place -> !read.containsKey((long) place))
                .sorted(Comparator.comparingLong(place -> newest.get(place).locator()))
                .toList();
        for (int place : missing) {
            read.put((long) place, shown(newest.get(place)));
        }
        List<Copies.Saved> all = new ArrayList<>(places.size());
        for (int place : places) {
            Copies.Saved one = read.get((long) place);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private Copies.Saved shown(SavedMailbox.Message message) throws InterruptedException {
        Optional<Envelope> envelope = saved.structure(message).map(MessageStructure::envelope);
        return new Copies.Saved(
                message.folder(),
                message.uid(),
                cut(envelope.map(SavedView::sender).orElse("")),
                cut(envelope.flatMap(Envelope::subject).map(HeaderText::decode).orElse("")),
                java.time.Instant.ofEpochSecond(message.internalDate()),
                message.size());
    }

    private static String cut(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
    }

    /// The name of who wrote it, or the address.
    static String sender(Envelope envelope) {
        return envelope.from().stream()
                .findFirst()
                .map(one -> one.name()
                        .map(HeaderText::decode)
                        .orElse(one.local().orElse("") + "@" + one.host().orElse("")))
                .orElse("");
    }

    @Override
    public synchronized void close() {
        vault.close();
    }
}
