package org.tassis.webmail.mail;

import java.util.Set;
import org.tassis.message.BodyPart;

/// As what an attachment can be looked at here without harm.
enum Viewable {
    PICTURE,
    TEXT,
    PDF,
    NOTHING;

    private static final Set<String> TEXTS = Set.of("plain", "csv", "markdown", "x-log", "x-diff", "x-patch", "vcard");
    private static final long MAX_PICTURE = 25 << 20;

    static Viewable of(BodyPart part, String name, long size) {
        if (MessageParts.isPicture(part)) {
            return size <= MAX_PICTURE ? PICTURE : NOTHING;
        }
        String type = part.type() + "/" + part.subtype();
        if (part.type().equals("text") && TEXTS.contains(part.subtype()) || type.equals("text/calendar")) {
            return TEXT;
        }
        boolean named = name.regionMatches(true, Math.max(0, name.length() - 4), ".pdf", 0, 4);
        return type.equals("application/pdf") || named && type.equals("application/octet-stream") ? PDF : NOTHING;
    }
}
