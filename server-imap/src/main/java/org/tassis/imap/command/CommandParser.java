package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Secret;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// Finds the parser for a command's word: RFC 9051 §9, `command`. APPEND is {@link AppendParser}'s alone.
final class CommandParser {
    private static final int MAX_ID_FIELDS = 30; // RFC 2971 §3.3
    private static final int MAX_ID_VALUE = 1024; // RFC 2971 §3.3

    private CommandParser() {}

    /// Parses what stands behind the tag and its space.
    ///
    /// @param utf8 mailbox names are UTF-8, not modified UTF-7
    static ImapCommand parse(Tokens tokens, boolean utf8) {
        String word = tokens.word();
        ImapCommand command =
                switch (word) {
                    case "CAPABILITY" -> new Capability();
                    case "NOOP" -> new Noop();
                    case "LOGOUT" -> new Logout();
                    case "ID" -> id(tokens);
                    case "STARTTLS" -> new StartTls();
                    case "LOGIN" -> login(tokens);
                    case "AUTHENTICATE" -> authenticate(tokens);
                    case "ENABLE" -> enable(tokens);
                    case "SELECT" -> MailboxParser.select(tokens, utf8, false);
                    case "EXAMINE" -> MailboxParser.select(tokens, utf8, true);
                    case "CREATE" -> MailboxParser.create(tokens, utf8);
                    case "DELETE" -> new Delete(MailboxParser.argument(tokens, utf8));
                    case "RENAME" ->
                        new Rename(MailboxParser.argument(tokens, utf8), MailboxParser.argument(tokens, utf8));
                    case "SUBSCRIBE" -> new Subscribe(MailboxParser.argument(tokens, utf8));
                    case "UNSUBSCRIBE" -> new Unsubscribe(MailboxParser.argument(tokens, utf8));
                    case "LIST" -> ListParser.list(tokens, utf8);
                    case "LSUB" -> ListParser.lsub(tokens, utf8);
                    case "NAMESPACE" -> new Namespace();
                    case "STATUS" -> MailboxParser.status(tokens, utf8);
                    case "IDLE" -> new Idle();
                    case "UNAUTHENTICATE" -> new Unauthenticate();
                    case "ESEARCH" -> SearchParser.multi(tokens, utf8);
                    case "CANCELUPDATE" -> cancelUpdate(tokens);
                    case "NOTIFY" -> NotifyParser.notify(tokens, utf8);
                    case "GETMETADATA" -> MetadataParser.get(tokens, utf8);
                    case "SETMETADATA" -> MetadataParser.set(tokens, utf8);
                    case "SETACL", "DELETEACL", "GETACL", "LISTRIGHTS", "MYRIGHTS" ->
                        AclParser.command(word, tokens, utf8);
                    case "COMPRESS" -> compress(tokens);
                    case "COMPARATOR" -> UrlParsers.comparator(tokens);
                    case "RESETKEY" -> UrlParsers.resetKey(tokens, utf8);
                    case "GENURLAUTH" -> UrlParsers.generate(tokens);
                    case "URLFETCH" -> UrlParsers.fetch(tokens);
                    case "GETQUOTA" -> getQuota(tokens);
                    case "GETQUOTAROOT" -> new GetQuotaRoot(MailboxParser.argument(tokens, utf8));
                    case "SETQUOTA" -> setQuota(tokens);
                    case "CHECK" -> new Check();
                    case "CLOSE" -> new Close();
                    case "UNSELECT" -> new Unselect();
                    case "EXPUNGE" -> new Expunge();
                    case "SEARCH" -> SearchParser.search(tokens, false);
                    case "SORT" -> SearchParser.sort(tokens, false);
                    case "THREAD" -> SearchParser.thread(tokens, false);
                    case "FETCH" -> FetchParser.fetch(tokens, false);
                    case "STORE" -> StoreParser.store(tokens, false);
                    case "COPY" -> copy(tokens, utf8, false);
                    case "MOVE" -> move(tokens, utf8, false);
                    case "UID" -> uid(tokens, utf8);
                    default -> throw new ImapSyntaxException("Unknown command");
                };
        tokens.end();
        return command;
    }

