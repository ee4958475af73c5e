package org.tassis.imap.session;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import org.tassis.directory.Authenticator;
import org.tassis.imap.command.AclCommand;
import org.tassis.imap.command.Append;
import org.tassis.imap.command.CancelUpdate;
import org.tassis.imap.command.Check;
import org.tassis.imap.command.Close;
import org.tassis.imap.command.Comparator;
import org.tassis.imap.command.Compress;
import org.tassis.imap.command.Copy;
import org.tassis.imap.command.Create;
import org.tassis.imap.command.Delete;
import org.tassis.imap.command.Enable;
import org.tassis.imap.command.Expunge;
import org.tassis.imap.command.Fetch;
import org.tassis.imap.command.GenUrlAuth;
import org.tassis.imap.command.GetMetadata;
import org.tassis.imap.command.GetQuota;
import org.tassis.imap.command.GetQuotaRoot;
import org.tassis.imap.command.Idle;
import org.tassis.imap.command.ImapCommand;
import org.tassis.imap.command.ListCommand;
import org.tassis.imap.command.Lsub;
import org.tassis.imap.command.Move;
import org.tassis.imap.command.MultiSearch;
import org.tassis.imap.command.Namespace;
import org.tassis.imap.command.Notify;
import org.tassis.imap.command.Rename;
import org.tassis.imap.command.Replace;
import org.tassis.imap.command.ResetKey;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Select;
import org.tassis.imap.command.SetMetadata;
import org.tassis.imap.command.SetQuota;
import org.tassis.imap.command.Sort;
import org.tassis.imap.command.Status;
import org.tassis.imap.command.StoreFlags;
import org.tassis.imap.command.Subscribe;
import org.tassis.imap.command.ThreadCommand;
import org.tassis.imap.command.UidExpunge;
import org.tassis.imap.command.Unauthenticate;
import org.tassis.imap.command.Unselect;
import org.tassis.imap.command.Unsubscribe;
import org.tassis.imap.command.UrlFetch;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.net.Connection;
import org.tassis.store.Annotations;
import org.tassis.store.MailStore;
import org.tassis.store.UrlKeys;

/// What all sessions share: the store, the settings, and one handler per family of commands. No state of
/// its own; any thread.
public final class Engine {
    private final MailStore store;
    private final ImapSettings settings;
    private final Measures measures;
    private final Sync sync;
    private final LoginHandler login;
    private final MailboxHandler mailboxes;
    private final ListHandler lists;
    private final SelectHandler selects;
    private final FetchHandler fetches;
    private final StoreHandler stores;
    private final CopyHandler copies;
    private final AppendHandler appends;
    private final ExpungeHandler expunges;
    private final SearchHandler searches;
    private final MultiSearchHandler multiSearches;
    private final ReplaceHandler replaces;
    private final MetadataHandler metadata;
    private final NotifyHandler notifies;
    private final IdleHandler idles;
    private final Reach reach;
    private final AclHandler acls;
    private final UrlHandler urls;

    public Engine(
            ImapSettings settings,
            MailStore store,
            Annotations annotations,
            Sharing sharing,
            UrlKeys urlKeys,
            UrlAuthority authority,
            Authenticator authenticator,
            MeterRegistry meters,
            InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.measures = new Measures(meters);
        Searching searching = new Searching(store, clock);
        this.reach = new Reach(store, sharing);
        FetchReplies replies = new FetchReplies(store);
        this.sync = new Sync(store, reach, new ContextUpdates(searching, replies));
        StatusWriter status = new StatusWriter(store, settings);
        this.login = new LoginHandler(authenticator, settings);
        this.metadata = new MetadataHandler(reach, annotations);
        this.urls = new UrlHandler(store, urlKeys, authority);
        this.mailboxes = new MailboxHandler(store, reach, status, metadata, urlKeys);
        this.lists = new ListHandler(store, reach, status, metadata);
        this.selects = new SelectHandler(store, reach, sync);
        this.fetches = new FetchHandler(store, sync, replies);
        this.stores = new StoreHandler(store, sync);
        this.copies = new CopyHandler(store, reach, sync);
        this.appends = new AppendHandler(store, reach, clock);
        this.expunges = new ExpungeHandler(store, sync);
        this.searches = new SearchHandler(searching);
        this.multiSearches = new MultiSearchHandler(searching, reach);
        this.replaces = new ReplaceHandler(store, reach, sync, clock);
        this.notifies = new NotifyHandler(store, reach, sync, status, replies, metadata);
        this.idles = new IdleHandler(store, reach, sync, notifies, settings, clock);
        this.acls = new AclHandler(reach);
    }

