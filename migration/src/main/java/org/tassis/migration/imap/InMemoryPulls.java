package org.tassis.migration.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.migration.intake.Fingerprint;

/// For tests, and as the model of the others. Any thread.
public final class InMemoryPulls implements PullRecords {
    private final Map<Long, Folder> folders = new TreeMap<>();
    private final Map<Long, TreeMap<Long, Pulled>> messages = new HashMap<>();
    private long last;

    @Override
    public synchronized Folder folder(AccountId account, String source, String name, long uidValidity) {
        for (Folder folder : folders.values()) {
            if (folder.account().equals(account)
                    && folder.source().equals(source)
                    && folder.name().equals(name)
                    && folder.uidValidity() == uidValidity) {
                return folder;
            }
        }
        Folder made = new Folder(++last, account, source, name, uidValidity, 0);
        folders.put(made.id(), made);
        return made;
    }

    @Override
    public synchronized void update(Folder folder) {
        folders.replace(folder.id(), folder);
    }

    @Override
    public synchronized List<Pulled> messages(Folder folder) {
        return List.copyOf(messages.getOrDefault(folder.id(), new TreeMap<>()).values());
    }

    @Override
    public synchronized List<Pulled> earlier(Folder folder) {
        List<Pulled> found = new ArrayList<>();
        for (Folder other : folders.values()) {
            if (other.account().equals(folder.account())
                    && other.source().equals(folder.source())
                    && other.name().equals(folder.name())
                    && other.uidValidity() != folder.uidValidity()) {
                found.addAll(messages(other));
            }
        }
        return found;
    }

    @Override
    public synchronized Set<Fingerprint> prints(AccountId account, String source) {
        Set<Fingerprint> prints = new HashSet<>();
        for (Folder folder : folders.values()) {
            if (folder.account().equals(account) && folder.source().equals(source)) {
                messages(folder).forEach(message -> prints.add(message.print()));
            }
        }
        return prints;
    }

    @Override
    public synchronized void put(Folder folder, List<Pulled> some) {
        TreeMap<Long, Pulled> there = messages.computeIfAbsent(folder.id(), _ -> new TreeMap<>());
        some.forEach(message -> there.put(message.uid(), message));
    }

    @Override
    public synchronized void forget(AccountId account) {
        folders.values().removeIf(folder -> {
            boolean gone = folder.account().equals(account);
            if (gone) {
                messages.remove(folder.id());
            }
            return gone;
        });
    }
}
