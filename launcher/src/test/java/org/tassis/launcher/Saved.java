package org.tassis.launcher;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.launcher.control.ControlClient;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;
import org.tassis.testkit.TrustingTls;

/// Servers with backups, for tests.
final class Saved {
    private Saved() {}

    /// Settings of a server that listens on free ports of loopback.
    ///
    /// @param listening names of the listeners
    static Settings settings(Path data, List<String> listening, Map<String, Object> more) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", data.toString());
        values.put("hostname", "localhost");
        for (String name : List.of(
                "smtp",
                "submission",
                "submissions",
                "imap",
                "imaps",
                "pop3",
                "pop3s",
                "managesieve",
                "http",
                "https",
                "admin")) {
            values.put("listeners." + name + ".address", "127.0.0.1");
            values.put("listeners." + name + ".port", 0);
            values.put("listeners." + name + ".enabled", listening.contains(name));
        }
        values.putAll(more);
        return SettingsFile.load(Optional.empty(), values);
    }

    /// What a command said.
    record Said(int status, String out, String err) {}

    /// `backup` and these words, asked of the running server.
    static Said asked(Settings settings, String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("backup"));
        all.addAll(Arrays.asList(words));
        int status = ControlClient.ask(settings.dataDirectory().resolve("control"), all, new byte[0], out, err)
                .orElseThrow();
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Somebody before the pages of administration.
    static PageBrowser browser(Server server, HttpClient client, String login, String password) throws Exception {
        PageBrowser browser = new PageBrowser(client, () -> server.ports().get("admin"));
        browser.login(login, password);
        return browser;
    }

    static HttpClient client(Server server) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(TrustingTls.of(server.issuer()))
                .build();
    }
}