    /// Serves one connection to its end.
    public void serve(Connection connection) throws IOException {
        new Session(this, Client.of(connection)).run();
    }

    MailStore store() {
        return store;
    }

    Reach reach() {
        return reach;
    }

    ImapSettings settings() {
        return settings;
    }

    Measures measures() {
        return measures;
    }

    NotifyHandler notifies() {
        return notifies;
    }

    Sync sync() {
        return sync;
    }

    Step beforeLogin(SessionState.NotAuthenticated state, ImapCommand.BeforeLogin command, Client client)
            throws IOException {
        return login.handle(state, command, client);
    }

    Step afterLogin(LoggedIn state, ImapCommand.AfterLogin command, String tag, Client client) throws IOException {
        return switch (command) {
            case Enable enable -> {
                if (enable.names("METADATA") && state.user().capabilities().offers("METADATA")) {
                    metadata.follow(state, client);
                }
                yield login.enable(state, enable, client);
            }
            case Select select -> selects.select(state, select, client);
            case Create create -> mailboxes.create(state, create);
            case Delete delete -> mailboxes.delete(state, delete, client);
            case Rename rename -> mailboxes.rename(state, rename);
            case Subscribe(var name) -> mailboxes.subscribe(state, name, true);
            case Unsubscribe(var name) -> mailboxes.subscribe(state, name, false);
            case ListCommand list -> lists.list(state, list, client);
            case Lsub lsub -> lists.lsub(state, lsub, client);
            case Namespace _ -> mailboxes.namespace(state, client);
            case Status status -> mailboxes.status(state, status, client);
            case Append append -> appends.append(state, append);
            case Idle _ -> idles.idle(state, client);
            case GetQuota quota -> mailboxes.quota(state, quota, client);
            case GetQuotaRoot root -> mailboxes.quotaRoot(state, root, client);
            case MultiSearch search -> multiSearches.search(state, search, tag, client);
            case Unauthenticate _ -> LoginHandler.unauthenticate();
            case Notify notify -> notifies.set(state, notify, client);
            case GetMetadata get -> metadata.get(state, get, client);
            case SetMetadata set -> metadata.set(state, set);
            case Compress _ -> login.compress(state, client);
            case AclCommand acl -> acls.handle(state, acl, client);
            case SetQuota _ -> new Step(state, Completion.QUOTA_IS_FIXED);
            case Comparator comparator -> Comparators.handle(state, comparator, client);
            case ResetKey reset -> urls.reset(state, reset);
            case GenUrlAuth generate -> urls.generate(state, generate, client);
            case UrlFetch fetch -> urls.fetch(state, fetch, client);
        };
    }

    Step inMailbox(Selected state, ImapCommand.InMailbox command, String tag, Client client) throws IOException {
        return switch (command) {
            case Check _ -> new Step(state, Completion.ok("Checked"));
            case Close _ -> selects.close(state);
            case Unselect _ -> selects.unselect(state);
            case Expunge _ -> expunges.expunge(state, client);
            case UidExpunge(var messages) -> expunges.expunge(state, messages, client);
            case Search search -> searches.search(state, search, tag, client);
            case Sort sort -> searches.sort(state, sort, tag, client);
            case ThreadCommand thread -> searches.thread(state, thread, tag, client);
            case CancelUpdate cancel -> searches.cancel(state, cancel);
            case Replace replace -> replaces.replace(state, replace, client);
            case Fetch fetch -> fetches.fetch(state, fetch, client);
            case StoreFlags flags -> stores.store(state, flags, client);
            case Copy copy -> copies.copy(state, copy);
            case Move move -> copies.move(state, move, client);
        };
    }
}
