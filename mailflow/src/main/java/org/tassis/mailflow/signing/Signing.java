package org.tassis.mailflow.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.directory.DirectoryException;
import org.tassis.message.Envelope;
import org.tassis.message.MessageContent;
import org.tassis.message.PrefixedContent;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.header.MessageHeader;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Signs mail that leaves, for the domain in its From field: that is the one DMARC compares (RFC 7489
/// §3.1.1). Whether who sends it may use that From is decided before, and is not asked here: never sign mail
/// of strangers. Any thread.
public final class Signing {
    private static final byte[] NONE = {};

    private final SigningKeys keys;
    private final InstantSource clock;

    public Signing(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The signatures to be put on top of the message, lines ended with CRLF, ASCII; none when its author's
    /// domain is not of this server, or the domain has no key yet. With RSA and Ed25519 about 2 kB.
    ///
    /// @param content as it will go out, but for fields on top of it
    /// @throws IOException it cannot be read, or its header is too long to be signed
    /// @throws org.tassis.directory.DirectoryException the keys cannot be read
    public byte[] fields(MessageContent content) throws IOException {
        Optional<DkimSigner> signer = author(content.structure().envelope()).flatMap(keys::signer);
        return signer.isPresent() ? signer.get().sign(content, clock.instant()) : NONE;
    }

    /// As {@link #fields}, for mail that is accepted now: as text, and so that who sends hears of a failure.
    ///
    /// @return octets as Latin-1
    /// @throws StoreException keys or content cannot be read now
    public String signatures(MessageContent content) {
        if (content.structure().root().bodyStart() > MessageHeader.MAX_OCTETS) {
            return ""; // no mail program writes that, and receivers hardly take it
        }
        try {
            return new String(fields(content), StandardCharsets.ISO_8859_1);
        } catch (IOException | DirectoryException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// The message with its signatures on top, or as it is.
    ///
    /// @throws IOException as {@link #fields}
    public MessageContent sign(MessageContent content) throws IOException {
        return PrefixedContent.of(fields(content), content);
    }

    /// The first address decides, as RFC 5322 §3.6.2 has no order among authors.
    private static Optional<DomainName> author(Envelope envelope) {
        return envelope.from().stream()
                .filter(from -> from.host().isPresent())
                .findFirst()
                .flatMap(Envelope.Mailbox::host)
                .flatMap(DomainName::parse);
    }
}
