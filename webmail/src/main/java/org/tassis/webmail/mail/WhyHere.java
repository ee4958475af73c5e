package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tassis.core.EmailAddress;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;

/// Why a message is in a mailbox, as far as the message tells.
///
/// @param key      of the message that says it
/// @param argument of it; may be a stranger's words
record WhyHere(String key, String argument) {
    private static final int LONGEST = 200;
    private static final Pattern LIST_NAME = Pattern.compile("^\\s*\"?([^\"<]*?)\"?\\s*<([^<>\\s]+)>\\s*$");

    static List<WhyHere> of(Opened opened, byte[] header, Account account) {
        List<WhyHere> reasons = new ArrayList<>();
        Envelope envelope = opened.structure().envelope();
        if (opened.mailbox().uses().contains(SpecialUse.SENT)) {
            return List.of(new WhyHere("why.sent", ""));
        }
        if (opened.mailbox().uses().contains(SpecialUse.DRAFTS)) {
            return List.of(new WhyHere("why.draft", ""));
        }
        Optional<EmailAddress> named = Stream.of(envelope.to(), envelope.cc(), envelope.bcc())
                .flatMap(some -> People.of(some).stream())
                .flatMap(one -> EmailAddress.parse(one.address()).stream())
                .filter(account::owns)
                .findFirst();
        Optional<String> list = HeaderFields.first(header, "List-Id").map(WhyHere::listName);
        reasons.add(named.map(address -> new WhyHere("why.to", address.toString()))
                .orElseGet(() -> new WhyHere(list.isPresent() ? "why.list.alone" : "why.hidden", "")));
        list.ifPresent(name -> reasons.add(new WhyHere("why.list", name)));
        HeaderFields.first(header, "Resent-From")
                .ifPresent(who -> reasons.add(new WhyHere("why.resent", cut(HeaderText.decode(who)))));
        Optional<String> auto = HeaderFields.first(header, "Auto-Submitted")
                .filter(word -> !word.strip().startsWith("no"));
        auto.ifPresent(_ -> reasons.add(new WhyHere("why.auto", "")));
        return List.copyOf(reasons);
    }

    /// RFC 2919 §3: a name, or else the identifier.
    private static String listName(String field) {
        Matcher parts = LIST_NAME.matcher(HeaderText.decode(field));
        if (!parts.matches()) {
            return cut(HeaderText.decode(field));
        }
        return cut(parts.group(1).isBlank() ? parts.group(2) : parts.group(1));
    }

    private static String cut(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "\u2026" : line;
    }
}
