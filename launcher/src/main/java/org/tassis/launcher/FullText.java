package org.tassis.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.operations.Finding;
import org.tassis.admin.operations.Finding.Level;
import org.tassis.admin.operations.Watch;
import org.tassis.launcher.command.SearchCommands;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.settings.Settings;
import org.tassis.search.AttachmentStatus;
import org.tassis.search.SearchIndex;
import org.tassis.search.SearchSettings;
import org.tassis.search.SearchStatus;
import org.tassis.store.MailStore;

/// The index for searches of a running server, and what people are told of it.
final class FullText implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FullText.class);

    private final Settings settings;
    private final AtomicReference<Optional<SearchIndex>> index = new AtomicReference<>(Optional.empty());

    FullText(Settings settings) {
        this.settings = settings;
    }

    static SearchSettings settings(Settings settings) {
        Path directory = settings.dataDirectory().toAbsolutePath().resolve("search");
        SearchSettings defaults = SearchSettings.in(directory);
        return new SearchSettings(
                directory,
                settings.search().memory().toBytes(),
                defaults.refresh(),
                settings.search().commitAfter(),
                defaults.commitEvery(),
                2 * settings.store().keepFree().toBytes(), // the rest is for mail
                defaults.nice(),
                defaults.retry());
    }

    /// Returns at once.
    void start(MailStore store) {
        if (settings.search().enabled()) {
            index.set(Optional.of(SearchIndex.start(store, settings(settings), AttachmentReading.of(settings))));
            return;
        }
        try {
            SearchIndex.remove(settings(settings));
        } catch (IOException e) {
            LOG.warn("the search index, which is not used, cannot be removed: {}", e.getMessage());
        }
    }

    /// `search`, beside other commands.
    Command beside(Command others) {
        SearchCommands own = new SearchCommands(index::get);
        return (words, in, out, err) ->
                (!words.isEmpty() && words.getFirst().equals("search") ? own : others).run(words, in, out, err);
    }

    /// These, and one for the index.
    List<Watch> beside(List<Watch> others) {
        List<Watch> all = new ArrayList<>(others);
        all.add(new Watch("search", Duration.ZERO, this::findings));
        return List.copyOf(all);
    }

    private List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        index.get().ifPresent(one -> {
            all.addAll(findings(one.status()));
            one.attachments().ifPresent(reading -> all.addAll(findings(reading)));
        });
        return List.copyOf(all);
    }

    static List<Finding> findings(AttachmentStatus status) {
        return status.trouble().isEmpty()
                ? List.of()
                : List.of(Finding.of(Level.WARN, "search.attachments", "", status.trouble()));
    }

    static List<Finding> findings(SearchStatus status) {
        return switch (status.state()) {
            case FAILED -> List.of(Finding.of(Level.WARN, "search.failed", "", status.trouble()));
            case PAUSED -> List.of(Finding.of(Level.WARN, "search.paused", ""));
            case BUILDING ->
                List.of(Finding.of(
                        Level.INFO,
                        "search.building",
                        "",
                        status.mailboxes() - status.behind(),
                        status.mailboxes(),
                        status.messages()));
            case CHECKING, CURRENT, OFF -> List.of();
        };
    }

    /// Before the store.
    @Override
    public void close() {
        index.getAndSet(Optional.empty()).ifPresent(SearchIndex::close);
    }
}
