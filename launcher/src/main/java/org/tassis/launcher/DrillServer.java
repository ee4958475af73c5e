package org.tassis.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.launcher.backup.Instance;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;

/// A server in this process on what a drill has put back: IMAP and POP3 on free ports of loopback, and
/// nothing else. It takes no mail, sends none, asks nobody, and makes no backups.
final class DrillServer implements Instance {
    private final Server server;

    private DrillServer(Server server) {
        this.server = server;
    }

    static Instance start(Path data) {
        try {
            return new DrillServer(Server.start(settings(data)));
        } catch (SettingsFile.Unusable e) {
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /// The defaults, whatever the settings of the server that was saved are.
    static Settings settings(Path data) throws SettingsFile.Unusable {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", data.toString());
        values.put("hostname", "localhost");
        for (String name :
                SettingsFile.load(Optional.empty(), Map.of()).listeners().keySet()) {
            boolean read = List.of("imap", "pop3").contains(name);
            values.put("listeners." + name + ".enabled", read);
            values.put("listeners." + name + ".address", "127.0.0.1");
            values.put("listeners." + name + ".port", 0);
            if (read) {
                values.put("listeners." + name + ".tls", "none");
            }
        }
        values.put("delivery.enabled", false);
        values.put("reports.dmarc", false);
        values.put("reports.tls", false);
        values.put("backup.target", "");
        values.put("store.messages-in-memory", 10_000);
        values.put("store.history", "3650d");
        values.put("keep-removed", "3650d");
        values.put("trace.keep", "3650d");
        values.put("stop-grace", "0s");
        return SettingsFile.load(Optional.empty(), values);
    }

    @Override
    public int imap() {
        return Objects.requireNonNull(server.ports().get("imap"));
    }

    @Override
    public int pop3() {
        return Objects.requireNonNull(server.ports().get("pop3"));
    }

    @Override
    public Optional<Entrance> entrance(AccountId account) {
        return server.directory()
                .account(account)
                .filter(Account::enabled)
                .map(found -> new Entrance(
                        found.login().value(),
                        server.directory().credentials().addAppPassword(account, "drill", Set.of())));
    }

    @Override
    public void close() {
        server.close();
    }
}
