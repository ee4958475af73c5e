package org.tassis.imap.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/// What the server offers, by state: RFC 9051 §6.1.1, §7.2.2. An account may have some hidden from it,
/// because its program cannot deal with them: those are neither named nor accepted.
///
/// @param appendLimit RFC 7889; octets of the largest message
/// @param limit       RFC 9738; messages that one command is about
/// @param hidden      upper case
public record Capabilities(long appendLimit, MessageLimit limit, Set<String> hidden) {
    /// Part of IMAP4rev2 itself: who hides one of them cannot be told that rev2 is here.
    private static final Set<String> IN_REV2 = Set.of(
            "BINARY",
            "CHILDREN",
            "ENABLE",
            "ESEARCH",
            "IDLE",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "MOVE",
            "NAMESPACE",
            "SASL-IR",
            "SEARCHRES",
            "SPECIAL-USE",
            "STATUS=SIZE",
            "UIDPLUS",
            "UNSELECT",
            "LITERAL+");

    private static final List<String> ALWAYS =
            List.of("IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE");

    private static final List<String> AFTER_LOGIN = List.of(
            "NAMESPACE",
            "UNSELECT",
            "UIDPLUS",
            "MOVE",
            "CHILDREN",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "SPECIAL-USE",
            "CREATE-SPECIAL-USE",
            "ESEARCH",
            "SEARCHRES",
            "WITHIN",
            "SORT",
            "SORT=DISPLAY",
            "ESORT",
            "THREAD=ORDEREDSUBJECT",
            "THREAD=REFERENCES",
            "THREAD=REFS",
            "I18NLEVEL=1",
            "I18NLEVEL=2",
            "PARTIAL",
            "COMPRESS=DEFLATE",
            "CONTEXT=SEARCH",
            "CONTEXT=SORT",
            "SEARCH=FUZZY",
            "NOTIFY",
            "METADATA",
            "LIST-METADATA",
            "ACL",
            "RIGHTS=kxte",
            "LIST-MYRIGHTS",
            "INPROGRESS",
            "MULTISEARCH",
            "REPLACE",
            "UIDONLY",
            "UNAUTHENTICATE",
            "CONDSTORE",
            "QRESYNC",
            "QUOTA",
            "QUOTA=RES-STORAGE",
            "QUOTA=RES-MESSAGE",
            "STATUS=SIZE",
            "MULTIAPPEND",
            "CATENATE",
            "URLAUTH",
            "URLAUTH=BINARY",
            "BINARY",
            "UTF8=ACCEPT",
            "OBJECTID",
            "SAVEDATE",
            "PREVIEW");

    public Capabilities {
        hidden = Set.copyOf(hidden);
    }

    /// Before login: no mechanism before TLS.
    public List<String> beforeLogin(boolean confidential, boolean mayStartTls) {
        List<String> all = new ArrayList<>(ALWAYS);
        if (mayStartTls) {
            all.add("STARTTLS");
        }
        if (confidential) {
            all.add("AUTH=PLAIN");
            all.add("AUTH=LOGIN");
        } else {
            all.add("LOGINDISABLED");
        }
        return all;
    }

    public List<String> afterLogin() {
        List<String> all = new ArrayList<>();
        for (String name : ALWAYS) {
            if (offers(name)) {
                all.add(name);
            }
        }
        for (String name : AFTER_LOGIN) {
            if (offers(name) && !(name.equals("I18NLEVEL=1") && offers("I18NLEVEL=2"))) {
                all.add(name);
            }
        }
        if (offers("APPENDLIMIT")) {
            all.add("APPENDLIMIT=" + appendLimit);
        }
        if (messageLimit().isPresent()) {
            all.add("MESSAGELIMIT=" + limit.most());
        } else if (saveLimit().isPresent()) {
            all.add("SAVELIMIT=" + limit.most());
        }
        return all;
    }

    /// Messages that one command is about at most. Who has it hidden could not be told what was left
    /// out, so nothing is.
    public OptionalInt messageLimit() {
        return limit.savesOnly() ? OptionalInt.empty() : limit("MESSAGELIMIT");
    }

    /// Messages that COPY and APPEND are about at most.
    public OptionalInt saveLimit() {
        return limit(limit.savesOnly() ? "SAVELIMIT" : "MESSAGELIMIT");
    }

    private OptionalInt limit(String name) {
        return limit.most() > 0 && offers(name) ? OptionalInt.of(limit.most()) : OptionalInt.empty();
    }

    /// Whether a logged-in client may use what that capability brings. Hiding one hides what is built on it.
    public boolean offers(String capability) {
        if (hidden.isEmpty()) {
            return true;
        }
        String name = capability.toUpperCase(Locale.ROOT);
        if (hidden.contains(name)) {
            return false;
        }
        return switch (name) {
            case "IMAP4REV2" -> IN_REV2.stream().noneMatch(hidden::contains);
            case "QRESYNC" -> offers("CONDSTORE") && offers("ENABLE");
            case "UTF8=ACCEPT" -> offers("ENABLE");
            case "LIST-STATUS" -> offers("LIST-EXTENDED");
            case "CREATE-SPECIAL-USE" -> offers("SPECIAL-USE");
            case "SEARCHRES" -> offers("ESEARCH");
            case "SORT=DISPLAY" -> offers("SORT");
            case "MULTISEARCH" -> offers("ESEARCH");
            case "CONTEXT=SEARCH" -> offers("ESEARCH") && offers("PARTIAL"); // RFC 9394 §3.2
            case "LIST-METADATA" -> offers("METADATA") && offers("LIST-EXTENDED");
            case "RIGHTS=KXTE" -> offers("ACL");
            case "LIST-MYRIGHTS" -> offers("ACL") && offers("LIST-EXTENDED");
            case "CONTEXT=SORT" -> offers("ESORT") && offers("PARTIAL");
            case "UIDONLY" -> offers("ENABLE");
            case "URLAUTH=BINARY" -> offers("URLAUTH");
            case "ESORT" -> offers("SORT") && offers("ESEARCH");
            default -> !name.startsWith("QUOTA=") || offers("QUOTA");
        };
    }
}