    private static ImapCommand uid(Tokens tokens, boolean utf8) {
        tokens.space();
        return switch (tokens.word()) {
            case "FETCH" -> FetchParser.fetch(tokens, true);
            case "STORE" -> StoreParser.store(tokens, true);
            case "SEARCH" -> SearchParser.search(tokens, true);
            case "SORT" -> SearchParser.sort(tokens, true);
            case "THREAD" -> SearchParser.thread(tokens, true);
            case "COPY" -> copy(tokens, utf8, true);
            case "MOVE" -> move(tokens, utf8, true);
            case "EXPUNGE" -> {
                tokens.space();
                yield new UidExpunge(messages(tokens, true));
            }
            default -> throw new ImapSyntaxException("Unknown UID command");
        };
    }

    private static Copy copy(Tokens tokens, boolean utf8, boolean byUid) {
        tokens.space();
        return new Copy(messages(tokens, byUid), MailboxParser.argument(tokens, utf8));
    }

    private static Move move(Tokens tokens, boolean utf8, boolean byUid) {
        tokens.space();
        return new Move(messages(tokens, byUid), MailboxParser.argument(tokens, utf8));
    }

    /// RFC 9051 §9, `sequence-set`.
    static MessageSet messages(Tokens tokens, boolean byUid) {
        if (tokens.tryTake('$')) {
            return new MessageSet.Saved(byUid);
        }
        return byUid ? new MessageSet.Uids(tokens.numberSet()) : new MessageSet.Sequence(tokens.numberSet());
    }

    private static Id id(Tokens tokens) {
        tokens.space();
        Map<String, Optional<String>> fields = new LinkedHashMap<>();
        if (!tokens.tryWord("NIL")) {
            tokens.take('(');
            for (int i = 0; tokens.hasItem(i); i++) {
                String name = tokens.string();
                tokens.space();
                @Nullable String value = tokens.nstring();
                if (fields.size() == MAX_ID_FIELDS || (value != null && value.length() > MAX_ID_VALUE)) {
                    throw new ImapSyntaxException("ID has at most 30 fields of 1024 octets");
                }
                fields.put(name.toLowerCase(Locale.ROOT), Optional.ofNullable(value));
            }
        }
        return new Id(fields);
    }

    private static Login login(Tokens tokens) {
        tokens.space();
        String user = tokens.astring();
        tokens.space();
        return new Login(user, new Secret(tokens.astring()));
    }

    private static Authenticate authenticate(Tokens tokens) {
        tokens.space();
        String mechanism = tokens.word();
        if (tokens.atEnd()) {
            return new Authenticate(mechanism, Optional.empty());
        }
        tokens.space();
        String initial = tokens.base64();
        return new Authenticate(mechanism, Optional.of(new Secret(initial.equals("=") ? "" : initial)));
    }

    private static Enable enable(Tokens tokens) {
        List<String> capabilities = new ArrayList<>();
        do {
            tokens.space();
            capabilities.add(tokens.word());
        } while (!tokens.atEnd());
        return new Enable(capabilities);
    }

    private static CancelUpdate cancelUpdate(Tokens tokens) {
        List<String> tags = new ArrayList<>();
        do {
            tokens.space();
            tags.add(tokens.string());
        } while (!tokens.atEnd());
        return new CancelUpdate(tags);
    }

    private static Compress compress(Tokens tokens) {
        tokens.space();
        if (!tokens.tryWord("DEFLATE")) {
            throw new ImapSyntaxException("Only DEFLATE is known here");
        }
        return new Compress();
    }

    private static GetQuota getQuota(Tokens tokens) {
        tokens.space();
        return new GetQuota(tokens.astring());
    }

    private static SetQuota setQuota(Tokens tokens) {
        tokens.space();
        String root = tokens.astring();
        tokens.space();
        tokens.take('(');
        for (int i = 0; tokens.hasItem(i); i++) {
            tokens.word();
            tokens.space();
            tokens.number64();
        }
        return new SetQuota(root);
    }
}
