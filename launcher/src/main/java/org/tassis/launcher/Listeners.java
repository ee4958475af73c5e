package org.tassis.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.desk.MailServer;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.net.BoundListener;
import org.tassis.net.ListenFailed;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.Protocol;
import org.tassis.webmail.ClientSettings;

/// The listeners of the settings: which there are, and their opening.
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /// For mail programs, the better ones first.
    private static final List<String> PROGRAMS = List.of("imaps", "imap", "pop3s", "pop3", "submissions", "submission");

    private Listeners() {}

    static NetSettings netSettings(Settings settings) {
        NetSettings defaults = NetSettings.defaults();
        Settings.Limits limits = settings.limits();
        return new NetSettings(
                limits.connections(),
                limits.connectionsPerAddress(),
                Math.max(limits.connectionsPerNetwork(), limits.connectionsPerAddress()),
                settings.trusted(),
                defaults.backlog(),
                limits.writeTimeout(),
                limits.tlsHandshakeTimeout(),
                limits.proxyHeaderTimeout(),
                settings.trusted(),
                false,
                0);
    }

    static void warnOfClearText(Settings settings) {
        settings.listeners().forEach((name, listening) -> {
            if (listening.takesPasswordsInClear()) {
                LOG.warn(
                        "listeners.{} takes passwords in clear on {}: only for a proxy in front or for measuring",
                        name,
                        listening.address());
            }
        });
    }

    static Map<String, Integer> bind(Settings settings, Engines engines, Network network) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        settings.listeners().entrySet().stream()
                .filter(entry -> entry.getValue().enabled()
                        && !entry.getValue().service().isWeb())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> ports.put(
                        entry.getKey(),
                        listen(
                                network,
                                entry.getKey(),
                                entry.getValue(),
                                engines.of(
                                        Checks.entrance(settings, entry.getKey(), entry.getValue()),
                                        entry.getValue().service()))));
        return ports;
    }

    private static int listen(Network network, String name, Listening listening, Protocol protocol) {
        try {
            BoundListener bound = network.bind(listening.toListener(name), protocol);
            return bound.port();
        } catch (ListenFailed e) {
            String remedy =
                    switch (e.reason()) {
                        case IN_USE ->
                            "stop the program that uses it (ss -ltnp names it), or change listeners." + name + ".port";
                        case NOT_PERMITTED ->
                            "start with the right to bind ports below 1024 (see conf/tassis.service), or"
                                    + " change listeners." + name + ".port";
                        case NO_SUCH_ADDRESS -> "change listeners." + name + ".address to an address of this machine";
                        case OTHER -> "change listeners." + name;
                    };
            throw new StartFailed("listeners." + e.getMessage() + "; " + remedy + ".", e);
        }
    }

    /// Those of pages.
    static Map<String, Listening> web(Settings settings) {
        Map<String, Listening> listeners = new LinkedHashMap<>();
        settings.listeners().entrySet().stream()
                .filter(entry ->
                        entry.getValue().enabled() && entry.getValue().service().isWeb())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> listeners.put(entry.getKey(), entry.getValue()));
        return listeners;
    }

    private static List<Listening> programs(Settings settings) {
        List<Listening> programs = new ArrayList<>();
        for (String name : PROGRAMS) {
            Listening listening = settings.listeners().get(name);
            if (listening != null && listening.enabled() && listening.tls() != Listening.Tls.NONE) {
                programs.add(listening);
            }
        }
        return programs;
    }

    /// What people type into their programs.
    static MailServer mailServer(Settings settings, String host) {
        Listening admin = settings.listeners().get("admin");
        return new MailServer(
                host,
                programs(settings).stream()
                        .map(listening -> new MailServer.Service(
                                word(listening.service()), listening.port(), word(listening.tls())))
                        .toList(),
                "https://" + host + (admin == null ? "" : ":" + admin.port()) + "/admin");
    }

    static ClientSettings clientSettings(Settings settings, String host) {
        return new ClientSettings(
                host,
                programs(settings).stream()
                        .map(listening -> new ClientSettings.Service(
                                word(listening.service()), listening.port(), word(listening.tls())))
                        .toList());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
