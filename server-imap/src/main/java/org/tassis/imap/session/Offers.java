package org.tassis.imap.session;

import java.util.List;
import org.tassis.imap.command.AclCommand;
import org.tassis.imap.command.Append;
import org.tassis.imap.command.CancelUpdate;
import org.tassis.imap.command.Comparator;
import org.tassis.imap.command.Compress;
import org.tassis.imap.command.Create;
import org.tassis.imap.command.Enable;
import org.tassis.imap.command.Fetch;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.GenUrlAuth;
import org.tassis.imap.command.GetMetadata;
import org.tassis.imap.command.GetQuota;
import org.tassis.imap.command.GetQuotaRoot;
import org.tassis.imap.command.Id;
import org.tassis.imap.command.Idle;
import org.tassis.imap.command.ImapCommand;
import org.tassis.imap.command.ListCommand;
import org.tassis.imap.command.MessageSet;
import org.tassis.imap.command.Move;
import org.tassis.imap.command.MultiSearch;
import org.tassis.imap.command.Namespace;
import org.tassis.imap.command.Notify;
import org.tassis.imap.command.Replace;
import org.tassis.imap.command.ResetKey;
import org.tassis.imap.command.Search;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.command.SearchOptions;
import org.tassis.imap.command.Select;
import org.tassis.imap.command.SetMetadata;
import org.tassis.imap.command.SetQuota;
import org.tassis.imap.command.Sort;
import org.tassis.imap.command.SortCriterion;
import org.tassis.imap.command.Status;
import org.tassis.imap.command.StatusItem;
import org.tassis.imap.command.StoreFlags;
import org.tassis.imap.command.ThreadCommand;
import org.tassis.imap.command.UidExpunge;
import org.tassis.imap.command.Unauthenticate;
import org.tassis.imap.command.Unselect;
import org.tassis.imap.command.UrlFetch;
import org.tassis.imap.reply.Capabilities;

/// Whether a command uses something that is hidden from this account: what is not named in CAPABILITY is
/// not accepted either (a broken client would go on using it).
final class Offers {
    private Offers() {}

    static boolean accepts(Capabilities capabilities, ImapCommand command) {
        if (capabilities.hidden().isEmpty()) {
            return true;
        }
        return switch (command) {
            case Idle _ -> capabilities.offers("IDLE");
            case Unauthenticate _ -> capabilities.offers("UNAUTHENTICATE");
            case Replace _ -> capabilities.offers("REPLACE");
            case CancelUpdate _ -> capabilities.offers("CONTEXT=SEARCH") || capabilities.offers("CONTEXT=SORT");
            case MultiSearch search ->
                capabilities.offers("MULTISEARCH")
                        && searches(capabilities, command, search.options(), search.key(), "SEARCH");
            case Notify notify ->
                capabilities.offers("NOTIFY")
                        && notify.groups().stream().allMatch(group -> offersAll(capabilities, group.items()));
            case GetMetadata _, SetMetadata _ -> capabilities.offers("METADATA");
            case AclCommand _ -> capabilities.offers("ACL");
            case Compress _ -> capabilities.offers("COMPRESS=DEFLATE");
            case Comparator _ -> capabilities.offers("I18NLEVEL=2");
            case ResetKey _, GenUrlAuth _ -> capabilities.offers("URLAUTH");
            case UrlFetch fetch ->
                capabilities.offers("URLAUTH")
                        && (fetch.urls().stream().allMatch(url -> url.items().isEmpty())
                                || capabilities.offers("URLAUTH=BINARY"));
            case Id _ -> capabilities.offers("ID");
            case Enable _ -> capabilities.offers("ENABLE");
            case Namespace _ -> capabilities.offers("NAMESPACE");
            case Unselect _ -> capabilities.offers("UNSELECT");
            case UidExpunge _ -> capabilities.offers("UIDPLUS");
            case Move _ -> capabilities.offers("MOVE");
            case GetQuota _, GetQuotaRoot _, SetQuota _ -> capabilities.offers("QUOTA");
            case Append(var _, var messages) -> messages.size() == 1 || capabilities.offers("MULTIAPPEND");
            case Create create ->
                create.uses().isEmpty() && !create.asksUnknownUse() || capabilities.offers("CREATE-SPECIAL-USE");
            case ListCommand list ->
                (!list.extended() || capabilities.offers("LIST-EXTENDED"))
                        && (list.status().isEmpty() || capabilities.offers("LIST-STATUS"))
                        && (!list.returns().contains(ListCommand.Return.MYRIGHTS)
                                || capabilities.offers("LIST-MYRIGHTS"))
                        && (list.metadata().isEmpty() || capabilities.offers("LIST-METADATA"))
                        && (!command.enablesCondstore() || capabilities.offers("CONDSTORE"));
            case Status status ->
                (!status.items().contains(StatusItem.SIZE) || capabilities.offers("STATUS=SIZE"))
                        && (!status.items().contains(StatusItem.MAILBOXID) || capabilities.offers("OBJECTID"))
                        && (!status.items().contains(StatusItem.APPENDLIMIT) || capabilities.offers("APPENDLIMIT"))
                        && (!command.enablesCondstore() || capabilities.offers("CONDSTORE"));
            case Select select ->
                (select.resync().isEmpty() || capabilities.offers("QRESYNC"))
                        && (!command.enablesCondstore() || capabilities.offers("CONDSTORE"));
            case Search search -> searches(capabilities, command, search.options(), search.key(), "SEARCH");
            case Sort sort ->
                capabilities.offers("SORT")
                        && (sort.order().stream().noneMatch(SortCriterion::isDisplay)
                                || capabilities.offers("SORT=DISPLAY"))
                        && (!sort.options().extended() || capabilities.offers("ESORT"))
                        && searches(capabilities, command, sort.options(), sort.key(), "SORT");
            case ThreadCommand thread ->
                capabilities.offers("THREAD=" + thread.algorithm())
                        && offersKeys(capabilities, thread.key())
                        && (!command.enablesCondstore() || capabilities.offers("CONDSTORE"));
            case StoreFlags _ -> !command.enablesCondstore() || capabilities.offers("CONDSTORE");
            case Fetch fetch -> accepts(capabilities, fetch);
            default -> true;
        };
    }

