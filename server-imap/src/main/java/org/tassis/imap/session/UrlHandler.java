package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.command.GenUrlAuth;
import org.tassis.imap.command.ResetKey;
import org.tassis.imap.command.UrlFetch;
import org.tassis.imap.command.UrlFetch.Item;
import org.tassis.imap.command.UrlFetch.Wanted;
import org.tassis.imap.fetch.FetchWriter;
import org.tassis.imap.fetch.UnknownTransferEncoding;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.url.ImapUrl;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.imap.url.UrlAuthority.Outcome;
import org.tassis.imap.url.UrlTarget;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.UrlKeys;

/// RESETKEY, GENURLAUTH, URLFETCH: RFC 4467 §7, RFC 5524 §3. No state; any thread.
final class UrlHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UrlHandler.class);

    private final MailStore store;
    private final UrlKeys keys;
    private final UrlAuthority authority;

    UrlHandler(MailStore store, UrlKeys keys, UrlAuthority authority) {
        this.store = store;
        this.keys = keys;
        this.authority = authority;
    }

    Step reset(LoggedIn state, ResetKey command) {
        if (command.mechanisms().stream().anyMatch(mechanism -> !mechanism.equals(UrlAuthority.INTERNAL))) {
            return new Step(state, Completion.UNKNOWN_URL_MECHANISM);
        }
        if (command.mailbox().isEmpty()) {
            keys.purge(state.user().id());
            return new Step(state, Completion.ok("No URL counts any more"));
        }
        Optional<Mailbox> mailbox =
                store.mailbox(state.user().id(), command.mailbox().get());
        if (mailbox.isEmpty()) {
            return new Step(state, Completion.NO_SUCH_MAILBOX);
        }
        keys.renew(state.user().id(), mailbox.get().id());
        return new Step(
                state, Completion.ok(ResponseCode.URL_MECHANISMS, "URLs of this mailbox do not count any more"));
    }

    /// All or none: RFC 4467 §7.
    Step generate(LoggedIn state, GenUrlAuth command, Client client) throws IOException {
        List<String> urls = new ArrayList<>();
        for (GenUrlAuth.Rump rump : command.urls()) {
            if (!rump.mechanism().equals(UrlAuthority.INTERNAL)) {
                return new Step(state, Completion.UNKNOWN_URL_MECHANISM);
            }
            Optional<String> url = authority.authorize(state.user().id(), rump.url());
            if (url.isEmpty()) {
                return new Step(state, Completion.NOT_AN_OWN_URL);
            }
            urls.add(url.get());
        }
        ResponseWriter out = client.out();
        out.raw("* GENURLAUTH");
        for (String url : urls) {
            out.space().string(url);
        }
        out.crlf();
        return new Step(state, Completion.ok("These may be read"));
    }

    /// A response for each URL; NIL stands for one by which nothing can be read: RFC 4467 §8.
    Step fetch(LoggedIn state, UrlFetch command, Client client) throws IOException {
        for (Wanted wanted : command.urls()) {
            Optional<UrlTarget> reached = read(state, wanted.url());
            ResponseWriter out = client.out();
            out.raw("* URLFETCH ").text(wanted.url()).space();
            if (reached.isEmpty()) {
                out.nil();
            } else if (wanted.items().isEmpty()) {
                body(reached.get(), out);
            } else {
                extended(reached.get(), wanted.items(), out);
            }
            out.crlf();
        }
        return new Step(state, Completion.ok("That is all"));
    }

    private Optional<UrlTarget> read(LoggedIn state, String url) {
        try {
            return authority.read(url, state.user().id(), false) instanceof Outcome.Allowed(UrlTarget reached)
                    ? Optional.of(reached)
                    : Optional.empty();
        } catch (StoreException failed) {
            if (failed.failure() instanceof StoreFailure.Unavailable) {
                throw failed; // the others cannot be read either
            }
            return Optional.empty();
        }
    }

    private void body(UrlTarget reached, ResponseWriter out) throws IOException {
        ImapUrl url = reached.url();
        value(reached, new FetchItem.BodySection(url.section(), url.partial(), true), out);
    }

    private void value(UrlTarget reached, FetchItem item, ResponseWriter out) throws IOException {
        try {
            new FetchWriter(out, store, List.of(item)).value(reached.message());
        } catch (UnknownTransferEncoding unknown) {
            out.nil();
        } catch (StoreException failed) { // NIL stands there
            if (StoreFailures.isFault(failed.failure())) {
                LOG.warn("a message read by URL: {}", failed.failure());
            }
        }
    }

    private void extended(UrlTarget reached, Set<Item> items, ResponseWriter out) throws IOException {
        String separator = "";
        for (Item item : items) {
            out.raw(separator).octet('(').raw(item.name()).space();
            separator = " ";
            switch (item) {
                case BODYPARTSTRUCTURE ->
                    new FetchWriter(out, store, List.of())
                            .structure(
                                    reached.message(),
                                    reached.url().section().part(),
                                    items.contains(Item.BINARY) && isContent(reached.url()));
                case BODY -> body(reached, out);
                case BINARY -> binary(reached, out);
            }
            out.octet(')');
        }
    }

    /// Decoded where the URL means a part or a whole message; of a header there is nothing to decode.
    private void binary(UrlTarget reached, ResponseWriter out) throws IOException {
        ImapUrl url = reached.url();
        if (isContent(url)) {
            value(reached, new FetchItem.Binary(url.section().part(), url.partial(), true), out);
        } else {
            body(reached, out);
        }
    }

    private static boolean isContent(ImapUrl url) {
        return url.section().what() == Section.What.CONTENT;
    }
}
