package org.tassis.launcher.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Secret;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.TokenDesk;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `token add|list|revoke`.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "What lets programs use the API as an operator or a domain administrator.")
final class TokenCommands implements Runnable {
    private static final int PAGE = 500;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(
            long id,
            String owner,
            String name,
            String scopes,
            Instant created,
            Instant expires,
            @Nullable Instant used,
            @Nullable String usedFrom) {}

    TokenCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Make a token. It is printed this once, and may do no more than its owner may.")
    int add(
            @Parameters(paramLabel = "NAME", description = "What its owner calls it, 1 to 60 characters.") String name,
            @Option(
                            names = "--owner",
                            paramLabel = "LOGIN",
                            defaultValue = "operator",
                            description = "An operator or a domain administrator (${DEFAULT-VALUE}).")
                    String owner,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPES",
                            required = true,
                            description = "all, read, or words such as mailboxes:write or domains:read, with commas"
                                    + " between them. The areas: customers, domains, mailboxes, aliases, operators,"
                                    + " audit, queue, trace, greylist, lists, tokens, backups.")
                    TokenScopes scopes,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "90d",
                            description = "After that it is over (${DEFAULT-VALUE}; 730d at most).")
                    Duration time) {
        TokenDesk.Made made = talk.tokens().add(Optional.of(owner), name, scopes, time);
        try (Secret secret = made.secret()) {
            talk.out()
                    .println("Token " + made.token().id() + " added, good until "
                            + made.token().expires().toString().substring(0, 10) + ".");
            talk.out().println("Token: " + secret.reveal());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the tokens, without what lets in.")
    int list(@Option(names = "--json", description = "For programs.") boolean json) {
        TokenDesk tokens = talk.tokens();
        List<Row> rows = new ArrayList<>();
        long after = 0;
        List<ApiToken> page;
        do {
            page = tokens.page(after, PAGE);
            for (ApiToken token : page) {
                rows.add(new Row(
                        token.id(),
                        tokens.owner(token).value(),
                        token.name(),
                        token.scopes().text(),
                        token.created(),
                        token.expires(),
                        token.used().orElse(null),
                        token.used().isPresent() ? token.usedFrom() : null));
                after = token.id();
            }
        } while (page.size() == PAGE);
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println("There is no token yet: token add NAME --scope SCOPES");
        } else {
            new Table(talk.out(), "TOKEN", "OWNER", "NAME", "GOOD FOR", "UNTIL", "LAST USED", "FROM")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    Long.toString(row.id()),
                                    row.owner(),
                                    row.name(),
                                    row.scopes(),
                                    row.expires().toString().substring(0, 10),
                                    row.used() == null
                                            ? "never"
                                            : row.used()
                                                    .toString()
                                                    .substring(0, 16)
                                                    .replace('T', ' '),
                                    row.usedFrom() == null ? "" : row.usedFrom()))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Revoke tokens: they let nobody in any more.")
    int revoke(
            @Parameters(arity = "1..*", paramLabel = "TOKEN", description = "Numbers, as list shows them.")
                    List<Long> ids) {
        return talk.each(ids, id -> {
            talk.tokens().remove(id);
            talk.out().println("Token " + id + " revoked.");
        });
    }
}
