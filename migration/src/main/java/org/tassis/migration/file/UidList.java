package org.tassis.migration.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.store.PopIds;

/// Dovecot's `dovecot-uidlist`: which UID each file of a Maildir has, and so the number by which POP3
/// programs know it. The first line has the version and the UIDVALIDITY, each other one a UID, perhaps some
/// words, and a file:
///
/// ```
/// 3 V1600000000 N26 G8a5b01
/// 25 W1394 Pold-id :1600000001.M2P3.host,S=1355
/// ```
final class UidList {
    private static final int MOST = 1_000_000;
    private static final int LONGEST_LINE = 2000;

    private static final Pattern FIRST = Pattern.compile("3 (?:\\S+ )*?V([0-9]{1,10})(?: .*)?");
    private static final Pattern OLD_FIRST = Pattern.compile("1 ([0-9]{1,10}) [0-9]{1,10}");
    private static final Pattern LINE = Pattern.compile("([0-9]{1,10}) (.*?):(.+)");
    private static final Pattern OLD_LINE = Pattern.compile("([0-9]{1,10}) (.+)");

    private UidList() {}

    /// What POP3 programs call messages (UIDL): what the file says where it was kept from a server before
    /// (`P`), else what Dovecot makes of UID and UIDVALIDITY when nothing else is set (`%08Xu%08Xv`).
    ///
    /// @return by what stays the same of the names of files; empty for a file of another kind
    static Map<String, String> popIds(InputStream in) throws IOException {
        Map<String, String> ids = new HashMap<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String first = line(lines);
        Matcher now = FIRST.matcher(first);
        Matcher old = OLD_FIRST.matcher(first);
        boolean older = old.matches();
        if (!older && !now.matches()) {
            return ids;
        }
        long validity = Long.parseLong(older ? old.group(1) : now.group(1));
        for (String line = line(lines); !line.isEmpty() && ids.size() < MOST; line = line(lines)) {
            Matcher parts = (older ? OLD_LINE : LINE).matcher(line);
            if (parts.matches()) {
                String name = parts.group(older ? 2 : 3);
                String id = String.format("%08x%08x", Long.parseLong(parts.group(1)), validity);
                for (String word : older ? new String[0] : parts.group(2).split(" ", -1)) {
                    id = word.startsWith("P") ? word.substring(1) : id;
                }
                if (PopIds.isId(id)) {
                    ids.put(MaildirName.parse(name).base(), id);
                }
            }
        }
        return ids;
    }

    /// @return empty at the end, and where a line is longer than any is
    private static String line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c >= 0 && c != '\n'; c = lines.read()) {
            if (line.length() > LONGEST_LINE) {
                return "";
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
