package org.tassis.webmail.settings;

import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tassis.directory.Authenticator;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.store.MailStore;
import org.tassis.web.LargeUpload;
import org.tassis.web.MessageBundle;
import org.tassis.web.Sessions;
import org.tassis.web.Times;
import org.tassis.web.UploadLimits;

/// The pages on which users set things for themselves.
@Configuration(proxyBeanMethods = false)
public class SettingsConfiguration {
    @Bean
    ProfileController profileController(Desk desk, MessageSource messages) {
        return new ProfileController(desk, new Failures(messages));
    }

    @Bean
    PasswordController passwordController(Desk desk, Authenticator authenticator, MessageSource messages) {
        return new PasswordController(desk, authenticator, new Failures(messages));
    }

    @Bean
    AwayController awayController(Desk desk, MessageSource messages, Times times) {
        return new AwayController(desk, new Failures(messages), times);
    }

    @Bean
    ForwardController forwardController(Desk desk, MessageSource messages) {
        return new ForwardController(desk, new Failures(messages));
    }

    @Bean
    DevicesController devicesController(Desk desk, Sessions sessions, MessageSource messages) {
        return new DevicesController(desk, sessions, new Failures(messages));
    }

    @Bean
    FilesPage filesPage(Desk desk, MailStore store, ObjectProvider<Migrations> migrations, UploadLimits limits) {
        return new FilesPage(desk, store, migrations, limits);
    }

    @Bean
    FilesController filesController(Desk desk, MailStore store, FilesPage page) {
        return new FilesController(desk, store, page);
    }

    @Bean
    BringController bringController(FilesPage page, ObjectProvider<Uploads> uploads, MessageSource messages) {
        return new BringController(page, uploads, new Failures(messages));
    }

    @Bean
    LargeUpload ownMailUpload() {
        return new LargeUpload(Pattern.compile(Pattern.quote(BringController.PATH)));
    }

    @Bean
    ReadingController readingController(ObjectProvider<ChoiceRecords> choices) {
        return new ReadingController(choices);
    }

    @Bean
    WaitingController waitingController(Desk desk, ObjectProvider<OwnPost> post) {
        return new WaitingController(desk, post);
    }

    @Bean
    ArrivalsController arrivalsController(ObjectProvider<OwnPost> post) {
        return new ArrivalsController(post);
    }

    @Bean
    MessageBundle settingsMessages() {
        return new MessageBundle("org.tassis.webmail.settings.messages");
    }
}
