package org.tassis.mailets;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.extension.ExtensionFactory.Environment;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Passage;
import org.tassis.mailflow.extension.Passing;
import org.tassis.mailflow.extension.Stage;
import org.tassis.message.Spool;

/// Runs the steps of a stage, in their order, each on a thread that is given up when it takes too long.
final class MailetExtensions implements Extensions {
    private static final Logger LOG = LoggerFactory.getLogger(MailetExtensions.class);

    /// Calls at once; also how many may hang before nothing is taken any more.
    private static final int MOST_CALLS = 32;

    /// States that mean what they say; {@link Mail#DEFAULT} and all others of James's own go on.
    private static final String REFUSE = "refuse";

    private final List<Step> steps;
    private final Environment environment;
    private final ClassLoader loader;
    private final Session session = Session.getInstance(new Properties());
    private final Semaphore octets;
    private final ThreadPoolExecutor threads;

    MailetExtensions(List<Step> steps, Environment environment, ClassLoader loader) {
        this.steps = List.copyOf(steps);
        this.environment = environment;
        this.loader = loader;
        this.octets = new Semaphore(environment.maxOctets());
        this.threads = new ThreadPoolExecutor(0, MOST_CALLS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "mailet");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        });
    }

    @Override
    public boolean has(Stage stage) {
        return steps.stream().anyMatch(step -> step.stage() == stage);
    }

    @Override
    public Passage pass(Stage stage, Passing message) {
        int size = (int) Math.min(Math.max(1, message.content().size()), environment.maxOctets());
        try {
            if (!octets.tryAcquire(size, environment.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                return new Passage.Failed("too many messages are with mailets");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Passage.Failed("stopped while waiting for mailets");
        }
        List<Mail> mails = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // by which Jakarta Mail finds its parts
        try {
            byte[] before = read(message);
            Mail first = mail(message, before);
            mails.add(first);
            for (Step step : steps) {
                if (step.stage() == stage) {
                    Optional<Passage> end = step(step, mails);
                    if (end.isPresent()) {
                        return end.get();
                    }
                }
            }
            return passage(message, before, mails);
        } catch (IOException | MessagingException | RuntimeException e) {
            LOG.warn("{}: cannot be shown to mailets", message.id(), e);
            return new Passage.Failed("mailets: " + e);
        } finally {
            thread.setContextClassLoader(own);
            mails.forEach(MailetExtensions::dispose);
            octets.release(size);
        }
    }

    /// @return when it ends here
    private Optional<Passage> step(Step step, List<Mail> mails) {
        for (Mail mail : List.copyOf(mails)) {
            if (isOver(mail)) {
                continue;
            }
            try {
                List<Mail> now = inTime(() -> step.run(mail));
                mails.remove(mail);
                mails.addAll(now);
            } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
                Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                LOG.warn("{}: mailet {} failed", mail.getName(), step.name(), cause);
                if (!step.tolerant() || cause instanceof TimeoutException) { // a message that hangs is used still
                    return Optional.of(new Passage.Failed("mailet " + step.name() + ": " + cause));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(new Passage.Failed("stopped while mailet " + step.name() + " worked"));
            }
        }
        for (Mail mail : mails) {
            if (REFUSE.equalsIgnoreCase(mail.getState())) { // for one is for all: there is one answer
                return Optional.of(new Passage.Refused(
                        Optional.ofNullable(mail.getErrorMessage()).orElse("Refused")));
            }
            if (Mail.ERROR.equalsIgnoreCase(mail.getState())) {
                return Optional.of(new Passage.Failed("mailet " + step.name() + ": " + mail.getErrorMessage()));
            }
        }
        return Optional.empty();
    }

    private <T> T inTime(Callable<T> work) throws ExecutionException, TimeoutException, InterruptedException {
        Future<T> future = threads.submit(work);
        try {
            return future.get(environment.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            future.cancel(true);
        }
    }

    private static boolean isOver(Mail mail) {
        return Mail.GHOST.equalsIgnoreCase(mail.getState())
                || mail.getRecipients().isEmpty();
    }

    // ---- in and out

    private static byte[] read(Passing message) throws IOException {
        try (InputStream in = message.content().open()) {
            return in.readAllBytes();
        }
    }

    private Mail mail(Passing message, byte[] octets) throws MessagingException {
        List<MailAddress> recipients = new ArrayList<>();
        for (EmailAddress recipient : message.recipients()) {
            recipients.add(new MailAddress(recipient.toString()));
        }
        MailImpl.Builder builder = MailImpl.builder()
                .name(message.id())
                .addRecipients(recipients)
                .state(Mail.DEFAULT)
                .remoteAddr(message.client().getHostAddress())
                .remoteHost(message.helo().orElse(message.client().getHostAddress()))
                .mimeMessage(new MimeMessage(session, new java.io.ByteArrayInputStream(octets)));
        if (message.sender().isPresent()) {
            builder.sender(new MailAddress(message.sender().get().toString()));
        }
        message.login()
                .ifPresent(login -> builder.addAttribute(new org.apache.mailet.Attribute(
                        Mail.SMTP_AUTH_USER, org.apache.mailet.AttributeValue.of(login))));
        return builder.build();
    }

    private Passage passage(Passing message, byte[] before, List<Mail> mails) throws IOException, MessagingException {
        Map<String, EmailAddress> known = new HashMap<>();
        message.recipients().forEach(one -> known.put(one.key(), one));
        List<Passage.Part> parts = new ArrayList<>();
        List<Spool> spools = new ArrayList<>();
        boolean changed = false;
        boolean done = false;
        try {
            int reached = 0;
            for (Mail mail : mails) {
                if (isOver(mail)) {
                    continue;
                }
                List<EmailAddress> recipients = mail.getRecipients().stream()
                        .flatMap(one -> EmailAddress.parse(one.asString()).stream())
                        .flatMap(one -> Optional.ofNullable(known.get(one.key())).stream()) // nobody new
                        .distinct()
                        .toList();
                if (recipients.isEmpty()) {
                    continue;
                }
                reached += recipients.size();
                byte[] after = write(mail);
                if (Arrays.equals(before, after)) {
                    parts.add(new Passage.Part(recipients, message.content()));
                } else {
                    changed = true;
                    Spool spool = new Spool(environment.spool());
                    spools.add(spool);
                    spool.write(after, 0, after.length);
                    spool.finish();
                    parts.add(new Passage.Part(recipients, spool));
                }
            }
            done = true;
            return !changed && reached == message.recipients().size()
                    ? new Passage.Unchanged()
                    : new Passage.Parts(parts, () -> close(spools));
        } finally {
            if (!done) {
                close(spools);
            }
        }
    }

    /// Lines ended with CRLF, as Jakarta Mail writes them.
    private static byte[] write(Mail mail) throws IOException, MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.getMessage().writeTo(out);
        return out.toByteArray();
    }

    private static void close(List<Spool> spools) {
        for (Spool spool : spools) {
            try {
                spool.close();
            } catch (IOException e) {
                LOG.debug("closing a spool", e);
            }
        }
    }

    private static void dispose(Mail mail) {
        if (mail instanceof MailImpl one) {
            one.dispose();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        steps.forEach(Step::close);
    }
}
