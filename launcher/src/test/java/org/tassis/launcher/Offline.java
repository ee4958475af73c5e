package org.tassis.launcher;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tassis.launcher.Saved.Said;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.settings.Settings;

/// Commands on backups where no server runs.
final class Offline {
    private Offline() {}

    /// `backup` and these words.
    static Said said(Settings settings, String... words) {
        return said(Saving.of(settings).commands(), words);
    }

    static Said said(Command command, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("backup"));
        all.addAll(Arrays.asList(words));
        int status = command.run(
                all,
                InputStream.nullInputStream(),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
