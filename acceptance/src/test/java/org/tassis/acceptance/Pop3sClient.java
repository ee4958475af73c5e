package org.tassis.acceptance;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// A POP3 program over TLS, as few words as a test needs.
final class Pop3sClient implements AutoCloseable {
    private final Store store;
    private final Folder inbox;

    private Pop3sClient(Store store, Folder inbox) {
        this.store = store;
        this.inbox = inbox;
    }

    static Pop3sClient logIn(Program program, Program.Login account) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.pop3s.ssl.trust", "*");
        Store store = Session.getInstance(properties).getStore("pop3s");
        store.connect("localhost", program.port("pop3s"), account.login(), account.password());
        Folder inbox = store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE);
        return new Pop3sClient(store, inbox);
    }

    int count() throws MessagingException {
        return inbox.getMessageCount();
    }

    /// Every message, whole.
    List<byte[]> all() throws MessagingException, IOException {
        List<byte[]> all = new ArrayList<>();
        for (Message message : inbox.getMessages()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            all.add(out.toByteArray());
        }
        return all;
    }

    void delete(int number) throws MessagingException {
        inbox.getMessage(number).setFlag(Flags.Flag.DELETED, true);
    }

    /// QUIT: what was deleted is now.
    @Override
    public void close() throws MessagingException {
        inbox.close(true);
        store.close();
    }
}