    /// @param what SEARCH or SORT
    private static boolean searches(
            Capabilities capabilities, ImapCommand command, SearchOptions options, SearchKey key, String what) {
        return (!options.extended() || capabilities.offers("ESEARCH"))
                && offersKeys(capabilities, key)
                && (options.items().isEmpty()
                        || capabilities.offers("NOTIFY") && offersAll(capabilities, options.items())) // RFC 5465 §7
                && (!options.asks(Return.SAVE) || capabilities.offers("SEARCHRES"))
                && (!options.asks(Return.PARTIAL) || capabilities.offers("PARTIAL"))
                && (!options.asks(Return.UPDATE) && !options.asks(Return.CONTEXT)
                        || capabilities.offers("CONTEXT=" + what))
                && (!command.enablesCondstore() || capabilities.offers("CONDSTORE"));
    }

    private static boolean offersKeys(Capabilities capabilities, SearchKey key) {
        return !key.any(one -> !capabilities.offers(brings(one)));
    }

    /// The capability that a key comes with.
    private static String brings(SearchKey key) {
        return switch (key) {
            case SearchKey.Fuzzy _ -> "SEARCH=FUZZY";
            case SearchKey.UidsBeside _ -> "MESSAGELIMIT";
            case SearchKey.Older _, SearchKey.Younger _ -> "WITHIN";
            case SearchKey.SaveDateSupported _ -> "SAVEDATE";
            case SearchKey.Dated dated when dated.of() == SearchKey.DateOf.SAVED -> "SAVEDATE";
            case SearchKey.EmailId _, SearchKey.ThreadId _ -> "OBJECTID";
            case SearchKey.Messages messages when messages.set() instanceof MessageSet.Saved -> "SEARCHRES";
            default -> "IMAP4rev1";
        };
    }

    private static boolean accepts(Capabilities capabilities, Fetch fetch) {
        return (!fetch.enablesCondstore() || capabilities.offers("CONDSTORE"))
                && (!fetch.vanished() || capabilities.offers("QRESYNC"))
                && (fetch.partial().isEmpty() || capabilities.offers("PARTIAL"))
                && offersAll(capabilities, fetch.items());
    }

    private static boolean offersAll(Capabilities capabilities, List<FetchItem> items) {
        for (FetchItem item : items) {
            String needed =
                    switch (item) {
                        case FetchItem.Binary _, FetchItem.BinarySize _ -> "BINARY";
                        case FetchItem.Preview _ -> "PREVIEW";
                        case FetchItem.Simple.EMAILID, FetchItem.Simple.THREADID -> "OBJECTID";
                        case FetchItem.Simple.SAVEDATE -> "SAVEDATE";
                        case FetchItem.Simple.MODSEQ -> "CONDSTORE";
                        case FetchItem.Simple _, FetchItem.BodySection _ -> "IMAP4rev1";
                    };
            if (!capabilities.offers(needed)) {
                return false;
            }
        }
        return true;
    }
}
