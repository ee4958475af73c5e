package org.tassis.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import org.tassis.admin.setup.NewName;
import org.tassis.core.DomainName;
import org.tassis.directory.setup.FirstRun;
import org.tassis.directory.setup.SetUpRecords;
import org.tassis.launcher.settings.Settings;

/// The name of this server: that of the settings file, else the one that was decided at its first start,
/// else the machine's own. Any thread.
final class HostName implements NewName {
    private final String present;
    private final boolean fixed;
    private final AtomicReference<Runnable> restart = new AtomicReference<>(() -> {});

    private HostName(String present, boolean fixed) {
        this.present = present;
        this.fixed = fixed;
    }

    static HostName of(Settings settings, SetUpRecords decisions) {
        return settings.hostname().isEmpty()
                ? new HostName(decisions.decided(FirstRun.HOST_NAME).orElseGet(HostName::machine), false)
                : new HostName(settings.hostname(), true);
    }

    /// Without what was decided, for when the data is not there or not open.
    static String without(Settings settings) {
        return settings.hostname().isEmpty() ? machine() : settings.hostname();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// @param action starts the server anew, soon
    void onChange(Runnable action) {
        restart.set(action);
    }

    @Override
    public String present() {
        return present;
    }

    @Override
    public boolean isFixed() {
        return fixed;
    }

    /// Certificates may be ordered from now on, too: the server starts anew also when it keeps its name.
    @Override
    public void take(DomainName host) {
        restart.get().run();
    }
}
