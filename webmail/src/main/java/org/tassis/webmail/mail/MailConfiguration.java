package org.tassis.webmail.mail;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.MailFlow;
import org.tassis.store.InMemoryShares;
import org.tassis.store.MailStore;
import org.tassis.store.Shares;
import org.tassis.store.search.TextSignatures;
import org.tassis.web.OpenPaths;
import org.tassis.web.Sessions;
import org.tassis.web.Times;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.Reach;
import org.tassis.webmail.calendar.Answers;

/// The pages for reading and organising mail. The launcher provides a {@link MailStore}; {@link Mail} and
/// {@link Frame} are for other pages of the webmail too.
@Configuration(proxyBeanMethods = false)
public class MailConfiguration {
    /// Octets for what is remembered of searched messages.
    private static final long SIGNATURES =
            Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 16);

    /// Where nobody is promised to know what is shared, nothing is.
    @Bean
    Reach reach(MailStore store, ObjectProvider<Shares> shares, Desk desk) {
        Shares none = new InMemoryShares();
        return new Reach(store, () -> shares.getIfAvailable(() -> none), desk::directory);
    }

    @Bean
    Mail mail(MailStore store, Reach reach) {
        return new Mail(store, reach);
    }

    @Bean
    Undos undos() {
        return new Undos();
    }

    @Bean
    Orders orders() {
        return new Orders();
    }

    @Bean
    Seal seal() {
        return new Seal(InstantSource.system());
    }

    @Bean
    Frame frame(Mail mail, Undos undos) {
        return new Frame(mail, undos);
    }

    @Bean
    Actions actions(Mail mail, Undos undos) {
        return new Actions(mail, undos);
    }

    @Bean
    Bodies bodies(Seal seal, MessageSource messages) {
        return new Bodies(seal, messages);
    }

    @Bean
    RemotePictures remotePictures() {
        return new RemotePictures();
    }

    @Bean
    StoreProblems storeProblems() {
        return new StoreProblems();
    }

    @Bean
    ListController listController(Mail mail, Orders orders, Frame frame) {
        return new ListController(mail, orders, frame);
    }

    @Bean
    MessageController messageController(
            Mail mail,
            Orders orders,
            Frame frame,
            Bodies bodies,
            Seal seal,
            InvitationController invitations,
            ClientSettings settings) {
        return new MessageController(mail, orders, frame, bodies, seal, invitations, settings);
    }

    @Bean
    InvitationController invitationController(
            Mail mail, MailFlow flow, ComposeSettings settings, MessageSource messages, Times times) {
        Answers answers = new Answers(flow, mail.store(), settings.spool(), InstantSource.system());
        return new InvitationController(mail, new Invitations(mail), answers, messages, times);
    }

    @Bean
    PartController partController(Mail mail) {
        return new PartController(mail);
    }

    @Bean
    PreviewController previewController(Mail mail, Frame frame) {
        return new PreviewController(mail, frame);
    }

    @Bean
    HeaderController headerController(Mail mail, Frame frame, ClientSettings settings) {
        return new HeaderController(mail, frame, settings);
    }

    @Bean
    PictureController pictureController(Mail mail, Seal seal, RemotePictures remote) {
        return new PictureController(mail, seal, remote);
    }

    @Bean
    ActionController actionController(Actions actions, ObjectProvider<MessageAction> more) {
        return new ActionController(actions, more::stream);
    }

    @Bean
    FolderController folderController(Mail mail, Actions actions, Undos undos, Frame frame) {
        return new FolderController(mail, actions, undos, frame);
    }

    @Bean
    SharingController sharingController(Mail mail, ObjectProvider<Shares> shares, Desk desk, Undos undos, Frame frame) {
        return new SharingController(mail, shares::getObject, desk::directory, undos, frame);
    }

    @Bean
    RemovedController removedController(Mail mail, Undos undos, Frame frame) {
        return new RemovedController(mail, undos, frame);
    }

    @Bean
    ConversationController conversationController(Mail mail, Frame frame, MessageSource messages) {
        return new ConversationController(mail, new Threads(), frame, messages);
    }

    @Bean
    SearchController searchController(Mail mail, Orders orders, Frame frame, MessageSource messages, Times times) {
        TextSignatures signatures = new TextSignatures(SIGNATURES);
        return new SearchController(mail, new Searching(mail.store(), signatures, orders), frame, messages, times);
    }

    @Bean
    EventController eventController(Mail mail, Sessions sessions) {
        return new EventController(mail, sessions);
    }

    /// Sealed addresses open by themselves.
    @Bean
    OpenPaths pictures() {
        return OpenPaths.of("/webmail/picture/*");
    }
}
