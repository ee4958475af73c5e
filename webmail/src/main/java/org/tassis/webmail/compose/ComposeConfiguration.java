package org.tassis.webmail.compose;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.writing.InMemoryWritingRecords;
import org.tassis.mailflow.MailFlow;
import org.tassis.store.MailStore;
import org.tassis.web.MessageBundle;
import org.tassis.web.Times;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.OwnMail;
import org.tassis.webmail.Reach;
import org.tassis.webmail.WritingParts;
import org.tassis.webmail.mail.Frame;

/// What writing mail is made of. The launcher provides {@link MailStore}, {@link MailFlow}, {@link
/// ComposeSettings} and {@link WritingParts} as beans; without the last, identities are kept in memory, and
/// nothing waits.
@Configuration(proxyBeanMethods = false)
public class ComposeConfiguration {
    private final InstantSource clock = InstantSource.system();

    /// What the controllers share, made once.
    record Workshop(
            OwnMail mail,
            Supplier<WritingParts> parts,
            LetterWriter writer,
            Drafts drafts,
            Sending sending,
            Departure departure,
            Scheduled scheduled,
            Rescheduling rescheduling,
            Receipts receipts) {}

    @Bean
    Workshop workshop(
            MailStore store,
            Reach reach,
            MailFlow flow,
            ComposeSettings settings,
            ClientSettings clients,
            MessageSource messages,
            Times times,
            ObjectProvider<WritingParts> promised) {
        WritingParts none =
                new WritingParts(new InMemoryWritingRecords(), Optional.empty(), Optional.empty(), Duration.ZERO);
        Supplier<WritingParts> parts = () -> promised.getIfAvailable(() -> none);
        OwnMail mail = new OwnMail(store);
        LetterWriter writer = new LetterWriter(settings.spool());
        Sending sending = new Sending(flow, store, mail, reach, writer, clock, settings.maxMessageSize());
        Scheduled scheduled = new Scheduled(() -> parts.get().outbox(), store, mail, writer, clock);
        return new Workshop(
                mail,
                parts,
                writer,
                new Drafts(store, mail, reach, writer, () -> parts.get().records(), clock),
                sending,
                new Departure(parts, sending, times, clock),
                scheduled,
                new Rescheduling(scheduled, sending, store, mail, writer, clock),
                new Receipts(flow, store, writer, parts, messages, times, clients.host(), clock));
    }

    @Bean
    WriteController writeController(
            Workshop workshop,
            ComposeSettings settings,
            MessageSource messages,
            Times times,
            ObjectProvider<Contacts> contacts) {
        return new WriteController(
                workshop.drafts(),
                workshop.sending(),
                new Beginnings(workshop.drafts(), messages, times),
                workshop.parts(),
                workshop.departure(),
                (account, group) -> Optional.ofNullable(contacts.getIfAvailable())
                        .map(known -> known.members(account, group))
                        .orElse(List.of()),
                settings);
    }

    @Bean
    EditorController editorController(Workshop workshop) {
        return new EditorController(workshop.drafts(), workshop.parts());
    }

    @Bean
    SentController sentController(Workshop workshop, Frame frame) {
        return new SentController(
                workshop.scheduled(),
                workshop.rescheduling(),
                workshop.departure(),
                new Fates(workshop.parts(), clock),
                workshop.receipts(),
                workshop.mail(),
                frame);
    }

    @Bean
    WritingController writingController(Workshop workshop, Desk desk) {
        return new WritingController(workshop.parts(), desk);
    }

    @Bean
    WebMvcConfigurer besideMail(Workshop workshop) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new BesideMail(
                                workshop.parts(), workshop.scheduled(), workshop.receipts(), workshop.mail()))
                        .addPathPatterns("/webmail", "/webmail/f/*", "/webmail/m/*");
            }
        };
    }

    @Bean
    MessageBundle composeMessages() {
        return new MessageBundle("org.tassis.webmail.compose.messages");
    }
}
