package org.tassis.launcher;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.imap.fetch.SectionOctets;
import org.tassis.imap.url.ImapUrl;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.imap.url.UrlTarget;
import org.tassis.smtp.MessageUrls;
import org.tassis.store.StoreException;

/// URLs by which submitters have messages sent that are here already: those that give the right to read
/// themselves (RFC 4467), and those of this server that lead to what the submitter may read anyway: RFC
/// 4468 §3.3. Any thread.
final class SubmittedUrls implements MessageUrls {
    private static final Logger LOG = LoggerFactory.getLogger(SubmittedUrls.class);

    private final UrlAuthority authority;
    private final String host;

    /// @param host the name of this server
    SubmittedUrls(UrlAuthority authority, String host) {
        this.authority = authority;
        this.host = host;
    }

    @Override
    public List<String> servers() {
        return List.of("imap://" + host);
    }

    @Override
    public Outcome open(String url, Account submitter) {
        try {
            return switch (read(url, submitter.id())) {
                case UrlAuthority.Outcome.NoUrl _ -> Refused.NOT_TRUSTED;
                case UrlAuthority.Outcome.Forbidden _ -> Refused.NOT_AUTHORIZED;
                case UrlAuthority.Outcome.Nothing _ -> Refused.NOT_THERE;
                case UrlAuthority.Outcome.Allowed(UrlTarget reached) -> found(reached);
            };
        } catch (StoreException failed) {
            LOG.warn("a message that is to be sent cannot be read: {}", failed.failure(), failed.getCause());
            return Refused.UNAVAILABLE;
        }
    }

    private UrlAuthority.Outcome read(String text, AccountId submitter) {
        Optional<ImapUrl> url = ImapUrl.parse(text);
        boolean own = url.filter(one -> one.authority().isEmpty())
                .flatMap(ImapUrl::server)
                .filter(server -> isHere(server.host()))
                .isPresent();
        return own ? authority.readOwn(url.get(), submitter) : authority.read(text, submitter, true);
    }

    /// The port means nothing: no connection is opened.
    private boolean isHere(String named) {
        return named.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }

    private static Outcome found(UrlTarget reached) {
        return SectionOctets.of(
                        reached.message(),
                        reached.url().section(),
                        reached.url().partial())
                .<Outcome>map(octets -> new Found(new OfStore(octets.open()), octets.size()))
                .orElse(Refused.NOT_THERE);
    }

    /// What the store says of what it cannot read, in the words of streams.
    private static final class OfStore extends FilterInputStream {
        OfStore(InputStream octets) {
            super(octets);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (StoreException e) {
                throw new IOException("the store cannot read a message: " + e.failure(), e);
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (StoreException e) {
                throw new IOException("the store cannot read a message: " + e.failure(), e);
            }
        }
    }
}
