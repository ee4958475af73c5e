package org.tassis.launcher.backup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.backup.Vault;
import org.tassis.launcher.settings.Settings;
import org.tassis.sql.backup.SavedMailbox;

/// Mailboxes of backups that are looked into: the last few, as opening one reads whole tables. Any thread.
final class SavedViews implements AutoCloseable {
    private static final int MOST = 4;
    private static final int MOST_MESSAGES = 400_000;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Settings settings;
    private final Map<String, SavedView> open = new LinkedHashMap<>(); // guarded by this; the eldest first

    SavedViews(Settings settings) {
        this.settings = settings;
    }

    /// @throws IOException the place cannot be read
    synchronized SavedView open(String backup, long account) throws IOException, InterruptedException {
        closeIdle();
        String key = backup + " " + account;
        SavedView known = open.remove(key);
        if (known != null) {
            open.put(key, known);
            return known;
        }
        Vault vault = Places.open(settings, Optional.empty());
        try {
            SavedView view = new SavedView(vault, SavedMailbox.open(vault, vault.manifest(backup), account));
            open.put(key, view);
            makeRoom(view);
            return view;
        } catch (IOException | InterruptedException | RuntimeException e) {
            vault.close();
            throw e;
        }
    }

    private void makeRoom(SavedView fresh) {
        List<String> keys = new ArrayList<>(open.keySet());
        int messages = open.values().stream().mapToInt(SavedView::size).sum();
        for (String key : keys) {
            SavedView view = open.get(key);
            if (view == null || view == fresh || open.size() <= MOST && messages <= MOST_MESSAGES) {
                continue;
            }
            messages -= view.size();
            open.remove(key);
            view.close();
        }
    }

    /// Called now and then, so that memory is given back.
    synchronized void closeIdle() {
        open.values().removeIf(view -> {
            boolean idle = System.nanoTime() - view.used() > IDLE.toNanos();
            if (idle) {
                view.close();
            }
            return idle;
        });
    }

    @Override
    public synchronized void close() {
        open.values().forEach(SavedView::close);
        open.clear();
    }
}
