package org.tassis.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;

/// `./tassis demo`: everything on loopback and high ports, with a sample domain, three mailboxes and a
/// message in each.
final class Demo {
    private static final String MARK = "demo.json";

    /// Listeners and the ports they get while these are free.
    private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

    static {
        PORTS.put("smtp", 2025);
        PORTS.put("submission", 2587);
        PORTS.put("submissions", 2465);
        PORTS.put("imap", 2143);
        PORTS.put("imaps", 2993);
        PORTS.put("pop3", 2110);
        PORTS.put("pop3s", 2995);
        PORTS.put("managesieve", 14190);
        PORTS.put("http", 2080);
        PORTS.put("https", 2443);
        PORTS.put("admin", 12000);
    }

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    int run(Arguments arguments) throws SettingsFile.Unusable, IOException {
        List<String> rest = new ArrayList<>(arguments.rest());
        boolean fresh = rest.remove("--fresh");
        Optional<Path> describe = Arguments.take(rest, "--describe").map(Path::of);
        if (!rest.isEmpty()) {
            throw new Arguments.Wrong("demo does not know '" + rest.getFirst() + "'");
        }
        Path data = arguments.data().orElse(Path.of("demo"));
        describe.ifPresent(file -> file.toFile().delete()); // what is there is of an earlier run
        if (fresh) {
            forget(data);
        }
        Server server = Server.start(settings(arguments, data, PORTS));
        DemoData.Sample sample = DemoData.sow(server, data.resolve(MARK));
        Description description = new Description(
                "localhost",
                ProcessHandle.current().pid(),
                server.ports(),
                server.issuer().toAbsolutePath().toString(),
                sample.operator(),
                sample.accounts());
        print(description);
        if (describe.isPresent()) {
            description.write(describe.get());
        }
        out.println("Ctrl-C stops it. Its data stays in " + data + "; --fresh forgets it.");
        server.runUntilStopped();
        return 0;
    }

    /// A start and a stop that serve nobody, so that classes and profiles of a run can be recorded.
    int rehearse(Arguments arguments) throws SettingsFile.Unusable, IOException {
        Path data = arguments.data().orElseThrow(() -> new Arguments.Wrong("rehearse needs --data"));
        Map<String, Integer> anyPorts = new LinkedHashMap<>(PORTS);
        anyPorts.replaceAll((_, _) -> 0);
        try (Server server = Server.start(settings(arguments, data, anyPorts))) {
            DemoData.Sample sample = DemoData.sow(server, data.resolve(MARK));
            Rehearsal.play(server, sample.accounts().getFirst());
        }
        return 0;
    }

    private static Settings settings(Arguments arguments, Path data, Map<String, Integer> ports)
            throws SettingsFile.Unusable {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", data.toString());
        values.put("hostname", "localhost");
        ports.forEach((name, port) -> {
            values.put("listeners." + name + ".address", "127.0.0.1");
            values.put("listeners." + name + ".port", isFree(port) ? port : 0);
        });
        return SettingsFile.load(arguments.config(), values);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /// Only what a demo made is forgotten: a directory without its mark is somebody's.
    private void forget(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        boolean empty;
        try (Stream<Path> content = Files.list(data)) {
            empty = content.findAny().isEmpty();
        }
        if (!empty && !Files.exists(data.resolve(MARK))) {
            throw new StartFailed(
                    data + " was not made by a demo, so --fresh does not delete it; name another directory"
                            + " with --data.");
        }
        Storage.refuseIfInUse(data);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void print(Description description) {
        out.println();
        out.println("Tassis is up on " + description.host() + ". The certificate is signed by "
                + description.certificate());
        out.println();
        row("service", "port", "TLS", "for");
        row("-------", "----", "---", "---");
        row("smtp", description.ports().get("smtp"), "STARTTLS", "mail from other servers, no login");
        row("submission", description.ports().get("submission"), "STARTTLS", "sending, with login");
        row("submissions", description.ports().get("submissions"), "implicit", "sending, with login");
        row("imap", description.ports().get("imap"), "STARTTLS", "reading");
        row("imaps", description.ports().get("imaps"), "implicit", "reading");
        row("pop3", description.ports().get("pop3"), "STARTTLS", "fetching");
        row("pop3s", description.ports().get("pop3s"), "implicit", "fetching");
        row("managesieve", description.ports().get("managesieve"), "STARTTLS", "mail filters");
        row(
                "https",
                description.ports().get("https"),
                "implicit",
                "https://localhost:" + description.ports().get("https") + "/");
        row(
                "admin",
                description.ports().get("admin"),
                "implicit",
                "https://localhost:" + description.ports().get("admin") + "/health, /metrics");
        out.println();
        out.printf("  %-13s %-22s %s%n", "login", "password", "addresses");
        out.printf("  %-13s %-22s %s%n", "-----", "--------", "---------");
        List<Description.Login> logins = new ArrayList<>(description.accounts());
        logins.add(description.operator());
        for (Description.Login login : logins) {
            out.printf("  %-13s %-22s %s%n", login.login(), login.password(), String.join(" ", login.addresses()));
        }
        out.println();
    }

    private void row(String service, @org.jspecify.annotations.Nullable Object port, String tls, String purpose) {
        out.printf("  %-13s %-7s %-10s %s%n", service, port, tls, purpose);
    }
}
