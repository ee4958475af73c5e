package org.tassis.webmail.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.store.StoredMessage;

/// A stored message as filters look at one. For one thread.
record StoredContent(StoredMessage message) implements MessageContent {
    @Override
    public long size() {
        return message.size();
    }

    @Override
    public MessageStructure structure() {
        return message.structure();
    }

    @Override
    public InputStream open() {
        return message.open(0, message.size());
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(Channels.newOutputStream(channel));
        }
    }
}
