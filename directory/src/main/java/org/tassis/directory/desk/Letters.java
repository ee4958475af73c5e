package org.tassis.directory.desk;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Sizes;

/// What the server writes to people, in their language: English, French, Dutch. No letter has a password
/// in it.
public final class Letters {
    private static final String BUNDLE = "org.tassis.directory.desk.letters";

    private final MailServer server;
    private final Function<Account, Optional<String>> programs;

    public Letters(MailServer server) {
        this(server, _ -> Optional.empty());
    }

    /// @param programs the address of the page that helps the owner of a mailbox to set up programs; one
    ///     that may be new each time
    public Letters(MailServer server, Function<Account, Optional<String>> programs) {
        this.server = server;
        this.programs = programs;
    }

    /// To the owner of a new mailbox: how to log in, with which servers.
    public Letter welcome(Account account) {
        Map<String, String> facts = facts(account.language());
        facts.put("{login}", account.login().value());
        facts.put("{name}", account.realName().isBlank() ? account.login().value() : account.realName());
        facts.put(
                "{addresses}",
                account.addresses().isEmpty()
                        ? "-"
                        : account.addresses().stream()
                                .map(EmailAddress::toString)
                                .collect(Collectors.joining(", ")));
        facts.put(
                "{quota}",
                account.quota().limitsBytes() ? Sizes.text(account.quota().bytes()) : "-");
        facts.put(
                "{programs}",
                programs.apply(account)
                        .map(link -> texts(account.language()).getString("programs") + "\n\n  " + link + "\n\n")
                        .orElse(""));
        return letter("welcome", account.language(), facts);
    }

    /// To the administrator of a new domain.
    public Letter setUp(DomainName domain, Account administrator) {
        Map<String, String> facts = facts(administrator.language());
        facts.put("{domain}", domain.unicode());
        facts.put("{login}", administrator.login().value());
        return letter("setup", administrator.language(), facts);
    }

    /// To the owner of a mailbox that is nearly full.
    ///
    /// @param percent 80, 90 or 95
    public Letter quota(Account account, int percent, long used) {
        Map<String, String> facts = facts(account.language());
        facts.put("{login}", account.login().value());
        facts.put("{percent}", Integer.toString(percent));
        facts.put("{used}", Sizes.text(used));
        facts.put("{quota}", Sizes.text(account.quota().bytes()));
        return letter("quota", account.language(), facts);
    }

    /// To the owner of a mailbox whose second factor somebody else has ended.
    Letter factorsEnded(Account account, Actor by) {
        Map<String, String> facts = facts(account.language());
        facts.put("{login}", account.login().value());
        facts.put("{by}", by.name());
        return letter("factors", account.language(), facts);
    }

    /// To the owner of an account into which somebody came with one of its recovery codes.
    ///
    /// @param from address of the browser
    /// @param left codes that are still good
    Letter recoveryCodeUsed(Account account, String from, int left) {
        Map<String, String> facts = facts(account.language());
        facts.put("{login}", account.login().value());
        facts.put("{from}", from.isEmpty() ? "-" : from);
        facts.put("{left}", Integer.toString(left));
        return letter("recovery", account.language(), facts);
    }

    private Map<String, String> facts(Locale language) {
        ResourceBundle texts = texts(language);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("{host}", server.host());
        facts.put("{pages}", server.pages());
        facts.put(
                "{servers}",
                server.services().stream()
                        .map(service -> "  " + texts.getString("kind." + service.kind()) + ": " + server.host() + ", "
                                + texts.getString("port") + " " + service.port() + ", "
                                + texts.getString("tls." + service.tls()))
                        .collect(Collectors.joining("\n")));
        return facts;
    }

    private static Letter letter(String kind, Locale language, Map<String, String> facts) {
        ResourceBundle texts = texts(language);
        return new Letter(
                fill(texts.getString(kind + ".subject"), facts), fill(texts.getString(kind + ".body"), facts));
    }

    private static ResourceBundle texts(Locale language) {
        return ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static String fill(String pattern, Map<String, String> facts) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) { // in one pass: what is filled in is not looked at again
            int open = pattern.indexOf('{', at);
            int close = open < 0 ? -1 : pattern.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String name = pattern.substring(open, close + 1);
            text.append(pattern, at, open).append(facts.getOrDefault(name, name));
            at = close + 1;
        }
        return text.append(pattern.substring(at)).toString();
    }
}
