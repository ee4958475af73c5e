package org.tassis.mailflow.signing;

import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dns.Dns;

/// Whether the public half of a key is in the DNS. May block for as long as a question may take.
@FunctionalInterface
public interface Publication {
    /// Nobody can be asked: keys that wait go on waiting.
    Publication UNKNOWN = _ -> false;

    /// False also when it cannot be found out.
    boolean isPublished(DkimKey key);

    /// Compares the TXT records at the key's name, whatever white space and tags they have beside the key:
    /// RFC 6376 §3.6.1.
    static Publication in(Dns dns) {
        return key -> {
            String text = key.recordText();
            String data = text.substring(text.indexOf("p="));
            return dns.txt(key.recordName()).records().stream()
                    .map(record -> record.replaceAll("\\s", "") + ";")
                    .anyMatch(record -> (";" + record).contains(";" + data + ";"));
        };
    }
}
