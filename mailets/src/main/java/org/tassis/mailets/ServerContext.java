package org.tassis.mailets;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.mailet.HostAddress;
import org.apache.mailet.LookupException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.mailflow.extension.ExtensionFactory.Environment;

/// What a mailet may ask of the server. Mail is sent for nobody, and no bounces are made: who wants to refuse does so
/// while the sender is connected. The DNS is not offered.
@SuppressWarnings("deprecation") // of the interface: mailets of all ages ask
final class ServerContext implements MailetContext {
    private static final Logger LOG = LoggerFactory.getLogger("org.tassis.mailets");

    private final Environment environment;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    ServerContext(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int getMajorVersion() {
        return 3;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public String getServerInfo() {
        return "Tassis";
    }

    @Override
    public Iterator<String> getAttributeNames() {
        return List.copyOf(attributes.keySet()).iterator();
    }

    @Override
    @SuppressWarnings("NullAway") // the interface has no other word for "none"
    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public void log(String message) {
        LOG.info("{}", message);
    }

    @Override
    public void log(String message, Throwable cause) {
        LOG.warn("{}", message, cause);
    }

    @Override
    public void log(LogLevel level, String message) {
        switch (level) {
            case DEBUG -> LOG.debug("{}", message);
            case INFO -> LOG.info("{}", message);
            case WARN -> LOG.warn("{}", message);
            case ERROR -> LOG.error("{}", message);
        }
    }

    @Override
    public void log(LogLevel level, String message, Throwable cause) {
        LOG.warn("{}", message, cause);
    }

    @Override
    public Logger getLogger() {
        return LOG;
    }

    @Override
    public MailAddress getPostmaster() {
        try {
            return new MailAddress(
                    environment.postmaster().get().isPresent()
                            ? environment.postmaster().get().get().toString()
                            : "postmaster@" + environment.hostname());
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isLocalServer(Domain domain) {
        return DomainName.parse(domain.asString()).filter(environment.isLocal()).isPresent();
    }

    @Override
    public boolean isLocalUser(String name) {
        return false;
    }

    @Override
    public boolean isLocalEmail(MailAddress address) {
        return isLocalServer(address.getDomain());
    }

    // ---- not here

    @Override
    public Collection<String> getMailServers(Domain domain) {
        return List.of();
    }

    @Override
    @SuppressWarnings("deprecation")
    public Iterator<HostAddress> getSMTPHostAddresses(Domain domain) {
        return List.<HostAddress>of().iterator();
    }

    @Override
    public List<String> dnsLookup(String name, RecordType type) throws LookupException {
        throw new LookupException("mailets are offered no DNS here");
    }

    private static MessagingException noMail() {
        return new MessagingException("mailets send no mail here");
    }

    @Override
    public void sendMail(MimeMessage message) throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message)
            throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message, String state)
            throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(Mail mail) throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(Mail mail, long delay, TimeUnit unit) throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(Mail mail, String state) throws MessagingException {
        throw noMail();
    }

    @Override
    public void sendMail(Mail mail, String state, long delay, TimeUnit unit) throws MessagingException {
        throw noMail();
    }

    @Override
    public void bounce(Mail mail, String message) throws MessagingException {
        throw noMail();
    }

    @Override
    public void bounce(Mail mail, String message, MailAddress bouncer) throws MessagingException {
        throw noMail();
    }
}
