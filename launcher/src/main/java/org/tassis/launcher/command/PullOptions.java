package org.tassis.launcher.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.migration.imap.ImapServer;
import picocli.CommandLine.Option;

/// The other server, and what of it.
final class PullOptions {
    @Option(names = "--host", required = true, paramLabel = "HOST", description = "The other server.")
    String host = "";

    @Option(names = "--port", paramLabel = "PORT", description = "993, or 143 with --tls starttls.")
    int port;

    @Option(
            names = "--tls",
            paramLabel = "WHEN",
            defaultValue = "implicit",
            description = "implicit (port 993), starttls (port 143), or none: then whoever is on the way reads the"
                    + " password.")
    ImapServer.Security tls = ImapServer.Security.IMPLICIT;

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            description =
                    "Trust the one certificate with this fingerprint, for servers whose certificate is home-made.")
    @Nullable
    String pin;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "The name there; with a master user as that server writes it, such as jan*master.")
    @Nullable
    String user;

    @Option(
            names = "--master",
            paramLabel = "NAME",
            description = "Log in as this master user for each mailbox (user*NAME), with its one password.")
    @Nullable
    String master;

    @Option(names = "--list", paramLabel = "FILE", description = "Many mailboxes: CSV with login, user, password.")
    @Nullable
    String list;

    @Option(names = "--prompt", description = "Ask for the password there.")
    boolean prompt;

    @Option(names = "--stdin", description = "Read the password there from the standard input.")
    boolean stdin;

    @Option(
            names = "--keep-password",
            description = "Keep it, encrypted, until the job is done, so that it goes on by itself after a restart.")
    boolean keep;

    @Option(names = "--under", paramLabel = "FOLDER", description = "Put everything below this folder.")
    @Nullable
    String under;

    @Option(names = "--only", paramLabel = "FOLDER", description = "Only this folder there; may be given many times.")
    List<String> only = List.of();

    @Option(
            names = "--pop-ids",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "0",
            description =
                    "Ask that server by POP3, too (995, or 110 with --tls starttls), which number each message has"
                            + " there, and keep it: programs that leave mail on the server do not fetch everything again.")
    @Nullable
    Integer pop;

    @Option(names = "--bandwidth", paramLabel = "SIZE", description = "At most that much a second, such as 2MB.")
    @Nullable
    Quota bandwidth;

    @Option(
            names = "--connections",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "At once to that server (${DEFAULT-VALUE}).")
    int connections = 2;

    /// @param user there
    SortedMap<String, String> spec(String user) {
        SortedMap<String, String> spec = new TreeMap<>();
        spec.put("host", host);
        spec.put("port", Integer.toString(port == 0 ? tls.usualPort() : port));
        spec.put("tls", tls.name().toLowerCase(Locale.ROOT));
        spec.put("user", master == null ? user : user + "*" + master);
        spec.put("connections", Integer.toString(Math.max(1, connections)));
        Optional.ofNullable(pin).ifPresent(text -> spec.put("pin", text));
        Optional.ofNullable(bandwidth).ifPresent(size -> spec.put("bandwidth", Long.toString(size.bytes())));
        Integer popPort = pop;
        if (popPort != null) {
            int usual = tls == ImapServer.Security.IMPLICIT ? 995 : 110;
            spec.put("pop", Integer.toString(popPort == 0 ? usual : popPort));
        }
        if (!only.isEmpty()) {
            spec.put("only", String.join("|", only));
        }
        String below = under;
        if (below != null) {
            spec.put(
                    "under",
                    MailboxName.parse(below)
                            .orElseThrow(() -> Talk.refused("--under " + below, "is no folder"))
                            .value());
        }
        check(spec);
        return spec;
    }

    private void check(SortedMap<String, String> spec) {
        try {
            new ImapServer(
                    host,
                    Integer.parseInt(spec.getOrDefault("port", "0")),
                    tls,
                    Optional.ofNullable(pin),
                    bandwidth == null ? java.util.OptionalLong.empty() : java.util.OptionalLong.of(bandwidth.bytes()));
        } catch (IllegalArgumentException e) {
            throw Talk.refused("The other server", "cannot be used like that: " + e.getMessage());
        }
    }
}
