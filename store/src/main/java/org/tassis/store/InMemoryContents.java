package org.tassis.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;

/// The octets of an {@link InMemoryMailStore}, with how many messages have them. Changed under the store's
/// lock; read by any thread, for messages that were opened earlier.
final class InMemoryContents {
    private final ConcurrentHashMap<Long, Content> byId = new ConcurrentHashMap<>();
    private long last;

    record Content(byte[] octets, MessageStructure structure, int references) {
        Content referred(int more) {
            return new Content(octets, structure, references + more);
        }
    }

    static Content read(MessageContent content) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(content.size()))) {
            content.writeTo(Channels.newChannel(out));
            return new Content(out.toByteArray(), content.structure(), 0);
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// @return its id
    long keep(Content content) {
        byId.put(++last, content);
        return last;
    }

    void refer(long id, int more) {
        byId.computeIfPresent(id, (_, content) -> content.referred(more));
    }

    /// The last one that refers to it takes it away.
    void release(long id) {
        byId.computeIfPresent(id, (_, content) -> content.references == 1 ? null : content.referred(-1));
    }

    StoredMessage message(long id, long size) {
        return new InMemoryMessage(size, () -> {
            Content found = byId.get(id);
            if (found == null) {
                throw new StoreException(new StoreFailure.Gone());
            }
            return new InMemoryMessage.Held(found.octets, found.structure);
        });
    }
}
